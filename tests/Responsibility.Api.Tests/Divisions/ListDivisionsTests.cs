using System.Net;

namespace Responsibility.Api.Tests.Divisions;

public sealed class ListDivisionsTests
{
    [Theory, OnEveryDatabase]
    public async Task Divisions_are_found_by_place_level_tag_name_and_code(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        foreach (var (code, name) in new[] { ("410225101202", "徐场村"), ("410225101203", "䶮窑村"), ("410225101204", "𬭎兴村"), ("410225101205", "Ａ區村"), ("410225101206", "场范村"), ("410225101207", "甲·乙村") })
            await api.HasDivision(code, name, "village", "410225101");
        await api.HasDivision("4101", "郑州市", "city", "41");

        async Task Finds(string question, params string[] names) => (await api.Ask($"divisions?asOf=2017-07-09&{question}")).Items().ShouldBe(names, question);
        await Finds("level=city", "郑州市", "开封市");
        await Finds("level=city&level=province", "河南省", "郑州市", "开封市");
        await Finds("within=4102&level=county&level=township", "兰考县", "堌阳镇");
        await Finds("parent=41", "郑州市", "开封市");
        await Finds("tag=poorVillage", "范场村");
        await Finds("tag=poorVillage&tag=weakOrganization", "范场村");
        await Finds("within=410225101&level=village&notTag=poorVillage&q=场", "徐场村", "场范村");
        await Finds("q=" + Uri.EscapeDataString("范场"), "范场村");
        await Finds("q=郑州", "郑州市");
        await Finds("q=郑", "郑州市");
        await Finds("q=䶮", "䶮窑村");
        await Finds("q=𬭎", "𬭎兴村");
        await Finds("q=𬭎兴", "𬭎兴村");
        await Finds("q=Ａ區", "Ａ區村");
        await Finds("q=·", "甲·乙村");
        await Finds("q=%25");
        await Finds("q=%22");
        await Finds("q=410225101207", "甲·乙村");
        await Finds("q=41022510120&tag=poorVillage", "范场村");
        await Finds("q=4101", "郑州市");
        await api.Get("divisions?within=99").Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
        await api.Get("divisions?q=%00").Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        await api.Get("divisions?level=City").Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        (await api.Ask("divisions/410225101/children?level=village&limit=2&count=exact")).At("total").ShouldBe("7");
        await api.Get("divisions/99").Refuses(HttpStatusCode.NotFound, "division-unknown");
        await api.Get("divisions/不是代码").Refuses(HttpStatusCode.NotFound, "division-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task A_renamed_division_is_found_by_the_name_of_the_day(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.Has("division-changes", new { type = "rename", division = "410225101", effectiveOn = "2017-07-09", name = "固阳镇", document = "豫民〔2017〕1号" });

        (await api.Ask("divisions?q=堌阳&asOf=2017-07-08")).Items().ShouldBe(["堌阳镇"]);
        (await api.Ask("divisions?q=堌阳&asOf=2017-07-09")).Items().ShouldBeEmpty();
        (await api.Ask("divisions?q=固阳&asOf=2017-07-09")).Items().ShouldBe(["固阳镇"]);
    }
}
