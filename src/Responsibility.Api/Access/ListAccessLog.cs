using System.Globalization;

namespace Responsibility.Api.Access;

/// <summary>Who read what only some may read, in the order in which it was read.</summary>
/// <param name="Actor">Only what these callers read, by their pseudonyms.</param>
/// <param name="Noun">Only readings of these.</param>
/// <param name="Thing">Only readings of the thing of this id.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
/// <remarks>One with a scope sees the readings of what it reaches; lists, which tell of many, are left out there.</remarks>
internal sealed record ListAccessLog(string[]? Actor = null, AccessedNoun[]? Noun = null, long? Thing = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<AccessLogEntry>>>, IListing
{
    // What was read was read: it is asked of as it stands.
    DateOnly? IListing.AsOf => null;

    string? IListing.KnownAt => null;
}

/// <summary>A reading of what only some may read.</summary>
/// <param name="Id">Its number, in the order of readings.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">Who read, as a pseudonym.</param>
/// <param name="Operation">By which operation.</param>
/// <param name="Noun">What was read.</param>
/// <param name="Thing">Id of the thing; null where it was a list.</param>
/// <param name="Reason">The reason that was given; null where none is asked for, or since the official was erased.</param>
/// <example>{"id": 7, "at": "2026-01-05T01:02:03.000000Z", "actor": "key:12", "operation": "showOfficial", "noun": "official", "thing": 903, "reason": "核对联系方式"}</example>
public sealed record AccessLogEntry(long Id, string At, string Actor, string Operation, AccessedNoun Noun, long? Thing, string? Reason);

internal sealed class ListAccessLogValidator : AbstractValidator<ListAccessLog>
{
    public ListAccessLogValidator() => Include(new ListingValidator<ListAccessLog>());
}

internal sealed class ListAccessLogHandler(Database database) : IRequestHandler<ListAccessLog, Result<Page<AccessLogEntry>>>
{
    public Task<Result<Page<AccessLogEntry>>> Handle(ListAccessLog request, CancellationToken ct) =>
        Listing.Ask(database, request, (session, moment) =>
        {
            var listing = new Listing(session, Sql, "a.id").In("a.actor", "Actor", request.Actor).In("a.noun", "Noun", request.Noun).Where("a.thing = @Thing", "Thing", request.Thing);
            if (session.Caller.Scope is not null) listing.Where(Reached);
            return listing.Page<ListAccessLog, Row, AccessLogEntry>(
                request, moment, row => row.Id.ToString(CultureInfo.InvariantCulture), row => new(row.Id, row.At, row.Actor, row.Operation, row.Noun, row.Thing, row.Reason));
        }, ct);

    private const string Sql = "SELECT a.id, a.at, a.actor, a.operation, a.noun, a.thing, a.reason FROM access_log a WHERE @AsOf = @AsOf AND @KnownAt = @KnownAt";

    private const string Reached =
        "CASE a.noun WHEN 'official' THEN EXISTS (SELECT 1 FROM official f WHERE f.id = a.thing) WHEN 'appointment' THEN EXISTS (SELECT 1 FROM appointment p WHERE p.id = a.thing) WHEN 'accountabilityCase' THEN EXISTS (SELECT 1 FROM accountability_case c WHERE c.id = a.thing) ELSE FALSE END";

    private sealed record Row
    {
        public long Id { get; init; }
        public required string At { get; init; }
        public required string Actor { get; init; }
        public required string Operation { get; init; }
        public AccessedNoun Noun { get; init; }
        public long? Thing { get; init; }
        public string? Reason { get; init; }
    }
}

internal static class ListAccessLogEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/access-log", async (Question<ListAccessLog> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<AccessLogEntry>>(nameof(ListAccessLog), "Access", "Who unmasked telephones, with the reason, and who read of sanctions", StatusCodes.Status200OK)
        .Audits().IsNotStored()
        .HeedsScope().Refuses(Refusals.CursorInvalid);
}
