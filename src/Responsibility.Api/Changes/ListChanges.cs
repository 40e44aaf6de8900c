using System.Globalization;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Changes;

/// <summary>What was recorded after a position of the ledger, in its order.</summary>
/// <remarks>
/// Facts are events in the JSON format of CloudEvents 1.0. With `Accept: text/event-stream` each comes as a server-sent event as soon as it is durable, its id the fact's position;
/// whoever was cut off sends the last one as `Last-Event-ID` and misses nothing. An event named `passed` has an id only: there is nothing that was asked for up to it.
/// </remarks>
/// <param name="After">The last position that the asker has seen; 0 from the beginning on.</param>
/// <param name="Kind">Only facts of these kinds, such as <c>officialAppointed/1</c>.</param>
/// <param name="Within">Only facts that tell of this division or one under it as things stand today; facts that tell of no division, such as a rule set, are then left out.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record ListChanges(long After = 0, string[]? Kind = null, string? Within = null, int Limit = 50) : IRequest<Result<ChangePage>>;

/// <summary>Part of the change feed, and how to go on.</summary>
/// <param name="Items">The facts, in the order of their positions.</param>
/// <param name="Next">Give this as <c>after</c> to go on: nothing that is asked for stands at or before it but what was answered. The page may be empty and yet not the last: where the filters leave little,
/// 10,000 facts are looked through at most.</param>
/// <param name="Head">The last position of the ledger; while <c>next</c> is before it there is more to look through.</param>
/// <example>{"items": ["{ChangeEvent}"], "next": 904, "head": 48210}</example>
public sealed record ChangePage(IReadOnlyList<ChangeEvent> Items, long Next, long Head);

/// <summary>A fact as an event in the JSON format of CloudEvents 1.0.</summary>
/// <param name="Specversion">Version of CloudEvents.</param>
/// <param name="Id">The fact's position in the ledger, in digits; with the source it is unique.</param>
/// <param name="Source">Where it comes from: the ledger of this register.</param>
/// <param name="Type">Kind of the fact, such as <c>officialAppointed/1</c>.</param>
/// <param name="Time">When it was recorded, UTC.</param>
/// <param name="Datacontenttype">Media type of <c>data</c>.</param>
/// <param name="Data">The fact.</param>
/// <example>
/// {
///   "specversion": "1.0", "id": "904", "source": "/api/v1/ledger", "type": "officialAppointed/1", "time": "2017-07-01T02:15:30.123456Z", "datacontenttype": "application/json",
///   "data": {"position": 904, "actor": "key:2", "divisions": ["410225000000"], "fact": {"official": 903, "post": 902, "appointmentKind": "substantive", "validFrom": "2016-05-01"}}
/// }
/// </example>
public sealed record ChangeEvent(string Specversion, string Id, string Source, string Type, string Time, string Datacontenttype, ChangeData Data);

/// <summary>What a fact says.</summary>
/// <param name="Position">Its position in the ledger.</param>
/// <param name="Actor">Who recorded it, as a pseudonym.</param>
/// <param name="Divisions">Codes of the divisions that it tells of, each as it stands today or last stood.</param>
/// <param name="Fact">Its public members, as in the ledger but for the nonce; what it says of persons is not here. Ids are those of the other endpoints.</param>
public sealed record ChangeData(long Position, string Actor, IReadOnlyList<string> Divisions, JsonObject Fact);

internal sealed class ListChangesValidator : AbstractValidator<ListChanges>
{
    public ListChangesValidator()
    {
        RuleFor(c => c.After).GreaterThanOrEqualTo(0);
        RuleFor(c => c.Limit).InclusiveBetween(1, ListingValidator<ListDivisions>.Largest);
    }
}

internal sealed class ListChangesHandler(Database database, FactKinds kinds) : IRequestHandler<ListChanges, Result<ChangePage>>
{
    /// <summary>Facts that one page looks through at most, so that a feed of a village costs no more than one of the nation.</summary>
    private const int Window = 10_000;

    public Task<Result<ChangePage>> Handle(ListChanges request, CancellationToken ct)
    {
        if (request.Kind?.FirstOrDefault(kind => !kinds.All.Contains(kind, StringComparer.Ordinal)) is { } unknown)
            return Task.FromResult<Result<ChangePage>>(Refusals.FactKindUnknown.At("kind", unknown));
        return database.Ask<ChangePage>(At.Now, async (session, moment) =>
        {
            if (request.After > moment.KnownAt) return Refusals.AfterInFuture.At("after", request.After);
            var within = request.Within is { } code ? await DivisionCodes.Find(session, code, moment) : null;
            if (request.Within is not null && within is null) return Refusals.DivisionUnknown.At("within", request.Within);
            var upTo = Math.Min(request.After + Window, moment.KnownAt);
            var rows = await session.List<Row>(Sql(request.Kind, within is not null), Parameters(request, within?.Id, upTo, moment));
            var next = rows.Count > request.Limit ? rows[request.Limit - 1].Position : upTo;
            var shown = rows.Take(request.Limit).ToList();
            var divisions = await Divisions(session, shown, moment);
            return new ChangePage([.. shown.Select(row => row.Show([.. divisions[row.Position]]))], next, moment.KnownAt);
        }, ct);
    }

    private static Dictionary<string, object?> Parameters(ListChanges request, DivisionId? within, long upTo, Moment moment)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["@After"] = request.After,
            ["@UpTo"] = upTo,
            ["@Limit"] = request.Limit + 1,
        };
        foreach (var (i, kind) in (request.Kind ?? []).Index()) parameters.Add(string.Create(CultureInfo.InvariantCulture, $"@Kind{i}"), kind);
        if (within is not { } id) return parameters;
        parameters.Add("@Within", id);
        parameters.Add("@AsOf", moment.AsOf);
        parameters.Add("@KnownAt", moment.KnownAt);
        return parameters;
    }

    /// <summary>Codes of the divisions that each of these facts tells of.</summary>
    private static async Task<ILookup<long, string>> Divisions(Session session, IReadOnlyList<Row> rows, Moment moment) => rows.Count is 0
        ? Enumerable.Empty<(long, string)>().ToLookup(d => d.Item1, d => d.Item2)
        : (await session.List<(long Position, string Code)>(DivisionsSql, new { From = rows[0].Position, To = rows[^1].Position, moment.AsOf, moment.KnownAt }))
            .ToLookup(d => d.Position, d => d.Code);

    private static string Sql(string[]? kinds, bool within) =>
        $"""
        {(within ? UnderSql : "")}
        SELECT l.position, l.recorded_at, l.kind, l.actor, l.payload
          FROM ledger l
         WHERE l.position > @After AND l.position <= @UpTo
        {(kinds is { Length: > 0 } ? $" AND l.kind IN ({string.Join(", ", kinds.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@Kind{i}")))})" : "")}
        {(within ? " AND l.position IN (SELECT position FROM inside)" : "")}
         ORDER BY l.position
         LIMIT @Limit
        """;

    /// <summary>From the divisions that the window tells of up to the top: there are few of them, however large the place asked for.</summary>
    private static readonly string UnderSql =
        $"""
        WITH RECURSIVE up (start, id) AS (
            SELECT DISTINCT f.division_id, f.division_id FROM fact_division f WHERE f.position > @After AND f.position <= @UpTo
             UNION
            SELECT u.start, d.parent_id FROM up u JOIN division d ON d.id = u.id AND {Known.Nearest("d", "division")} WHERE d.parent_id IS NOT NULL
        ), inside (position) AS (
            SELECT f.position FROM fact_division f WHERE f.position > @After AND f.position <= @UpTo AND f.division_id IN (SELECT u.start FROM up u WHERE u.id = @Within)
        )
        """;

    private static readonly string DivisionsSql =
        $"""
        SELECT f.position, d.code
          FROM fact_division f
          JOIN division d ON d.id = f.division_id AND {Known.Nearest("d", "division")}
         WHERE f.position >= @From AND f.position <= @To
         ORDER BY f.position, d.code
        """;

    private sealed record Row
    {
        public long Position { get; init; }
        public required string RecordedAt { get; init; }
        public required string Kind { get; init; }
        public required string Actor { get; init; }
        public required byte[] Payload { get; init; }

        public ChangeEvent Show(IReadOnlyList<string> divisions)
        {
            var fact = JsonNode.Parse(Payload)!.AsObject();
            fact.Remove("nonce");
            return new ChangeEvent(
                "1.0", Position.ToString(CultureInfo.InvariantCulture), "/api/v1/ledger", Kind, RecordedAt, "application/json", new ChangeData(Position, Actor, divisions, fact));
        }
    }
}

internal static class ListChangesEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/changes", async (Question<ListChanges> ask, IMediator mediator, HttpRequest http, FollowChanges follow, CancellationToken ct) => FollowChanges.IsWanted(http)
            ? await follow.Answer(ask.Value, http, ct)
            : (await mediator.Send(ask.Value, ct)).ToHttp(page => TypedResults.Json(page, ApiJson.Options)))
        .Describes(
            nameof(ListChanges), "Changes",
            "What was recorded after a position, fact by fact, page by page or as it happens", new AnswersMetadata(StatusCodes.Status200OK, typeof(ChangePage), Events: true))
        .Confides(Access.AccessedNoun.Changes).IsNotStored()
        .Refuses(Refusals.DivisionUnknown, Refusals.FactKindUnknown, Refusals.AfterInFuture);
}
