using System.Globalization;
using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Problems;

/// <summary>Verifications of rectifications by somebody who was not independent, which were recorded all the same.</summary>
/// <param name="Within">Code of a division: only problems in it or below.</param>
/// <param name="From">Only verifications of this day or later.</param>
/// <param name="Until">Only verifications earlier than this day.</param>
/// <param name="AsOf">Only verifications of days up to this one; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListOverriddenVerifications(
    string? Within = null, DateOnly? From = null, DateOnly? Until = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<OverriddenVerification>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>A verification that was recorded though who verified was not independent.</summary>
/// <param name="Id">Ledger position of the fact that recorded it.</param>
/// <param name="Task">Id of the task that was verified.</param>
/// <param name="Title">Its title.</param>
/// <param name="Problem">Id of the problem that it rectifies.</param>
/// <param name="Division">The division in which it was to be done.</param>
/// <param name="Verifier">The body that verified it.</param>
/// <param name="Official">The official who did; null where none is named.</param>
/// <param name="VerifiedOn">The day of the verification.</param>
/// <param name="Passed">Whether the task was found done.</param>
/// <param name="Reason">Why it was recorded all the same; null once erased.</param>
/// <example>
/// {
///   "id": 1409, "task": 1403, "title": "村党组织软弱涣散", "problem": 1402, "division": {"code": "410724101201", "name": "东小吴村", "level": "village"},
///   "verifier": {"id": 911, "name": "中共获嘉县委", "kind": "partyCommittee"}, "official": null, "verifiedOn": "2017-07-01", "passed": true, "reason": "省督导组已口头同意"
/// }
/// </example>
public sealed record OverriddenVerification(
    long Id, TaskId Task, string Title, ProblemId Problem, DivisionRef Division, OrganizationRef Verifier, OfficialRef? Official, DateOnly VerifiedOn, bool Passed, string? Reason);

internal sealed class ListOverriddenVerificationsHandler(Database database) : IRequestHandler<ListOverriddenVerifications, Result<Page<OverriddenVerification>>>
{
    public Task<Result<Page<OverriddenVerification>>> Handle(ListOverriddenVerifications request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<OverriddenVerification>>> (session, moment) =>
        {
            var listing = new Listing(session, Row.Select, "v.id")
                .Where("v.verified_on >= @From", "From", request.From)
                .Where("v.verified_on < @Until", "Until", request.Until);
            return await listing.Within(session, request.Within, moment, subtree => $"t.division_id IN ({subtree})") is { } outside
                ? outside
                : await listing.Page<ListOverriddenVerifications, Row, OverriddenVerification>(
                    request, moment, row => row.Id.ToString(CultureInfo.InvariantCulture), row => row.Show(), whole: request.Whole);
        }, ct);

    private sealed record Row
    {
        public long Id { get; init; }
        public TaskId TaskId { get; init; }
        public required string TaskTitle { get; init; }
        public ProblemId ProblemId { get; init; }
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
        public long Passed { get; init; }
        public string? Reason { get; init; }

        public static readonly string Select =
            $"""
            SELECT v.id, v.task_id, t.title AS task_title, r.problem_id, d.code, d.name AS division_name, d.level, o.id AS verifier_id, o.name AS verifier_name, o.kind AS verifier_kind,
                   f.id AS official_id, f.staff_number, f.name AS official_name, v.verified_on, v.passed, v.reason
              FROM task_verification v
              JOIN rectification r ON r.task_id = v.task_id
              JOIN task t ON t.id = v.task_id AND {Known.On("t")}
              JOIN division d ON d.id = t.division_id AND {Known.Nearest("d", "division")}
              JOIN any_organization o ON o.id = v.verifier_id AND {Known.Nearest("o", "any_organization")}
              LEFT JOIN any_official f ON f.id = v.official_id AND {Known.Nearest("f", "any_official")}
             WHERE v.overridden = 1 AND v.verified_on <= @AsOf AND v.id <= @KnownAt
            """;

        public OverriddenVerification Show() => new(
            Id, TaskId, TaskTitle, ProblemId, new DivisionRef(Code, DivisionName, Level), new OrganizationRef(VerifierId, VerifierName, VerifierKind),
            OfficialId is { } official ? new OfficialRef(official, StaffNumber!, OfficialName) : null, VerifiedOn, Passed > 0, Reason);
    }
}

internal sealed class ListOverriddenVerificationsValidator : AbstractValidator<ListOverriddenVerifications>
{
    public ListOverriddenVerificationsValidator() => Include(new ListingValidator<ListOverriddenVerifications>());
}

/// <summary>An overridden verification for spreadsheets.</summary>
internal sealed record OverriddenVerificationCsv(
    long Id, long Task, string Title, long Problem, string DivisionCode, string DivisionName, long Verifier, string VerifierName, string? StaffNumber, string? OfficialName, DateOnly VerifiedOn,
    bool Passed, string? Reason)
{
    public static OverriddenVerificationCsv Of(OverriddenVerification item) => new(
        item.Id, item.Task.Value, item.Title, item.Problem.Value, item.Division.Code, item.Division.Name, item.Verifier.Id.Value, item.Verifier.Name, item.Official?.StaffNumber,
        item.Official?.Name, item.VerifiedOn, item.Passed, item.Reason);
}

internal static class ListOverriddenVerificationsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/reports/overridden-verifications", async (Question<ListOverriddenVerifications> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(OverriddenVerificationCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListOverriddenVerifications), "Problems", "Verifications that were recorded though who verified was not independent, with the reason",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<OverriddenVerification>), Csv: true))
        .Audits().IsNotStored()
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
