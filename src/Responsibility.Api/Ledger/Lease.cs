using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <summary>The right to do what only one process does at a time; whoever has not renewed it in time has lost it.</summary>
internal static class Lease
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    /// <summary>Takes or renews it.</summary>
    /// <returns>Whether it is the holder's now.</returns>
    public static async Task<bool> Take(Session session, string task, string holder, DateTimeOffset now) => await session.Execute(
        """
        INSERT INTO lease (task, holder, until) VALUES (@task, @holder, @until)
            ON CONFLICT (task) DO UPDATE SET holder = excluded.holder, until = excluded.until
         WHERE lease.holder = excluded.holder OR lease.until <= @at
        """,
        new { task, holder, until = Leaf.Time(now + Time), at = Leaf.Time(now) }) > 0;

    /// <summary>Gives it back, so that whoever comes next need not wait.</summary>
    public static Task Release(Session session, string task, string holder) =>
        session.Execute("DELETE FROM lease WHERE task = @task AND holder = @holder", new { task, holder });
}
