using Responsibility.Api.Appointments;
using Responsibility.Api.Contacts;
using Responsibility.Api.Portfolios;

namespace Responsibility.Api.Imports;

/// <summary>What of one type holds under a division on a day, and how it ends where a complete file does not speak of it.</summary>
/// <param name="HoldingSql">Ids of what holds on <c>@AsOf</c> in the divisions of <c>subtree</c>.</param>
/// <param name="Table">Where its versions are.</param>
/// <param name="End">Records the end.</param>
internal sealed record Synced(string HoldingSql, VersionTable Table, Func<Session, long, DateOnly, Task> End)
{
    private const string Reason = "sync";

    private static readonly string Bodies = $"JOIN organization o ON o.division_id = s.id AND {Known.On("o")}";

    private static readonly string Posts = $"{Bodies} JOIN post p ON p.organization_id = o.id AND {Known.On("p")}";

    private static readonly Synced Appointments = Of<AppointmentNoun>($"SELECT x.id FROM subtree s {Posts} JOIN appointment x ON x.post_id = p.id AND {Known.On("x")}");

    private static readonly Synced Portfolios = Of<PortfolioNoun>(Borne("portfolio"));

    private static readonly Synced Contacts = Of<ContactNoun>(Borne("contact"));

    private static readonly Synced Attributes = Of<AttributeNoun>($"SELECT x.id FROM subtree s JOIN attribute x ON x.division_id = s.id AND {Known.On("x")}");

    /// <summary>Null where nothing of that type ends because a file does not speak of it.</summary>
    public static Synced? Of(ImportType type) => type switch
    {
        ImportType.Roster or ImportType.Appointments => Appointments,
        ImportType.Portfolios => Portfolios,
        ImportType.Contacts => Contacts,
        ImportType.Attributes => Attributes,
        _ => null,
    };

    /// <summary>How many hold.</summary>
    public Task<long> Holding(Session session, DivisionId within, DateOnly day) => session.Get<long>(Sql("SELECT count(DISTINCT h.id) FROM holding h"), Asked(within, day));

    /// <summary>Those that hold, began before the day, and of which no row of the job spoke.</summary>
    public Task<IReadOnlyList<long>> Missing(Session session, long job, DivisionId within, DateOnly day) => session.List<long>(
        Sql("SELECT DISTINCT h.id FROM holding h WHERE NOT EXISTS (SELECT 1 FROM import_seen e WHERE e.job_id = @job AND e.thing_id = h.id) ORDER BY h.id"),
        Asked(within, day, job));

    /// <summary>Ends one of them, unless it has ended or begun anew meanwhile.</summary>
    public async Task<bool> EndOne(Session session, long id, DateOnly day)
    {
        var versions = (await Table.Current(session, id)).Versions;
        if (versions.Count is 0 || day >= versions[^1].Period.Until || day <= versions[0].Period.From) return false;
        await End(session, id, day);
        return true;
    }

    private static Synced Of<TNoun>(string holding) where TNoun : INoun => new(holding, TNoun.Table, (session, id, day) => session.Record(new Ended<TNoun>(id, day, null, Reason)));

    /// <summary>What posts and bodies of the subtree bear.</summary>
    private static string Borne(string table) =>
        $"""
        SELECT x.id FROM subtree s {Posts} JOIN {table} x ON x.post_id = p.id AND {Known.On("x")}
         UNION SELECT x.id FROM subtree s {Bodies} JOIN {table} x ON x.organization_id = o.id AND {Known.On("x")}
        """;

    private string Sql(string select) => $"{Reach.Subtree(Known.On)}, holding (id) AS ({HoldingSql}) {select}";

    private static object Asked(DivisionId within, DateOnly day, long job = 0) => new { job, Within = within.Value, AsOf = day, KnownAt = Known.Open - 1 };
}
