using System.Net;

namespace Responsibility.Api.Tests.Divisions;

public sealed class TagDivisionTests
{
    [Theory, OnEveryDatabase]
    public async Task A_tag_holds_for_its_period_and_is_not_stated_twice(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        const string Attributes = "divisions/410225/attributes";
        var tag = await api.Has(Attributes, new { tag = "poorCounty", validFrom = "2011-01-01", validUntil = "2017-02-27" });

        (await api.Ask("divisions/410225?asOf=2017-02-26")).At("tags").ShouldBe("[\"poorCounty\"]");
        (await api.Ask("divisions/410225?asOf=2017-02-27")).At("tags").ShouldBe("[]");
        (await api.Ask($"attributes/{tag.At("id")}?asOf=2020-01-01")).At("tag").ShouldBe("poorCounty");
        await api.Records(0, async () =>
        {
            (await api.Has(Attributes, new { tag = "poorCounty", validFrom = "2011-01-01", validUntil = "2017-02-27" })).At("id").ShouldBe(tag.At("id"));
            await api.Post(Attributes, new { tag = "poorCounty", validFrom = "2016-01-01" }).Refuses(HttpStatusCode.Conflict, "attribute-overlaps");
            await api.Post(Attributes, new { tag = "noSuchTag" }).Refuses(HttpStatusCode.UnprocessableEntity, "tag-unknown");
            await api.Post(Attributes, new { number = "poorCounty", value = 1 }).Refuses(HttpStatusCode.UnprocessableEntity, "tag-unknown");
            await api.Post("divisions/410299/attributes", new { tag = "poorCounty" }).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
            await api.Post(Attributes, new { tag = "poorCounty", value = 3 }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post(Attributes, new { number = "poorPopulation" }).Refuses(HttpStatusCode.BadRequest, "invalid");
        });
        var later = await api.Has(Attributes, new { tag = "poorCounty", validFrom = "2019-01-01", validUntil = "2020-01-01" });
        await api.Patch($"attributes/{later.At("id")}", new { validFrom = "2011-01-01", validUntil = "2017-02-27", reason = "录入错误" }).Refuses(HttpStatusCode.Conflict, "attribute-overlaps");
        await api.Patch($"attributes/{later.At("id")}", new { validFrom = "2017-02-27", reason = "录入错误" }).Succeeds();
        (await api.Ask("divisions/410225?asOf=2018-01-01")).At("tags").ShouldBe("[\"poorCounty\"]");
        (await api.Delete($"attributes/{later.At("id")}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.Ask("divisions/410225?asOf=2018-01-01")).At("tags").ShouldBe("[]");
    }

    [Theory, OnEveryDatabase]
    public async Task The_next_value_of_a_number_ends_the_one_before(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        const string Attributes = "divisions/410225/attributes";
        var first = await api.Has(Attributes, new { number = "poorPopulation", value = 77_000, validFrom = "2014-01-01" });
        var second = await api.Has(Attributes, new { number = "poorPopulation", value = 7_600.5, validFrom = "2016-01-01" });

        (await api.Ask("divisions/410225?asOf=2015-12-31")).At("numbers/poorPopulation").ShouldBe("77000");
        (await api.Ask("divisions/410225?asOf=2016-01-01")).At("numbers/poorPopulation").ShouldBe("7600.5");
        (await api.Ask($"attributes/{first.At("id")}")).At("validUntil").ShouldBe("2016-01-01");
        await api.Records(0, () => api.Has(Attributes, new { number = "poorPopulation", value = 7_600.5, validFrom = "2016-01-01" }));
        await api.Post(Attributes, new { number = "poorPopulation", value = 1, validFrom = "2015-01-01" }).Refuses(HttpStatusCode.Conflict, "attribute-overlaps");

        // Two values of one day would be one too many, also by way of a correction.
        await api.Patch($"attributes/{second.At("id")}", new { validFrom = "2015-01-01", reason = "录入错误" }).Refuses(HttpStatusCode.Conflict, "attribute-overlaps");
        await api.Patch($"attributes/{first.At("id")}", new { validUntil = "2015-01-01", reason = "录入错误" }).Succeeds();
        await api.Patch($"attributes/{second.At("id")}", new { validFrom = "2015-01-01", reason = "录入错误" }).Succeeds();
        (await api.Ask("divisions/410225?asOf=2015-06-01")).At("numbers/poorPopulation").ShouldBe("7600.5");
        await api.Post($"attributes/{second.At("id")}/changes", new { effectiveOn = "2017-01-01", value = 268, reason = "核查" }).Succeeds();
        (await api.Ask("divisions/410225?asOf=2017-07-09")).At("numbers/poorPopulation").ShouldBe("268");
        (await api.Ask("divisions/410225?asOf=2016-12-31")).At("numbers/poorPopulation").ShouldBe("7600.5");
        await api.Post($"attributes/{second.At("id")}/end", new { validUntil = "2018-01-01", reason = "脱贫" }).Succeeds();
        (await api.Ask("divisions/410225?asOf=2018-01-01")).At("numbers").ShouldBe("{}");
    }
}
