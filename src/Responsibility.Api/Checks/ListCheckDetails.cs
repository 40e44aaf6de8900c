using System.Globalization;

namespace Responsibility.Api.Checks;

/// <summary>What a check finds on a day.</summary>
/// <param name="Name">The check.</param>
/// <param name="Within">Code of a division: only what is in it or below on that day. Checks with <c>needsWithin</c> need it of those who reach every division.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListCheckDetails(
    CheckName Name, string? Within = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<CheckItem>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>Something that a check finds.</summary>
/// <param name="Noun">What it is, as facts call it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Division">The division to which it counts; null where it belongs to none.</param>
/// <param name="Label">What people know it by.</param>
/// <param name="Detail">What is wrong with it.</param>
/// <example>
/// {
///   "noun": "post", "id": 902, "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "label": "中共兰考县委 县委书记", "detail": "Vacant since 2017-03-01"
/// }
/// </example>
public sealed record CheckItem(string Noun, long Id, DivisionRef? Division, string? Label, string Detail);

internal sealed class ListCheckDetailsHandler(Database database) : IRequestHandler<ListCheckDetails, Result<Page<CheckItem>>>
{
    public Task<Result<Page<CheckItem>>> Handle(ListCheckDetails request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<CheckItem>>> (session, moment) =>
        {
            var asked = await CheckGround.Of(session, moment, request.Within);
            if (asked.Refusal is { } refusal) return refusal;
            var (check, ground) = (DataChecks.Of(request.Name), asked.Required());
            if (DataChecks.Refusal(check, ground) is { } wide) return wide;
            return await new Listing(session, check.Broken(ground), "item.id").With(ground.Parameters.Select(p => (p.Key, p.Value)))
                .Page<ListCheckDetails, CheckRow, CheckItem>(request, moment, row => row.Id.ToString(CultureInfo.InvariantCulture), row => row.Show(check), whole: request.Whole);
        }, ct);
}

internal sealed class ListCheckDetailsValidator : AbstractValidator<ListCheckDetails>
{
    public ListCheckDetailsValidator() => Include(new ListingValidator<ListCheckDetails>());
}

internal sealed record CheckRow
{
    public long Id { get; init; }
    public string? Label { get; init; }
    public string? Fact { get; init; }
    public string? Code { get; init; }
    public string? DivisionName { get; init; }
    public string? Level { get; init; }

    public CheckItem Show(DataCheck check) => new(
        check.Noun, Id, Code is null ? null : new DivisionRef(Code, DivisionName!, Enum.Parse<Level>(Level!, ignoreCase: true)), Label, check.Tell(Fact));
}

/// <summary>What a check finds, for spreadsheets.</summary>
internal sealed record CheckItemCsv(string? DivisionCode, string? DivisionName, Level? Level, string Noun, long Id, string? Label, string Detail)
{
    public static CheckItemCsv Of(CheckItem item) => new(item.Division?.Code, item.Division?.Name, item.Division?.Level, item.Noun, item.Id, item.Label, item.Detail);
}

internal static class ListCheckDetailsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/checks/{name}/details", async (Question<ListCheckDetails> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(CheckItemCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListCheckDetails), "Checks", "What a check finds on a day", new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<CheckItem>), Csv: true))
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.NotFound, Refusals.WithinRequired, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
