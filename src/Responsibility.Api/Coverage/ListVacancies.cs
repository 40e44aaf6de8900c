using System.Globalization;
using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Coverage;

/// <summary>Posts that are not held, or soon will not be, on a day; whether a rule requires them or not.</summary>
/// <param name="Within">Code of a division: only posts of bodies in it or below.</param>
/// <param name="Position">Only these positions.</param>
/// <param name="Tag">Only in places that bear one of these tags on that day.</param>
/// <param name="NotTag">Only in places that bear none of these tags on that day.</param>
/// <param name="Status">Only these states; <c>endingSoon</c>, <c>actingOnly</c> and <c>vacant</c> where absent.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListVacancies(
    string? Within = null, string[]? Position = null, string[]? Tag = null, string[]? NotTag = null, VacancyStatus[]? Status = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Vacancy>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>A post that is not held, or soon will not be.</summary>
/// <param name="Status">In which way.</param>
/// <param name="Since">First day of the vacancy: the later of the last holder's end and the post's start; null where it was so since before records, or is still to come.</param>
/// <param name="EndsOn">First day on which the next holder to leave is no longer in office; only where that is within 30 days.</param>
/// <param name="OpenSeats">How many seats nobody fills.</param>
/// <param name="Acting">How many carry the work without filling a seat.</param>
/// <example>
/// {
///   "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "organization": {"id": 920, "name": "中共任庄村支部", "kind": "partyCommittee"},
///   "post": {"id": 921, "position": "villagePartySecretary", "title": "村党支部书记"}, "status": "vacant", "since": "2017-03-01", "endsOn": null, "openSeats": 1, "acting": 0
/// }
/// </example>
public sealed record Vacancy(
    DivisionRef Division, OrganizationRef Organization, PostRef Post, VacancyStatus Status, DateOnly? Since, DateOnly? EndsOn, long OpenSeats, long Acting);

internal sealed class ListVacanciesHandler(Database database) : IRequestHandler<ListVacancies, Result<Page<Vacancy>>>
{
    private static readonly VacancyStatus[] Usual = [VacancyStatus.EndingSoon, VacancyStatus.ActingOnly, VacancyStatus.Vacant];

    public Task<Result<Page<Vacancy>>> Handle(ListVacancies request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Vacancy>>> (session, moment) =>
        {
            var listing = new Listing(session, $"SELECT * FROM ({VacancyRow.Select}) AS post WHERE 1 = 1", "id")
                .Where("1 = 1", "Soon", PostStatus.Soon(moment.AsOf))
                .In("position", "Position", request.Position)
                .Tagged("division_id", request.Tag, request.NotTag)
                .Where(PostStatus.Any(request.Status is { Length: > 0 } asked ? asked : Usual));
            return await listing.Within(session, request.Within, moment, subtree => $"division_id IN ({subtree})") is { } refusal
                ? refusal
                : await listing.Page<ListVacancies, VacancyRow, Vacancy>(
                    request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show(), whole: request.Whole);
        }, ct);
}

internal sealed class ListVacanciesValidator : AbstractValidator<ListVacancies>
{
    public ListVacanciesValidator() => Include(new ListingValidator<ListVacancies>());
}

internal sealed record VacancyRow
{
    public PostId Id { get; init; }
    public required string Position { get; init; }
    public required string Title { get; init; }
    public long Capacity { get; init; }
    public DateOnly Start { get; init; }
    public OrganizationId OrganizationId { get; init; }
    public required string OrganizationName { get; init; }
    public OrganizationKind OrganizationKind { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public long Holders { get; init; }
    public long Acting { get; init; }
    public long Ending { get; init; }
    public DateOnly? LastEnd { get; init; }
    public DateOnly? NextEnd { get; init; }

    public static readonly string Select =
        $"""
        SELECT p.id, p.position, p.title, p.capacity, (SELECT min(v.valid_from) FROM post v WHERE v.id = p.id AND {Known.At("v")}) AS start,
               o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, d.id AS division_id, d.code, d.name AS division_name, d.level,
               {PostStatus.Holders("p")} AS holders,
               {PostStatus.Acting("p")} AS acting,
               {PostStatus.Ending("p")} AS ending,
               {PostStatus.LastEnd("p.id")} AS last_end,
               {PostStatus.NextEnd("p.id")} AS next_end
          FROM post p
          JOIN organization o ON o.id = p.organization_id AND {Known.On("o")}
          JOIN division d ON d.id = o.division_id AND {Known.On("d")}
         WHERE {Known.On("p")}
        """;

    public Vacancy Show()
    {
        var status = PostStatus.Of(Holders, Acting, Ending, Capacity);
        var since = LastEnd > Start ? LastEnd.Value : Start;
        return new Vacancy(
            new DivisionRef(Code, DivisionName, Level), new OrganizationRef(OrganizationId, OrganizationName, OrganizationKind), new PostRef(Id, Position, Title), status,
            status is VacancyStatus.ActingOnly or VacancyStatus.Vacant ? Stated.From(since) : null,
            status is VacancyStatus.EndingSoon ? NextEnd : null,
            Math.Max(0, Capacity - Holders), Acting);
    }
}

/// <summary>A vacancy for spreadsheets.</summary>
internal sealed record VacancyCsv(
    string DivisionCode, string DivisionName, Level Level, string Organization, long Post, string Position, string Title, VacancyStatus Status, DateOnly? Since, DateOnly? EndsOn, long OpenSeats, long Acting)
{
    public static VacancyCsv Of(Vacancy vacancy) => new(
        vacancy.Division.Code, vacancy.Division.Name, vacancy.Division.Level, vacancy.Organization.Name, vacancy.Post.Id.Value, vacancy.Post.Position, vacancy.Post.Title,
        vacancy.Status, vacancy.Since, vacancy.EndsOn, vacancy.OpenSeats, vacancy.Acting);
}

internal static class ListVacanciesEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/vacancies", async (Question<ListVacancies> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(VacancyCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListVacancies), "Coverage", "Posts that are not held, or soon will not be, on a day",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<Vacancy>), Csv: true))
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
