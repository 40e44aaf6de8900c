using System.Globalization;

namespace Responsibility.Api.Accountability;

/// <summary>Cases on a day.</summary>
/// <param name="Within">Code of a division: only cases in it or below.</param>
/// <param name="Division">Code of a division: only cases in that very one.</param>
/// <param name="Programme">Only cases in these programmes (专项).</param>
/// <param name="Task">Only cases that concern these tasks.</param>
/// <param name="Official">Only cases in which one of these officials is held to account on that day.</param>
/// <param name="State">Only cases in these states on that day.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListCases(
    string? Within = null, string? Division = null, string[]? Programme = null, TaskId[]? Task = null, OfficialId[]? Official = null, CaseState[]? State = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<AccountabilityCase>>>, IListing;

internal sealed class ListCasesHandler(Database database) : IRequestHandler<ListCases, Result<Page<AccountabilityCase>>>
{
    public Task<Result<Page<AccountabilityCase>>> Handle(ListCases request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<AccountabilityCase>>> (session, moment) =>
        {
            var listing = new Listing(session, CaseRow.Select, "c.id")
                .In("c.programme", "Programme", request.Programme)
                .In("c.task_id", "Task", request.Task)
                .In(CaseRow.StateSql, "State", request.State)
                .In($"c.id IN (SELECT x.case_id FROM sanction x WHERE {Known.On("x")} AND x.state NOT IN ('proposed', 'revoked') AND x.official_id", "Official", request.Official, close: ")");
            if (await listing.Division(session, request.Division, moment, "c.division_id") is { } unknown) return unknown;
            if (await listing.Within(session, request.Within, moment, subtree => $"c.division_id IN ({subtree})") is { } outside) return outside;
            var page = await listing.Page<ListCases, CaseRow, CaseRow>(request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row);
            if (page.Refusal is { } refusal) return refusal;
            var rows = page.Required();
            var sanctions = await SanctionRow.Of(session, [.. rows.Items.Select(row => row.Id)], moment);
            return new Page<AccountabilityCase>([.. rows.Items.Select(row => row.Show(sanctions[row.Id]))], rows.NextCursor, rows.AsOf, rows.KnownAt, rows.Total) { Stable = rows.Stable };
        }, ct);
}

internal sealed class ListCasesValidator : AbstractValidator<ListCases>
{
    public ListCasesValidator() => Include(new ListingValidator<ListCases>());
}

internal static class ListCasesEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/accountability-cases", async (Question<ListCases> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<AccountabilityCase>>(nameof(ListCases), "Accountability", "Cases on a day, by place, programme, task, official or state", StatusCodes.Status200OK)
        .Confides(Access.AccessedNoun.AccountabilityCase).IsNotStored()
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
