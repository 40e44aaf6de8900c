using System.Net;
using System.Text;

namespace Responsibility.Api.Tests.Imports;

public sealed class DivisionImportTests
{
    [Theory, OnEveryDatabase]
    public async Task Rows_may_rest_on_earlier_rows_and_loading_again_changes_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);

        var job = await api.Loads("divisions", Loading.Lankao);
        var head = await api.Head();
        var again = await api.Loads("divisions", Loading.Lankao);

        job.Stats().ShouldBe((3, 0, 0, 0));
        job["outcome"]!.GetValue<string>().ShouldBe("ok");
        job["source"]!["rows"]!.GetValue<long>().ShouldBe(3);
        job["ledger"]!["first"]!.GetValue<long>().ShouldBe(head - 2);
        job["ledger"]!["last"]!.GetValue<long>().ShouldBe(head);
        again.Stats().ShouldBe((0, 0, 3, 0));
        again["ledger"].ShouldBeNull();
        (await api.Head()).ShouldBe(head);
        (await api.Ask("divisions/410225"))["parent"]!["name"]!.GetValue<string>().ShouldBe("开封市");
    }

    [Theory, OnEveryDatabase]
    public async Task Columns_go_by_Chinese_names_in_any_order_and_unknown_ones_are_told(Backend backend)
    {
        await using var api = await Api.On(backend);

        var job = await api.Loads("divisions", "\uFEFF级别,备注,上级代码,名称,CODE\r\n省,无,,河南省,41\r\n地级市,无,41,开封市,4102\r\n县级,无,41,济源市,419001\r\n");

        job.Stats().ShouldBe((2, 0, 0, 1));
        job["warnings"]!.AsArray().Single()!["property"]!.GetValue<string>().ShouldBe("备注");
        job.Causes().ShouldBe(["cell-invalid level 3"]);
        (await api.Ask("divisions/419001"))["parent"]!["name"]!.GetValue<string>().ShouldBe("河南省");
    }

    [Theory, OnEveryDatabase]
    public async Task A_file_without_a_required_column_fails_and_says_which(Backend backend)
    {
        await using var api = await Api.On(backend);

        var job = await api.Loads("divisions", "code,level\n41,province\n");

        job["state"]!.GetValue<string>().ShouldBe("failed");
        job["outcome"]!.GetValue<string>().ShouldBe("error");
        job.Causes().ShouldBe(["column-missing name 1"]);
        (await api.Count("division")).ShouldBe(0);
    }

    [Theory, OnEveryDatabase]
    public async Task A_new_name_level_or_parent_is_a_division_change(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        var head = await api.Head();

        var job = await api.Loads("divisions", "code,name,level,parent_code\n410225,兰考市,county,4102\n410225,兰考县,township,4102\n410225,兰考县,county,41\n410225,兰考县,county,\n410226,某县,county,\n");

        job.Causes().ShouldBe(["use-division-change name 2", "use-division-change level 3", "use-division-change parent_code 4", "not-empty parent_code 6"]);
        job.Stats().ShouldBe((0, 0, 1, 4));
        (await api.Head()).ShouldBe(head);
    }

    [Theory, OnEveryDatabase]
    public async Task Any_name_that_a_division_ever_had_is_unchanged(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        await api.Has("division-changes", new { type = "rename", effectiveOn = "2019-12-20", document = "例", division = "410225", name = "兰考市" });
        var head = await api.Head();

        var job = await api.Loads("divisions", "code,name,level,parent_code\n410225,兰考县,county,4102\n410225,兰考市,county,4102\n");

        job.Stats().ShouldBe((0, 0, 2, 0));
        (await api.Head()).ShouldBe(head);
    }

    [Theory, OnEveryDatabase]
    public async Task Rejected_rows_come_back_as_they_were_with_what_was_wrong(Backend backend)
    {
        await using var api = await Api.On(backend);
        api.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh");

        var job = await api.Loads(
            "divisions", "\uFEFFname,code,备注,level,parent_code\r\n河南省,41,\"a,b\",province,\r\n甲\"市,4101,,city,41\r\n\r\n\"乙\"\"市\",4102,\"两\r\n行\",city,49\r\n丙市,4103\r\n");

        job.Causes().ShouldBe(["row-malformed  3", "division-unknown parent_code 5", "cell-missing level 7"]);
        (await api.Rejects(job)).ShouldBe(
            "\uFEFFname,code,备注,level,parent_code,_errorCode,_message\r\n"
            + "\"甲\"\"市\",4101,,city,41,row-malformed,该行引号不符合 CSV 规则\r\n"
            + "\"乙\"\"市\",4102,\"两\r\n行\",city,49,division-unknown,区划不存在\r\n"
            + "丙市,4103,,,,cell-missing,必填列为空\r\n");
    }

    [Theory, OnEveryDatabase]
    public async Task Causes_are_counted_in_full_and_their_lines_up_to_twenty(Backend backend)
    {
        await using var api = await Api.On(backend);

        var job = await api.Loads("divisions", "code,name,level,parent_code\n" + string.Concat(Enumerable.Range(100, 30).Select(i => $"410101{i}000,某乡,township,49\n")));

        var group = job["errorGroups"]!.AsArray().Single()!;
        group["occurrenceCount"]!.GetValue<long>().ShouldBe(30);
        group["rows"]!.AsArray().Count.ShouldBe(20);
        group["value"]!.GetValue<string>().ShouldBe("49");
        job["outcome"]!.GetValue<string>().ShouldBe("warning");
    }

    [Theory, OnEveryDatabase]
    public async Task A_strategy_that_only_creates_or_only_updates_rejects_the_others(Backend backend)
    {
        await using var api = await Api.On(backend);

        var update = await api.Loads("divisions", Loading.Lankao, "&importStrategy=update");
        var create = await api.Loads("divisions", Loading.Lankao, "&importStrategy=create");

        update.Causes()[0].ShouldStartWith("row-unknown code");
        create.Stats().ShouldBe((3, 0, 0, 0));
    }

    [Theory]
    [InlineData("persons", "", "parameter-invalid")]
    [InlineData("divisions", "&importStrategy=merge", "parameter-invalid")]
    [InlineData("divisions", "&atomicMode=chunk", "parameter-invalid")]
    [InlineData("divisions", "&charset=latin1", "parameter-invalid")]
    [InlineData("divisions", "&dryRun=true", "parameter-unknown")]
    public async Task Parameters_that_are_not_known_are_refused(string type, string query, string code)
    {
        await using var api = await Api.On(Backend.Sqlite);

        var response = await api.Upload(type, Encoding.UTF8.GetBytes(Loading.Lankao), query);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Api.CodeOf(response)).ShouldBe(code);
    }
}
