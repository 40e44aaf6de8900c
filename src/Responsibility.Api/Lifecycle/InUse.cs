namespace Responsibility.Api.Lifecycle;

/// <summary>Refuses to take away what others rest on, and names the first of them.</summary>
internal static class InUse
{
    public const int Told = 20;

    /// <summary>Null where nothing rests on the thing.</summary>
    public static async Task<Refusal?> Of<TNoun>(Session session, long id) where TNoun : INoun
    {
        var uses = await session.List<(string Noun, long Id)>($"SELECT noun, id FROM ({TNoun.UsesSql}) AS used ORDER BY noun, id LIMIT {Told}", new { id });
        if (uses.Count is 0 || session.Caller.Scope is null) return By(uses);
        var reached = new List<(string, long)>();
        foreach (var use in uses)
            if (await session.Reaches(use.Noun, use.Id)) reached.Add(use);
        // That it is in use cannot be hidden from one with a scope; by what beyond, can.
        return By(reached) ?? Refusals.InUse;
    }

    /// <param name="uses">What rests on it.</param>
    /// <param name="member">The member at fault; where absent, each is named by its noun.</param>
    public static Refusal? By(IReadOnlyList<(string Noun, long Id)> uses, string? member = null) => uses.Count is 0 ? null
        : Refusals.InUse with { Faults = [.. uses.Select(u => new Fault($"/{member ?? u.Noun}", Refusals.InUse.Code, Refusals.InUse.Title, $"{u.Noun}/{u.Id}"))] };
}
