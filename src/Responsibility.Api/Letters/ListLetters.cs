using System.Globalization;

namespace Responsibility.Api.Letters;

/// <summary>Responsibility letters that were signed by a day.</summary>
/// <param name="Year">Only letters for these years.</param>
/// <param name="Superior">Only letters signed with one of these bodies above.</param>
/// <param name="Subordinate">Only letters signed by one of these bodies below.</param>
/// <param name="Within">Code of a division: only letters that bodies in it or below signed with those above them.</param>
/// <param name="AsOf">Only what was signed by that day; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListLetters(
    int[]? Year = null, OrganizationId[]? Superior = null, OrganizationId[]? Subordinate = null, string? Within = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50,
    string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<ResponsibilityLetter>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

internal sealed class ListLettersHandler(Database database) : IRequestHandler<ListLetters, Result<Page<ResponsibilityLetter>>>
{
    public Task<Result<Page<ResponsibilityLetter>>> Handle(ListLetters request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<ResponsibilityLetter>>> (session, moment) =>
        {
            var listing = new Listing(session, LetterRow.Select, "l.id")
                .In("l.year", "Year", request.Year)
                .In("l.superior_id", "Superior", request.Superior)
                .In("l.subordinate_id", "Subordinate", request.Subordinate);
            return await listing.Within(session, request.Within, moment, subtree => $"l.subordinate_id IN ({BodiesSql} AND o.division_id IN ({subtree}))") is { } outside
                ? outside
                : await listing.Page<ListLetters, LetterRow, ResponsibilityLetter>(
                    request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show(), whole: request.Whole);
        }, ct);

    private static readonly string BodiesSql = $"SELECT o.id FROM organization o WHERE {Known.Nearest("o", "organization")}";
}

internal sealed class ListLettersValidator : AbstractValidator<ListLetters>
{
    public ListLettersValidator() => Include(new ListingValidator<ListLetters>());
}

/// <summary>A responsibility letter for spreadsheets.</summary>
internal sealed record LetterCsv(
    long Id, int Year, string SuperiorDivisionCode, string SuperiorDivision, long Superior, string SuperiorName, string SubordinateDivisionCode, string SubordinateDivision, long Subordinate,
    string SubordinateName, DateOnly SignedOn, string? Document)
{
    public static LetterCsv Of(ResponsibilityLetter letter) => new(
        letter.Id.Value, letter.Year, letter.SuperiorDivision.Code, letter.SuperiorDivision.Name, letter.Superior.Id.Value, letter.Superior.Name, letter.SubordinateDivision.Code,
        letter.SubordinateDivision.Name, letter.Subordinate.Id.Value, letter.Subordinate.Name, letter.SignedOn, letter.Document);
}

internal static class ListLettersEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/responsibility-letters", async (Question<ListLetters> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(LetterCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListLetters), "Letters", "Responsibility letters that bodies signed with those above them, by year, body or place",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<ResponsibilityLetter>), Csv: true))
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
