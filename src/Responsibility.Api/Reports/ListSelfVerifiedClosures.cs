using System.Globalization;
using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Api.Problems;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Reports;

/// <summary>Closed problems whose verifier was not independent of those who had to put them right.</summary>
/// <param name="Within">Code of a division: only problems whose rectification was to be done in it or below.</param>
/// <param name="Basis">Only those of which it came about in these ways.</param>
/// <param name="AsOf">The day on which the problems were closed; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all. A page may be shorter, or empty, and yet not the last: 1,000 closed problems are looked at for it at most.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>; for that all closed problems are looked at.</param>
internal sealed record ListSelfVerifiedClosures(
    string? Within = null, SelfVerification[]? Basis = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<SelfVerifiedClosure>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>A problem that was closed on the word of a body, or of an official, in the chain of those who had to put it right, or in a body that did: by the last verification that it passed.</summary>
/// <param name="Problem">Id of the problem.</param>
/// <param name="Title">Its title.</param>
/// <param name="Task">Id of the task that rectified it.</param>
/// <param name="Division">The division in which that was to be done.</param>
/// <param name="Verifier">The body that verified it.</param>
/// <param name="Official">The official who did; null where none is named.</param>
/// <param name="VerifiedOn">The day of the verification.</param>
/// <param name="ClosedOn">The day on which it was closed.</param>
/// <param name="Basis">How it came about.</param>
/// <param name="Against">What stands against the verifier on the day of the verification, by what is known now; null where nothing does any more.</param>
/// <param name="Reason">Why it was recorded all the same; null where that was not known, or once erased.</param>
/// <example>
/// {
///   "problem": 1402, "title": "村党组织软弱涣散", "task": 1403, "division": {"code": "410724101201", "name": "东小吴村", "level": "village"},
///   "verifier": {"id": 911, "name": "获嘉县民政局", "kind": "department"}, "official": null, "verifiedOn": "2017-07-01", "closedOn": "2017-07-10", "basis": "knownSince",
///   "against": "In the chain of that day: 获嘉县, 获嘉县民政局; clause 12, coordination.", "reason": null
/// }
/// </example>
public sealed record SelfVerifiedClosure(
    ProblemId Problem, string Title, TaskId Task, DivisionRef Division, OrganizationRef Verifier, OfficialRef? Official, DateOnly VerifiedOn, DateOnly ClosedOn, SelfVerification Basis,
    Text? Against, string? Reason);

internal sealed class ListSelfVerifiedClosuresHandler(Database database) : IRequestHandler<ListSelfVerifiedClosures, Result<Page<SelfVerifiedClosure>>>
{
    /// <summary>So many closed problems are looked at together.</summary>
    private const int Together = 200;

    /// <summary>So many are looked at for one page: of each the chain of its day is derived.</summary>
    private const int MostWalked = 1_000;

    public Task<Result<Page<SelfVerifiedClosure>>> Handle(ListSelfVerifiedClosures request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<SelfVerifiedClosure>>> (session, moment) =>
        {
            var (root, outside) = await DivisionCodes.Root(session, request.Within, moment);
            if (outside is not null) return outside;
            var after = 0L;
            if (request.Cursor is { } text
                && !long.TryParse(Cursor.Parse(text, Cursor.Of(request)).Required().After, NumberStyles.None, CultureInfo.InvariantCulture, out after)) return Refusals.CursorInvalid.At("cursor", text);
            var (limit, whole, total, walked) = (request.Whole ? int.MaxValue - 1 : request.Limit, request.Whole || request.Count is not null, 0L, 0);
            // A chain tells of those above, whoever asks.
            var everything = await session.Everything();
            var items = new List<(long Key, SelfVerifiedClosure Item)>();
            var (at, more) = (whole ? 0 : after, true);
            while (more && (whole || (items.Count <= limit && walked < MostWalked)))
            {
                var rows = await session.List<Row>(Sql(root is not null), Parameters(moment, root?.Id, at));
                foreach (var item in await Judge(everything, moment, request, rows))
                {
                    total++;
                    if (item.Key > after && items.Count <= limit) items.Add(item);
                }
                (more, walked) = (rows.Count is Together, walked + rows.Count);
                if (more) at = rows[^1].Id;
            }
            long? last = items.Count > limit ? items[limit - 1].Key : more ? at : null;
            var next = last is { } key ? new Cursor(moment.AsOf, moment.KnownAt, key.ToString(CultureInfo.InvariantCulture), Cursor.Of(request)).ToString() : null;
            return new Page<SelfVerifiedClosure>([.. items.Take(limit).Select(item => item.Item)], next, moment.AsOf, moment.KnownAtText, request.Count is null ? null : total) { Stable = moment.Stable };
        }, ct);

    /// <summary>Those of some closed problems whose verifier was not independent.</summary>
    private static async Task<IReadOnlyList<(long Key, SelfVerifiedClosure Item)>> Judge(Session session, Moment moment, ListSelfVerifiedClosures request, IReadOnlyList<Row> rows)
    {
        var bodies = await TaskBodies.Of(session, rows.Select(row => row.TaskId));
        var posts = await Independence.Posts(session, rows.Select(row => row.OfficialId).OfType<OfficialId>(), moment.KnownAt);
        var judged = new List<(long Key, SelfVerifiedClosure Item)>();
        foreach (var row in rows)
        {
            var basis = row.Overridden > 0 ? SelfVerification.Overridden : SelfVerification.KnownSince;
            if (request.Basis is { Length: > 0 } wanted && !wanted.Contains(basis)) continue;
            var carrying = bodies[row.TaskId].Select(body => body.Body).ToHashSet();
            var links = await Independence.Links(session, row.DivisionId, row.Programme, new Moment { AsOf = row.VerifiedOn, KnownAt = moment.KnownAt });
            var held = row.OfficialId is { } official ? posts[official].Where(post => post.Days.Contains(row.VerifiedOn)).ToList() : [];
            var against = Independence.OfBody(row.VerifierId, carrying, links) ?? Independence.OfOfficial(held, carrying, links);
            if (basis is SelfVerification.Overridden || against is not null) judged.Add((row.Id, row.Show(basis, against?.Detail)));
        }
        return judged;
    }

    private static Dictionary<string, object?> Parameters(Moment moment, DivisionId? root, long after)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["@AsOf"] = moment.AsOf, ["@KnownAt"] = moment.KnownAt, ["@After"] = after, ["@Take"] = Together };
        if (root is { } id) parameters.Add("@Within", id);
        return parameters;
    }

    /// <summary>Closed problems with the verification on which they rest, by rectification; those of a part of the country by their places.</summary>
    private static string Sql(bool within) =>
        $"""
        SELECT r.id, r.problem_id, p.title, t.id AS task_id, t.division_id, t.programme, d.code, d.name AS division_name, d.level, o.id AS verifier_id, o.name AS verifier_name, o.kind AS verifier_kind,
               v.official_id, f.staff_number, f.name AS official_name, v.verified_on, coalesce(t.stepped_on, t.valid_from) AS closed_on, v.overridden, v.reason
          FROM {(within ? "task t CROSS JOIN rectification r" : "rectification r CROSS JOIN task t")}
         CROSS JOIN task_verification v
          JOIN problem p ON p.id = r.problem_id AND {Known.On("p")}
          JOIN any_division d ON d.id = t.division_id AND {Known.Nearest("d", "any_division")}
          JOIN any_organization o ON o.id = v.verifier_id AND {Known.Nearest("o", "any_organization")}
          LEFT JOIN any_official f ON f.id = v.official_id AND {Known.Nearest("f", "any_official")}
         WHERE r.id > @After AND r.id <= @KnownAt AND r.task_id = t.id AND t.state = 'closed' AND {Known.On("t")}
           AND v.id = (SELECT max(w.id) FROM task_verification w WHERE w.task_id = t.id AND w.passed = 1 AND w.verified_on <= @AsOf AND w.id <= @KnownAt)
           AND r.id = (SELECT max(l.id) FROM rectification l JOIN task k ON k.id = l.task_id AND {Known.On("k")} WHERE l.problem_id = r.problem_id AND l.id <= @KnownAt)
        {(within ? $" AND t.division_id IN ({Reach.SubtreeSql})" : "")}
         ORDER BY r.id
         LIMIT @Take
        """;

    private sealed record Row
    {
        public long Id { get; init; }
        public ProblemId ProblemId { get; init; }
        public required string Title { get; init; }
        public TaskId TaskId { get; init; }
        public DivisionId DivisionId { get; init; }
        public string? Programme { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }
        public OrganizationId VerifierId { get; init; }
        public required string VerifierName { get; init; }
        public OrganizationKind VerifierKind { get; init; }
        public OfficialId? OfficialId { get; init; }
        public string? StaffNumber { get; init; }
        public string? OfficialName { get; init; }
        public DateOnly VerifiedOn { get; init; }
        public DateOnly ClosedOn { get; init; }
        public long Overridden { get; init; }
        public string? Reason { get; init; }

        public SelfVerifiedClosure Show(SelfVerification basis, Text? against) => new(
            ProblemId, Title, TaskId, new DivisionRef(Code, DivisionName, Level), new OrganizationRef(VerifierId, VerifierName, VerifierKind),
            OfficialId is { } official ? new OfficialRef(official, StaffNumber!, OfficialName) : null, VerifiedOn, ClosedOn, basis, against, basis is SelfVerification.Overridden ? Reason : null);
    }
}

internal sealed class ListSelfVerifiedClosuresValidator : AbstractValidator<ListSelfVerifiedClosures>
{
    public ListSelfVerifiedClosuresValidator() => Include(new ListingValidator<ListSelfVerifiedClosures>());
}

/// <summary>A closure for spreadsheets.</summary>
internal sealed record SelfVerifiedClosureCsv(
    long Problem, string Title, long Task, string DivisionCode, string DivisionName, Level Level, long Verifier, string VerifierName, string? StaffNumber, string? Official, DateOnly VerifiedOn,
    DateOnly ClosedOn, SelfVerification Basis, string? Against, string? Reason)
{
    public static SelfVerifiedClosureCsv Of(SelfVerifiedClosure item) => new(
        item.Problem.Value, item.Title, item.Task.Value, item.Division.Code, item.Division.Name, item.Division.Level, item.Verifier.Id.Value, item.Verifier.Name, item.Official?.StaffNumber,
        item.Official?.Name, item.VerifiedOn, item.ClosedOn, item.Basis, item.Against?.In(CultureInfo.CurrentUICulture), item.Reason);
}

internal static class ListSelfVerifiedClosuresEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/reports/self-verified-closures", async (Question<ListSelfVerifiedClosures> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(SelfVerifiedClosureCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListSelfVerifiedClosures), "Reports", "Problems that were closed on the word of somebody who was not independent, as was known then or is known only now",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<SelfVerifiedClosure>), Csv: true))
        .Audits().IsNotStored()
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
