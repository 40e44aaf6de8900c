using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Api.Tests.Storage;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Ledger;

/// <summary>The stored tiles are at any time those of the facts that the ledger holds, whoever wrote and whatever broke.</summary>
public sealed class TileTests
{
    [Theory, OnEveryDatabase]
    public async Task Facts_enter_the_tree_once_whether_alone_or_many_together(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        await api.Database.TilesAreThoseOfTheLeaves();

        await api.Database.Facts(256 - (int)(await api.Head() % 256));
        await api.Database.TilesAreThoseOfTheLeaves();
        await api.Database.Facts(1);
        await api.Database.TilesAreThoseOfTheLeaves();
        await api.Database.Facts(600);
        await api.Database.TilesAreThoseOfTheLeaves();
    }

    [Theory, OnEveryDatabase]
    public async Task What_is_refused_or_broken_leaves_no_leaf(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Database.Facts(200);
        var head = await api.Head();

        // Beside each other in batches: some are kept, some break after they have recorded more than a tile.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            if (i % 2 is 0) await api.Database.Facts(30);
            else await Should.ThrowAsync<NotSupportedException>(api.Database.Facts(300, _ => throw new NotSupportedException()));
        }));
        (await api.Head()).ShouldBe(head + 300);
        await api.Database.TilesAreThoseOfTheLeaves();

        // A batch that is lost as a whole: its transaction is gone before COMMIT.
        await Should.ThrowAsync<Exception>(api.Database.Facts(300, session => session.Execute("ROLLBACK")));
        (await api.Head()).ShouldBe(head + 300);
        await api.Database.Facts(300);
        await api.Database.TilesAreThoseOfTheLeaves();
    }

    [Theory, OnEveryDatabase]
    public async Task What_was_lost_with_its_batch_is_not_taken_for_what_another_process_has_written_since(Backend backend)
    {
        await using var api = await Api.On(backend);
        await using var elsewhere = Database.Open(api.ConnectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        await api.Database.Facts(1);
        var (breaks, mend) = backend is Backend.Sqlite
            ? ("CREATE TRIGGER no_tile BEFORE INSERT ON tile BEGIN SELECT RAISE(ABORT, 'no tile'); END", "DROP TRIGGER no_tile")
            : ("ALTER TABLE tile ADD CONSTRAINT no_tile CHECK (level < 0) NOT VALID", "ALTER TABLE tile DROP CONSTRAINT no_tile");

        // The leaves are in the tree already when the tile cannot be written; then exactly as many others come in.
        await elsewhere.Operate(session => session.Execute(breaks), Api.Ct);
        await Should.ThrowAsync<System.Data.Common.DbException>(api.Database.Facts(300));
        await elsewhere.Operate(session => session.Execute(mend), Api.Ct);
        await elsewhere.Facts(300);
        await api.Database.Facts(300);

        await api.Database.TilesAreThoseOfTheLeaves();
    }

    [Theory, OnEveryDatabase]
    public async Task Tiles_that_are_behind_are_filled_in_and_those_that_are_lost_made_anew(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Database.Facts(800);

        await Loses(api, "DELETE FROM tile");
        await Loses(api, "DELETE FROM tile WHERE level = 1");
        await Loses(api, "UPDATE tile SET hashes = (SELECT leaf_hash FROM ledger WHERE position = 1) WHERE level = 1");
        // The tail only, as after a program that did not write tiles.
        await Loses(api, "DELETE FROM tile WHERE level = 0 AND idx >= 1");
    }

    [Theory, OnEveryDatabase]
    public async Task A_replay_fills_the_tiles_of_the_other_database_too(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Database.Facts(700);

        await using var second = await Second.On(backend);
        await Replay.Into(api.Database, second.Database, api.Kinds, Api.Ct);

        await second.Database.TilesAreThoseOfTheLeaves();
    }

    [Fact]
    public async Task Two_processes_on_one_PostgreSQL_keep_one_tree()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await using var one = await Api.On(Backend.Postgres);
        await using var other = Api.Over(one.ConnectionString, null);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 is 0 ? one : other).Database.Facts(i * 7 % 40)));

        await one.Database.TilesAreThoseOfTheLeaves();
    }

    private static async Task Loses(Api api, string sql)
    {
        await using (var elsewhere = Database.Open(api.ConnectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance))
            await elsewhere.Operate(session => session.Execute(sql), Api.Ct);
        await using var again = Database.Open(api.ConnectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        await again.Facts(1);
        await again.TilesAreThoseOfTheLeaves();
    }
}
