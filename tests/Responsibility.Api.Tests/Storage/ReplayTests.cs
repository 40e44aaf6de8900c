using Responsibility.Storage;

namespace Responsibility.Api.Tests.Storage;

public sealed class ReplayTests
{
    [Theory, OnEveryDatabase]
    public async Task The_ledger_alone_makes_the_same_tables_again(Backend backend) => await Replayed(backend, backend);

    [Fact]
    public async Task A_ledger_kept_on_one_database_makes_the_same_tables_on_the_other()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await Replayed(Backend.Sqlite, Backend.Postgres);
        await Replayed(Backend.Postgres, Backend.Sqlite);
    }

    /// <summary>Names that no test of this history makes would hide a noun that replay never saw.</summary>
    [Fact]
    public async Task The_history_holds_every_kind_of_fact_that_nouns_have()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await BusyHistory.Happens(api);

        var kinds = await api.Database.Read(session => session.List<string>("SELECT DISTINCT kind FROM ledger"), Api.Ct);

        // Divisions change and end by division changes, which are facts of their own; five kinds are only read.
        var others = new[] { "divisionChanged/1", "divisionEnded/1", "taskIssued/1", "taskProgressReported/1", "taskVerified/1", "accountabilityCaseOpened/1", "sanctionDecided/1" };
        var nouns = new[] { "division", "attribute", "organization", "post", "official", "appointment", "portfolio", "contact", "task", "progressReport", "problem", "inspection", "dutyRecord", "responsibilityLetter", "handover", "supervisionNotice", "accountabilityCase", "sanction", "appraisal" };
        api.Kinds.All.Where(kind => nouns.Any(noun => kind.StartsWith(noun, StringComparison.Ordinal))).Except(kinds).ShouldBe(others, ignoreOrder: true);
    }

    [Theory, OnEveryDatabase]
    public async Task A_row_changed_behind_the_ledgers_back_is_the_one_that_is_told(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        await using var second = await Second.On(backend);
        await Replay.Into(api.Database, second.Database, api.Kinds, Api.Ct);

        await api.Database.Operate(session => session.Execute("UPDATE appointment SET valid_until = '2017-07-08' WHERE valid_until = '2017-07-09'"), Api.Ct);
        var told = await Replay.Differences(api.Database, second.Database, 10, Api.Ct);
        told.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            row => row.ShouldStartWith("appointment: "),
            row => row.ShouldContain("valid_until=2017-07-08"),
            row => row.ShouldContain("valid_until=2017-07-09"));

        await api.Database.Operate(session => session.Execute("UPDATE appointment SET valid_until = '2017-07-09' WHERE valid_until = '2017-07-08'"), Api.Ct);
        (await Replay.Differences(api.Database, second.Database, 10, Api.Ct)).ShouldBeEmpty();
    }

    /// <summary>One row too few would otherwise put every row after it beside the wrong one.</summary>
    [Theory, OnEveryDatabase]
    public async Task A_row_taken_out_or_put_in_is_the_only_one_that_is_told(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        await using var second = await Second.On(backend);
        await Replay.Into(api.Database, second.Database, api.Kinds, Api.Ct);
        var first = await api.Database.Read(session => session.Get<long>("SELECT min(id) FROM official"), Api.Ct);

        await api.Database.Operate(session => session.Execute("DELETE FROM official WHERE id = @first", new { first }), Api.Ct);
        var told = (await Replay.Differences(api.Database, second.Database, 10, Api.Ct)).ShouldHaveSingleItem();
        told.ShouldStartWith("official: (no row) ≠ ");
        told.ShouldContain($"id={first} ");

        told = (await Replay.Differences(second.Database, api.Database, 10, Api.Ct)).ShouldHaveSingleItem();
        told.ShouldEndWith(" ≠ (no row)");
    }

    private static async Task Replayed(Backend from, Backend to)
    {
        await using var api = await Api.On(from);
        await BusyHistory.Happens(api);
        await using var second = await Second.On(to);

        (await Replay.Into(api.Database, second.Database, api.Kinds, Api.Ct)).ShouldBe(await api.Head());

        (await Replay.Differences(api.Database, second.Database, 10, Api.Ct)).ShouldBeEmpty();
        (await second.Database.Read(session => session.Get<long>("SELECT count(*) FROM appointment"), Api.Ct)).ShouldBeGreaterThan(3);
    }
}
