using System.Globalization;
using Responsibility.Rules;

namespace Responsibility.Api.Duties;

/// <summary>What officials did of their duties by a day.</summary>
/// <param name="Within">Code of a division: only what was done in it or below, as divisions stand on the day that is asked about.</param>
/// <param name="Division">Code of a division: only what was done in that very one.</param>
/// <param name="Official">Only what these officials did.</param>
/// <param name="Act">Only acts of these kinds.</param>
/// <param name="Obligation">Only records that name these obligations.</param>
/// <param name="From">Only what was done on this day or later; nights on end, by the first of them.</param>
/// <param name="Until">Only what was done before this day; nights on end, by the first of them.</param>
/// <param name="AsOf">What is later is left out; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListDutyRecords(
    string? Within = null, string? Division = null, OfficialId[]? Official = null, Act[]? Act = null, string[]? Obligation = null, DateOnly? From = null, DateOnly? Until = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<DutyRecord>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

internal sealed class ListDutyRecordsHandler(Database database) : IRequestHandler<ListDutyRecords, Result<Page<DutyRecord>>>
{
    public Task<Result<Page<DutyRecord>>> Handle(ListDutyRecords request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<DutyRecord>>> (session, moment) =>
        {
            var listing = new Listing(session, DutyRecordRow.Select, "r.id")
                .In("r.official_id", "Official", request.Official)
                .In("r.act", "Act", request.Act)
                .In("r.obligation", "Obligation", request.Obligation)
                .Where("r.valid_from >= @From", "From", request.From)
                .Where("r.valid_from < @Until", "Until", request.Until);
            if (await listing.Division(session, request.Division, moment, "r.division_id") is { } unknown) return unknown;
            return await listing.Within(session, request.Within, moment, subtree => $"r.division_id IN ({subtree})") is { } refusal
                ? refusal
                : await listing.Page<ListDutyRecords, DutyRecordRow, DutyRecord>(
                    request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show(), whole: request.Whole);
        }, ct);
}

internal sealed class ListDutyRecordsValidator : AbstractValidator<ListDutyRecords>
{
    public ListDutyRecordsValidator()
    {
        Include(new ListingValidator<ListDutyRecords>());
        this.PeriodOfDays(l => l.Until, l => l.From);
    }
}

/// <summary>A duty record for spreadsheets.</summary>
internal sealed record DutyRecordCsv(
    long Id, string StaffNumber, string? Name, Act Act, string? Obligation, string DivisionCode, string DivisionName, DateOnly Day, long? Nights, string? Note, string? Document)
{
    public static DutyRecordCsv Of(DutyRecord record) => new(
        record.Id.Value, record.Official.StaffNumber, record.Official.Name, record.Act, record.Obligation, record.Division.Code, record.Division.Name, record.Day, record.Nights, record.Note,
        record.Document);
}

internal static class ListDutyRecordsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/duty-records", async (Question<ListDutyRecords> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(DutyRecordCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListDutyRecords), "Duties", "What officials did of their duties, by official, place, act or day",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<DutyRecord>), Csv: true))
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
