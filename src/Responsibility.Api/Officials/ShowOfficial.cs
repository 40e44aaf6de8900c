using Responsibility.Api.Access;

namespace Responsibility.Api.Officials;

/// <summary>One official with the telephone as it is, for a reason.</summary>
internal sealed record UnmaskOfficial(long Id, DateOnly? AsOf, string? KnownAt, string Reason) : IRequest<Result<Official>>;

internal sealed class UnmaskOfficialValidator : AbstractValidator<UnmaskOfficial>
{
    private const int ReasonLength = 200;

    public UnmaskOfficialValidator() => RuleFor(o => o.Reason).NotEmpty().MaximumLength(ReasonLength).OverridePropertyName(ShowOfficialEndpoint.ReasonHeader);
}

internal sealed class UnmaskOfficialHandler(Database database, Caller caller, TimeProvider clock) : IRequestHandler<UnmaskOfficial, Result<Official>>
{
    public async Task<Result<Official>> Handle(UnmaskOfficial request, CancellationToken ct)
    {
        var shown = await database.Ask<Official>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await OfficialNoun.Row(session, request.Id, moment) is var (row, _)
                ? row.Show() with { Phone = row.Phone }
                : Refusals.OfficialUnknown with { Status = StatusCodes.Status404NotFound }, ct);
        if (shown.Refusal is null) await AccessLog.Record(database, clock, caller, new("showOfficial", AccessedNoun.Official, request.Id, request.Reason), ct);
        return shown;
    }
}

internal static class ShowOfficialEndpoint
{
    /// <summary>The header by which telephones are unmasked.</summary>
    public const string ReasonHeader = "X-Access-Reason";

    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/officials/{id}", async (Question<One> ask, HttpContext http, IMediator mediator, CancellationToken ct) =>
        {
            var (id, asOf, knownAt) = ask.Value;
            if (!http.Request.Headers.TryGetValue(ReasonHeader, out var reason))
                return (await mediator.Send(new ShowThing<OfficialNoun, Official>(id, asOf, knownAt), ct)).ToHttp(seen => seen.ToOk());
            if (!Policies.Of(http.Features.Get<Recognised>()!.Roles).Contains(Policies.Unmask, StringComparer.Ordinal)) return Refusals.Forbidden.ToProblem();
            // A header of a browser holds no Chinese characters, so these may be written with per cent signs.
            http.Response.Headers.CacheControl = "no-store";
            return (await mediator.Send(new UnmaskOfficial(id, asOf, knownAt, Uri.UnescapeDataString(reason.ToString())), ct)).ToHttp(TypedResults.Ok);
        })
        .Describes<Official>(
            "ShowOfficial", "Officials", "One official on a day, as known at a time; where it did not exist that day, on its nearest day. Auditors and administrators who give a reason see the telephone as it is", StatusCodes.Status200OK)
        .UnmasksForReason()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.NotFound, Refusals.KnownAtInFuture);
}
