using System.Globalization;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Checks;

/// <summary>A check of the register: what it says of itself, and the one SQL text of which its summary, its details and its metric are asked.</summary>
/// <param name="Noun">What its items are, as paths and facts call it.</param>
/// <param name="Detail">What is wrong with an item; <c>{0}</c> is the item's fact, and the second text is for items without one.</param>
/// <param name="Sql">
/// SELECT of all that is looked at, each once: <c>id</c>, the <c>division_id</c> to which it counts, a <c>label</c>, a <c>fact</c> (text or NULL) and whether it is <c>broken</c> (1 or 0).
/// It is asked after the CTE <c>place</c>, and begins with the divisions of that.
/// </param>
internal sealed record DataCheck(
    CheckName Name, CheckSeverity Severity, CheckSection Section, string Noun, BothLanguages Introduction, BothLanguages Recommendation, BothLanguages Issues, (Text With, Text Without) Detail,
    Func<CheckGround, string> Sql)
{
    /// <summary>It walks every term, so those who reach every division ask it within one.</summary>
    public bool NeedsWithin { get; init; }

    /// <summary>How many it looked at, and how many of them are broken.</summary>
    public Task<CheckCount> Count(CheckGround ground) => ground.Session.Get<CheckCount>(
        $"WITH RECURSIVE {ground.Place} SELECT count(*) AS total, CAST(coalesce(sum(item.broken), 0) AS bigint) AS broken FROM ({Sql(ground)}) AS item", ground.Parameters);

    /// <summary>Those that are broken, with where they are.</summary>
    public string Broken(CheckGround ground) =>
        $"""
        WITH RECURSIVE {ground.Place}
        SELECT item.id, item.label, item.fact, d.code, d.name AS division_name, d.level
          FROM ({Sql(ground)}) AS item
          LEFT JOIN division d ON d.id = item.division_id AND {Known.On("d")}
         WHERE item.broken = 1
        """;

    public string Tell(string? fact) => (fact is null ? Detail.Without : Detail.With).In(CultureInfo.CurrentUICulture).Replace("{0}", fact, StringComparison.Ordinal);
}

/// <summary>How many a check looked at, and how many of them are broken.</summary>
internal sealed record CheckCount
{
    public long Total { get; init; }
    public long Broken { get; init; }

    /// <summary>Of all that were looked at, in per cent; rounded towards zero.</summary>
    public decimal Percentage => Total is 0 ? 0 : Math.Round(100m * Broken / Total, 2, MidpointRounding.ToZero);
}

/// <summary>Where and when checks are asked.</summary>
internal sealed class CheckGround
{
    /// <summary>For so many days a problem may be without rectification, and a handover without a signature.</summary>
    private const int PatientDays = 30;

    /// <summary>Changes of holders count for so many days, as in the list of handovers.</summary>
    private const int ChangeDays = 365;

    private readonly Lights? lights;

    private CheckGround(Session session, Moment moment, DivisionId? within, Lights? lights)
    {
        (Session, Moment, this.lights) = (session, moment, lights);
        IsEverywhere = within is null;
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["@AsOf"] = moment.AsOf,
            ["@KnownAt"] = moment.KnownAt,
            ["@Patience"] = Before(moment.AsOf, PatientDays),
            ["@ChangedFrom"] = Before(moment.AsOf, ChangeDays),
        };
        if (within is { } root) parameters["@Within"] = root.Value;
        Parameters = parameters;
    }

    public Session Session { get; }

    public Moment Moment { get; }

    public IReadOnlyDictionary<string, object?> Parameters { get; }

    /// <summary>Whether all divisions of the day are asked about that are seen.</summary>
    public bool IsEverywhere { get; }

    /// <summary>Whether that is the whole register.</summary>
    public bool IsWhole => IsEverywhere && Session.Caller.Scope is null;

    public static async Task<Result<CheckGround>> Of(Session session, Moment moment, string? within)
    {
        var (root, outside) = await DivisionCodes.Root(session, within, moment);
        if (outside is not null) return outside;
        return new CheckGround(session, moment, root?.Id, await Lights.Of(session, moment));
    }

    /// <summary>The CTE <c>place</c>: the ids of the divisions that are asked about.</summary>
    public string Place => (IsEverywhere, Session.Caller.Scope) switch
    {
        (false, _) =>
            $"""
            place (id) AS (
                SELECT CAST(@Within AS bigint)
                 UNION
                SELECT d.id FROM place above JOIN division d ON d.parent_id = above.id AND {Known.On("d")}
            )
            """,
        (_, null) => $"place (id) AS (SELECT d.id FROM division d WHERE {Known.On("d")})",
        _ => $"place (id) AS (SELECT d.id FROM scope_reach r CROSS JOIN division d WHERE d.id = r.id AND {Known.On("d")})",
    };

    /// <summary>Whether a task that is not over is overdue by the light of the day.</summary>
    public string Overdue(string task) => lights?.Overdue(Session, task) ?? "1 = 0";

    private static DateOnly Before(DateOnly day, int days) => DateOnly.FromDayNumber(Math.Max(day.DayNumber - days, 0));
}
