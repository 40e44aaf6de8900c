using System.Globalization;

namespace Responsibility.Api.Accountability;

/// <summary>Sanctions on a day.</summary>
/// <param name="Within">Code of a division: only those of cases in it or below.</param>
/// <param name="Case">Only those of these cases.</param>
/// <param name="Official">Only those of these officials.</param>
/// <param name="Organization">Only those of these bodies.</param>
/// <param name="Form">Only those of these forms.</param>
/// <param name="State">Only those in these states on that day.</param>
/// <param name="InEffect"><c>true</c>: only those decided, not revoked, and still in effect on that day; <c>false</c>: only others.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListSanctions(
    string? Within = null, CaseId[]? Case = null, OfficialId[]? Official = null, OrganizationId[]? Organization = null, string[]? Form = null, SanctionState[]? State = null, bool? InEffect = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Sanction>>>, IListing;

internal sealed class ListSanctionsHandler(Database database) : IRequestHandler<ListSanctions, Result<Page<Sanction>>>
{
    public Task<Result<Page<Sanction>>> Handle(ListSanctions request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Sanction>>> (session, moment) =>
        {
            var listing = new Listing(session, SanctionRow.Select, "san.id")
                .In("san.case_id", "Case", request.Case)
                .In("san.official_id", "Official", request.Official)
                .In("san.organization_id", "Organization", request.Organization)
                .In("san.form", "Form", request.Form)
                .In("san.state", "State", request.State);
            if (request.InEffect is { } inEffect) listing.Where(inEffect ? Effect : $"NOT ({Effect})");
            if (await listing.Within(session, request.Within, moment, subtree => $"san.id IN (SELECT n.id FROM accountability_case c CROSS JOIN sanction n WHERE n.case_id = c.id AND c.division_id IN ({subtree}))") is { } outside) return outside;
            return await listing.Page<ListSanctions, SanctionRow, Sanction>(request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show());
        }, ct);

    private const string Effect = "san.state NOT IN ('proposed', 'revoked') AND coalesce(san.effective_until, '9999-12-31') > @AsOf";
}

internal sealed class ListSanctionsValidator : AbstractValidator<ListSanctions>
{
    public ListSanctionsValidator() => Include(new ListingValidator<ListSanctions>());
}

internal static class ListSanctionsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/sanctions", async (Question<ListSanctions> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<Sanction>>(nameof(ListSanctions), "Accountability", "Sanctions on a day, by place, case, official, body, form, state or effect", StatusCodes.Status200OK)
        .Confides(Access.AccessedNoun.Sanction).IsNotStored()
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
