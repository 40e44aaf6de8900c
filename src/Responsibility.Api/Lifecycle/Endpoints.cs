using System.Text.Json.Nodes;

namespace Responsibility.Api.Lifecycle;

/// <summary>The address of one thing, and the two dates at which it is asked for.</summary>
/// <param name="Id">Ledger position of the fact that created it.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record One(long Id, DateOnly? AsOf = null, string? KnownAt = null);

/// <param name="Id">Ledger position of the fact that created it.</param>
internal sealed record Whole(long Id);

/// <param name="Id">Ledger position of the fact that created it.</param>
/// <param name="AsOf">A day of the version that is corrected; today where absent.</param>
/// <param name="Reason">Why it is corrected, where the body does not say so.</param>
internal sealed record Version(long Id, DateOnly? AsOf = null, string? Reason = null);

/// <param name="Id">Ledger position of the fact that created it.</param>
/// <param name="Reason">Why it never was.</param>
internal sealed record Mistake(long Id, string Reason);

internal sealed record ShowThing<TNoun, TItem>(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<TItem>>> where TItem : notnull;

internal sealed class ShowHandler<TNoun, TStatement, TCreation, TItem>(Database database) : IRequestHandler<ShowThing<TNoun, TItem>, Result<Seen<TItem>>>
    where TNoun : INoun<TStatement, TCreation, TItem>
    where TStatement : notnull
    where TCreation : ICreation
    where TItem : notnull
{
    public Task<Result<Seen<TItem>>> Handle(ShowThing<TNoun, TItem> request, CancellationToken ct) =>
        database.Ask<Seen<TItem>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await TNoun.Show(session, request.Id, moment) is { } seen
                ? seen with { Moment = moment }
                : TNoun.Unknown with { Status = StatusCodes.Status404NotFound }, ct);
}

/// <summary>What every noun's endpoints have in common.</summary>
internal static class Endpoints
{
    extension(IServiceCollection services)
    {
        /// <summary>The mediator's handlers of a noun; they are closed here, since a container does not close them itself.</summary>
        public IServiceCollection AddNoun<TNoun, TStatement, TCreation, TItem>()
            where TNoun : INoun<TStatement, TCreation, TItem>
            where TStatement : notnull
            where TCreation : ICreation
            where TItem : notnull => services
            .AddScoped<IRequestHandler<ShowThing<TNoun, TItem>, Result<Seen<TItem>>>, ShowHandler<TNoun, TStatement, TCreation, TItem>>()
            .AddScoped<IRequestHandler<Change<TNoun, TItem>, Result<Seen<TItem>>>, ChangeHandler<TNoun, TStatement, TCreation, TItem>>()
            .AddScoped<IRequestHandler<End<TNoun, TItem>, Result<Seen<TItem>>>, EndHandler<TNoun, TStatement, TCreation, TItem>>()
            .AddScoped<IRequestHandler<Correct<TNoun, TItem>, Result<Seen<TItem>>>, CorrectHandler<TNoun, TStatement, TCreation, TItem>>()
            .AddScoped<IRequestHandler<Retract<TNoun>, Result<Gone>>, RetractHandler<TNoun, TStatement, TCreation, TItem>>()
            .AddScoped<IRequestHandler<AskHistory<TNoun>, Result<Seen<History>>>, HistoryHandler<TNoun, TStatement, TCreation, TItem>>();
    }

    /// <summary>Maps reading one, changing, ending, correcting, retracting, and its history.</summary>
    /// <param name="noun">The noun in operation ids, such as <c>Organization</c>.</param>
    /// <param name="tag">Under which heading OpenAPI shows it.</param>
    public static void Map<TNoun, TStatement, TItem>(IEndpointRouteBuilder v1, string noun, string tag)
        where TNoun : INoun
        where TStatement : notnull
        where TItem : notnull
    {
        MapReading<TNoun, TItem>(v1, noun, tag);
        MapWriting<TNoun, TStatement, TItem>(v1, noun, tag);
    }

    /// <summary>Maps history, changing, ending, correcting and retracting of a noun whose things are shown in a way of their own.</summary>
    public static void MapAllButShowing<TNoun, TStatement, TItem>(IEndpointRouteBuilder v1, string noun, string tag)
        where TNoun : INoun
        where TStatement : notnull
        where TItem : notnull
    {
        MapHistory<TNoun>(v1, noun, tag);
        MapWriting<TNoun, TStatement, TItem>(v1, noun, tag);
    }

    private static void MapWriting<TNoun, TStatement, TItem>(IEndpointRouteBuilder v1, string noun, string tag)
        where TNoun : INoun
        where TStatement : notnull
        where TItem : notnull
    {
        MapChange<TNoun, TStatement, TItem>(v1, noun, tag);
        MapEnd<TNoun, TItem>(v1, noun, tag);
        MapCorrection<TNoun, TStatement, TItem>(v1, noun, tag);
        MapRetraction<TNoun>(v1, noun, tag);
    }

    public static void MapReading<TNoun, TItem>(IEndpointRouteBuilder v1, string noun, string tag)
        where TNoun : INoun
        where TItem : notnull
    {
        v1.MapGet(Path<TNoun>(), async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new ShowThing<TNoun, TItem>(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes<TItem>($"Show{noun}", tag, $"One {Words(noun)} on a day, as known at a time; where it did not exist that day, on its nearest day", StatusCodes.Status200OK)
            .HeedsScope().Refuses(Refusals.NotFound, Refusals.KnownAtInFuture);
        MapHistory<TNoun>(v1, noun, tag);
    }

    private static void MapHistory<TNoun>(IEndpointRouteBuilder v1, string noun, string tag) where TNoun : INoun =>
        v1.MapGet($"{Path<TNoun>()}/history", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new AskHistory<TNoun>(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes($"Show{noun}History", tag, "Every version: when it was so, and since and until when the register held it to be so", new AnswersMetadata(StatusCodes.Status200OK, typeof(History), Seen: true))
            .HeedsScope().Refuses(Refusals.NotFound, Refusals.KnownAtInFuture);

    private static void MapChange<TNoun, TStatement, TItem>(IEndpointRouteBuilder v1, string noun, string tag)
        where TNoun : INoun
        where TStatement : notnull
        where TItem : notnull =>
        v1.MapPost($"{Path<TNoun>()}/changes", async (Question<Whole> ask, Body<JsonObject> body, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new Change<TNoun, TItem>(ask.Value.Id, body.Value), ct)).ToHttp(seen => seen.ToOk()))
            .Describes<TItem>($"Change{noun}", tag, "From effectiveOn on it is otherwise; earlier days stay as they were", StatusCodes.Status200OK)
            .Takes<TStatement>(BodyForm.Change).Writes()
            .HeedsScope().Refuses(Refusals.NotFound, Refusals.NotInForce);

    public static void MapEnd<TNoun, TItem>(IEndpointRouteBuilder v1, string noun, string tag)
        where TNoun : INoun
        where TItem : notnull =>
        v1.MapPost($"{Path<TNoun>()}/end", async (Question<Whole> ask, Body<EndBody> body, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new End<TNoun, TItem>(ask.Value.Id, body.Value), ct)).ToHttp(seen => seen.ToOk()))
            .Describes<TItem>($"End{noun}", tag, "It ends: validUntil is the first day on which it is no more", StatusCodes.Status200OK)
            .Takes<EndBody>().Writes()
            .HeedsScope().Refuses(Refusals.NotFound, Refusals.NotInForce);

    public static RouteHandlerBuilder MapCorrection<TNoun, TStatement, TItem>(IEndpointRouteBuilder v1, string noun, string tag)
        where TNoun : INoun
        where TStatement : notnull
        where TItem : notnull =>
        v1.MapPatch(Path<TNoun>(), async (Question<Version> ask, Body<JsonObject> body, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            {
                var version = Answered.IfMatch(http);
                return version.Refusal is { } refusal
                    ? refusal.ToProblem()
                    : (await mediator.Send(new Correct<TNoun, TItem>(ask.Value.Id, body.Value, version.Required(), ask.Value.AsOf, ask.Value.Reason), ct)).ToHttp(seen => seen.ToOk());
            })
            .Describes<TItem>($"Correct{noun}", tag, "What was recorded was wrong: known until now; what the merge patch says is known from now on", StatusCodes.Status200OK)
            .Takes<TStatement>(BodyForm.Correction).Writes()
            .HeedsScope().Refuses(Refusals.NotFound, Refusals.VersionsOverlap, Refusals.VersionChanged, Refusals.IfMatchRequired);

    public static void MapRetraction<TNoun>(IEndpointRouteBuilder v1, string noun, string tag) where TNoun : INoun =>
        v1.MapDelete(Path<TNoun>(), async (Question<Mistake> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            {
                var version = Answered.IfMatch(http);
                return version.Refusal is { } refusal
                    ? refusal.ToProblem()
                    : (await mediator.Send(new Retract<TNoun>(ask.Value.Id, ask.Value.Reason, version.Required()), ct)).ToHttp(_ => TypedResults.NoContent());
            })
            .Describes($"Retract{noun}", tag, "It never was so; it stays visible as known before", StatusCodes.Status204NoContent).Writes()
            .HeedsScope().Refuses(Refusals.NotFound, Refusals.InUse, Refusals.VersionChanged, Refusals.IfMatchRequired);

    /// <summary>Maps reading, correcting and retracting what happened once and so neither changes nor ends; no cache keeps what is told of it.</summary>
    /// <param name="refusals">What a correction may run into besides the usual.</param>
    public static void MapHappened<TNoun, TStatement, TItem>(IEndpointRouteBuilder v1, string noun, string tag, params IEnumerable<Refusal> refusals)
        where TNoun : INoun
        where TStatement : notnull
        where TItem : notnull
    {
        var told = v1.MapGroup("").IsNotStored();
        MapReading<TNoun, TItem>(told, noun, tag);
        MapCorrection<TNoun, TStatement, TItem>(told, noun, tag).Refuses(refusals);
        MapRetraction<TNoun>(told, noun, tag);
    }

    private static string Path<TNoun>() where TNoun : INoun => $"/{TNoun.Resource}/{{id}}";

    /// <summary><c>InspectionMember</c> as it stands in a sentence.</summary>
    private static string Words(string noun) => string.Concat(noun.Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
