using Responsibility.Api.Imports;

namespace Responsibility.Api.Tests.Imports;

/// <summary>Cells as people type them and as spreadsheets hand them on.</summary>
public sealed class TypedCellsTests
{
    [Theory]
    [InlineData("2017-07-09")]
    [InlineData("2017/7/9")]
    [InlineData("2017.07.9")]
    [InlineData("20170709")]
    [InlineData("2017年7月9日")]
    [InlineData("2017年07月09日")]
    [InlineData("\uFF12\uFF10\uFF11\uFF17\uFF0F\uFF17\uFF0F\uFF19")]
    [InlineData(" 2017-7-9\u3000")]
    [InlineData("42925")]
    [InlineData("42925.0")]
    [InlineData("2017-07-09 00:00:00")]
    [InlineData("2017/7/9 0:00")]
    public void A_day_is_the_same_in_every_form(string text) => Typed.Day(text).ShouldBe(new DateOnly(2017, 7, 9));

    [Theory]
    [InlineData("9/7/2017")]
    [InlineData("07-09-2017")]
    [InlineData("2017-02-30")]
    [InlineData("17-7-9")]
    [InlineData("2017-07-09 13:30")]
    [InlineData("12345")]
    [InlineData("42925.5")]
    [InlineData("2017")]
    public void What_could_be_two_days_or_is_none_is_not_guessed(string text) => Typed.Day(text).ShouldBeNull();

    [Theory, OnEveryDatabase]
    public async Task A_roster_from_a_spreadsheet_is_read_and_what_the_spreadsheet_lost_is_told(Backend backend)
    {
        await using var api = await Api.On(backend);
        (await api.Loads("divisions", Loading.Lankao)).Stats().Rejected.ShouldBe(0);

        var job = await api.Loads("roster",
            "工号,姓名,区划代码,任职机构,机构类型,职务类别,职务,任职日期,免职日期\n"
            + "\uFF2C\uFF2B\uFF10\uFF11,汪䶮,\uFF14\uFF11\uFF10\uFF12\uFF12\uFF15,中共兰考县委,partyCommittee,partySecretary,县委书记,2016年5月1日,20170801\n"
            + "1001.0,\u3000冯素𬭎 ,410225000000.0,兰考县人民政府,government,governmentHead,县长,2016/5/1,-\n"
            + "LK03,李某,4.10225E+11,兰考县人民政府,government,leader,副县长,2016-05-01,\n"
            + "LK04,赵某,410225,兰考县人民政府,government,leader,副县长,5/1/2016,\n");

        job.Stats().ShouldBe((2, 0, 0, 2), job.ToJsonString());
        job.Causes().ShouldBe(["cell-turned-number division 4", "cell-invalid validFrom 5"], ignoreOrder: true);
        job["errorGroups"]!.AsArray().Single(group => group.At("code") == "cell-turned-number").At("value").ShouldBe("4.10225E+11");
        (await api.Rejects(job)).ShouldContain("LK03,李某,4.10225E+11,");
        (await api.Ask("officials?staffNumber=LK01")).Items().ShouldBe(["汪䶮"]);
        (await api.Ask("officials?staffNumber=1001")).Items().ShouldBe(["冯素𬭎"]);
        (await api.Ask("appointments?within=410225&asOf=2016-05-01"))["items"]!.AsArray().Select(term => $"{term.At("official/staffNumber")} {term.At("validFrom")} {term.At("validUntil")}")
            .ShouldBe(["LK01 2016-05-01 2017-08-01", "1001 2016-05-01 "], ignoreOrder: true);
    }
}
