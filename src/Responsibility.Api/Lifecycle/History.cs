using System.Text.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Lifecycle;

/// <summary>Every version of a thing: what it was, when, and since and until when the register held it to be so.</summary>
internal sealed record AskHistory<TNoun>(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<History>>>;

/// <summary>The versions of a thing, in the order in which the register came to know them.</summary>
/// <param name="Items">All of them; a history is never cut.</param>
/// <param name="AsOf">The day of the question; a history tells of all days.</param>
/// <param name="KnownAt">Versions recorded later are left out.</param>
/// <example>
/// {
///   "items": [
///     {
///       "validFrom": "2016-05-01", "validUntil": null, "knownFrom": 904, "knownUntil": null, "recordedAt": "2017-07-01T02:15:30.123456Z", "actor": "key:2",
///       "fact": "officialAppointed/1", "document": "豫组干〔2016〕12号", "reason": null, "values": {"official": 903, "post": 902, "kind": "substantive"}
///     }
///   ],
///   "asOf": "2017-07-09", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record History(IReadOnlyList<HistoryVersion> Items, DateOnly AsOf, string KnownAt);

/// <summary>What was held to be so, and who recorded it.</summary>
/// <param name="ValidFrom">First day; absent where it was so since before records.</param>
/// <param name="ValidUntil">First day on which it was no longer so; absent while open.</param>
/// <param name="KnownFrom">Ledger position of the fact that said so.</param>
/// <param name="KnownUntil">Position of the fact after which it was no longer held to be so; absent while it is.</param>
/// <param name="RecordedAt">When that fact was recorded, UTC.</param>
/// <param name="Actor">Who recorded it, as a pseudonym.</param>
/// <param name="Fact">Kind of that fact.</param>
/// <param name="Document">The document that it names.</param>
/// <param name="Reason">Why, where the fact says so.</param>
/// <param name="Values">What the thing was; personal members other than names are left out.</param>
public sealed record HistoryVersion(
    DateOnly? ValidFrom, DateOnly? ValidUntil, long KnownFrom, long? KnownUntil, string RecordedAt, string Actor, string Fact, string? Document, string? Reason, JsonObject Values);

internal sealed class HistoryHandler<TNoun, TStatement, TCreation, TItem>(Database database) : IRequestHandler<AskHistory<TNoun>, Result<Seen<History>>>
    where TNoun : INoun<TStatement, TCreation, TItem>
    where TStatement : notnull
    where TCreation : ICreation
    where TItem : notnull
{
    public Task<Result<Seen<History>>> Handle(AskHistory<TNoun> request, CancellationToken ct) =>
        database.Ask<Seen<History>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var versions = await Histories.Of(session, TNoun.Table, request.Id, moment);
            return versions.Count is 0
                ? TNoun.Unknown with { Status = StatusCodes.Status404NotFound }
                : Histories.Seen(versions, moment);
        }, ct);
}

/// <summary>Reads the versions of a thing with the facts that said so, whatever the noun.</summary>
internal static class Histories
{
    /// <summary>The versions known at the moment, in the order in which they were recorded; none where the register did not know the thing.</summary>
    public static async Task<IReadOnlyList<HistoryVersion>> Of(Session session, VersionTable table, long id, Moment moment) =>
        [.. (await session.List<dynamic>(Sql(table), new { Id = id, moment.KnownAt })).Select(row => Version(table, (IDictionary<string, object?>)row, moment))];

    /// <summary>A history as it is answered, named by the last fact that it tells of.</summary>
    public static Seen<History> Seen(IReadOnlyList<HistoryVersion> versions, Moment moment) =>
        new(new(versions, moment.AsOf, moment.KnownAtText), versions.Max(v => v.KnownUntil ?? v.KnownFrom), moment);

    private static HistoryVersion Version(VersionTable table, IDictionary<string, object?> row, Moment moment)
    {
        var values = new JsonObject();
        foreach (var column in table.Columns.Where(c => !c.Personal || c.Name is "name"))
            values[column.Member] = Column.ToJson(column.Read(row[column.Name]));
        var payload = JsonNode.Parse((byte[])row["payload"]!)!.AsObject();
        return new HistoryVersion(
            Stated.From(Days.Of(row["valid_from"]!)),
            Stated.Until(Days.Of(row["valid_until"]!)),
            (long)row["known_from"]!,
            (long)row["known_until"]! is var until && until <= moment.KnownAt ? until : null,
            (string)row["recorded_at"]!,
            (string)row["actor"]!,
            (string)row["fact_kind"]!,
            payload["document"]?.GetValue<string>(),
            row["reason"] is string reason ? JsonSerializer.Deserialize<string>(reason) : null,
            values);
    }

    private static string Sql(VersionTable table) =>
        $"""
        SELECT v.*, l.recorded_at, l.actor, l.kind AS fact_kind, l.payload, p.value AS reason
          FROM {table.Name} v
          JOIN ledger l ON l.position = v.known_from
          LEFT JOIN personal p ON p.position = v.known_from AND p.member = 'reason'
         WHERE v.id = @Id AND v.known_from <= @KnownAt
         ORDER BY v.known_from, v.valid_from
        """;
}
