namespace Responsibility.Api.Lifecycle;

/// <summary>Refuses to take away what others rest on, and names the first of them.</summary>
internal static class InUse
{
    public const int Told = 20;

    /// <summary>Null where nothing rests on the thing.</summary>
    public static async Task<Refusal?> Of<TNoun>(Session session, long id) where TNoun : INoun
    {
        var uses = await session.List<(string Noun, long Id)>($"SELECT noun, id FROM ({TNoun.UsesSql}) AS used ORDER BY noun, id LIMIT {Told}", new { id });
        return await By(session, uses);
    }

    /// <summary>Null where there are none.</summary>
    /// <param name="uses">What rests on it.</param>
    /// <param name="member">The member at fault; where absent, each is named by its noun.</param>
    public static async Task<Refusal?> By(Session session, IReadOnlyList<(string Noun, long Id)> uses, string? member = null)
    {
        if (uses.Count is 0) return null;
        // That it is in use cannot be hidden from one with a scope; by what beyond, can.
        var faults = new List<Fault>();
        foreach (var (noun, id) in uses)
            if (await session.Reaches(noun, id)) faults.Add(new Fault($"/{member ?? noun}", Refusals.InUse.Code, Refusals.InUse.Title, $"{noun}/{id}"));
        return Refusals.InUse with { Faults = faults };
    }
}
