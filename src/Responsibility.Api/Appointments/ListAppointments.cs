using System.Globalization;

namespace Responsibility.Api.Appointments;

/// <summary>Appointments in force on a day.</summary>
/// <param name="Within">Code of a division: only posts of bodies in it or below.</param>
/// <param name="Official">Only terms of these officials.</param>
/// <param name="Post">Only terms on these posts.</param>
/// <param name="Kind">Only these kinds.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListAppointments(
    string? Within = null, OfficialId[]? Official = null, PostId[]? Post = null, AppointmentKind[]? Kind = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Appointment>>>, IListing;

internal sealed class ListAppointmentsHandler(Database database) : IRequestHandler<ListAppointments, Result<Page<Appointment>>>
{
    public Task<Result<Page<Appointment>>> Handle(ListAppointments request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Appointment>>> (session, moment) =>
        {
            var listing = new Listing(session, AppointmentRow.Select, "a.id")
                .In("a.official_id", "Official", request.Official)
                .In("a.post_id", "Post", request.Post)
                .In("a.kind", "Kind", request.Kind);
            return await listing.Within(session, request.Within, moment, subtree => $"o.division_id IN ({subtree})") is { } refusal
                ? refusal
                : await listing.Page<ListAppointments, AppointmentRow, Appointment>(
                    request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show());
        }, ct);
}

internal sealed class ListAppointmentsValidator : AbstractValidator<ListAppointments>
{
    public ListAppointmentsValidator() => Include(new ListingValidator<ListAppointments>());
}

internal static class ListAppointmentsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/appointments", async (Question<ListAppointments> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<Appointment>>(nameof(ListAppointments), "Appointments", "Appointments in force on a day", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
