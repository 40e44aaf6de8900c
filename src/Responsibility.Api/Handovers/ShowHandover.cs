using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Handovers;

internal sealed record ShowHandover(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<PostHandover>>>;

/// <summary>A post as it passed from its last holder to the present one (交接): what was open on the day of the change.</summary>
/// <param name="Post">The post.</param>
/// <param name="Organization">Its body.</param>
/// <param name="Division">The division of that body.</param>
/// <param name="Predecessor">Whoever left it last before.</param>
/// <param name="Successor">Whoever holds it on the day that is asked about; of several seats, whoever came last.</param>
/// <param name="ChangedOn">First day of the successor.</param>
/// <param name="Tasks">Tasks that the post bore, as they stood on the day of the change, but for those that were verified, closed or cancelled.</param>
/// <param name="Problems">Problems whose rectification the post bore, as they stood on the day of the change, but for those that were verified or closed.</param>
/// <param name="Notices">Notices to the post that nobody had acknowledged by the day of the change.</param>
/// <param name="Signature">That the successor signed for it; null where nobody has.</param>
/// <example>
/// {
///   "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "predecessor": {"official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "appointment": 904, "leftOn": "2017-08-01"},
///   "successor": {"official": {"id": 990, "staffNumber": "HN000456", "name": "李某"}, "appointment": 991}, "changedOn": "2017-08-01",
///   "tasks": ["{HandoverTask}"], "problems": ["{HandoverProblem}"], "notices": ["{HandoverNotice}"], "signature": "{HandoverSignature}"
/// }
/// </example>
public sealed record PostHandover(
    PostRef Post, OrganizationRef Organization, DivisionRef Division, Predecessor Predecessor, Successor Successor, DateOnly ChangedOn, IReadOnlyList<HandoverTask> Tasks,
    IReadOnlyList<HandoverProblem> Problems, IReadOnlyList<HandoverNotice> Notices, HandoverSignature? Signature);

/// <summary>That a successor signed.</summary>
/// <param name="Id">Ledger position of the fact that says so.</param>
/// <param name="SignedOn">The day of the signature.</param>
/// <param name="Tasks">Ids of the tasks that were listed when it was signed; later corrections do not change them.</param>
/// <param name="Problems">Ids of the problems, likewise.</param>
/// <param name="Notices">Ids of the notices, likewise.</param>
/// <param name="Note">A note; null once erased.</param>
/// <example>{"id": 1501, "signedOn": "2017-08-03", "tasks": [1201], "problems": [1402], "notices": [1404], "note": "已逐项核对"}</example>
public sealed record HandoverSignature(HandoverId Id, DateOnly SignedOn, IReadOnlyList<TaskId> Tasks, IReadOnlyList<ProblemId> Problems, IReadOnlyList<NoticeId> Notices, string? Note);

internal sealed class ShowHandoverHandler(Database database) : IRequestHandler<ShowHandover, Result<Seen<PostHandover>>>
{
    public Task<Result<Seen<PostHandover>>> Handle(ShowHandover request, CancellationToken ct) =>
        database.Ask<Seen<PostHandover>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var change = await PostHandovers.Last(session, new PostId(request.Id), moment);
            return change.Refusal is { } refusal ? refusal : await PostHandovers.Show(session, change.Required(), moment);
        }, ct);
}

/// <summary>What a post hands over.</summary>
internal static class PostHandovers
{
    /// <summary>The change by which the present holder came to the post; of the official that is named, where one is.</summary>
    public static async Task<Result<ChangeRow>> Last(Session session, PostId post, Moment moment, OfficialId? official = null)
    {
        if (await Versions.Nearest(session, Tables.Post, post.Value, moment) is null) return Refusals.PostUnknown with { Status = StatusCodes.Status404NotFound };
        var changes = await HolderChanges.Of(session, post, moment);
        if (changes.Count is 0) return Refusals.HandoverNone.At("asOf", moment.AsOf);
        return changes.FirstOrDefault(c => official is null || c.OfficialId == official) is { } change ? change : Refusals.NotTheSuccessor.At("official", official!.Value.Value);
    }

    public static async Task<Seen<PostHandover>> Show(Session session, ChangeRow change, Moment moment)
    {
        var (names, open) = (await ChangeNames.Of(session, [change], moment), await OpenItems.Of(session, change, moment));
        var shown = new PostHandover(
            names.Post(change), names.Organization(change), names.Division(change), names.Predecessor(change), names.Successor(change), change.ChangedOn, open.Tasks, open.Problems, open.Notices,
            change is { HandoverId: { } id, SignedOn: { } day } ? await Signature(session, id, day, change.Note) : null);
        return new(shown, change.HandoverId?.Value ?? change.AppointmentId.Value, moment);
    }

    private static async Task<HandoverSignature> Signature(Session session, HandoverId id, DateOnly day, string? note) => new(
        id, day, await HandoverItems.Of<TaskId>(session, id, Tables.Task), await HandoverItems.Of<ProblemId>(session, id, Tables.Problem),
        await HandoverItems.Of<NoticeId>(session, id, Tables.Notice), note);
}

internal static class ShowHandoverEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/posts/{id}/handover", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowHandover(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
        .Describes<PostHandover>(nameof(ShowHandover), "Handovers", "What a post handed over when its present holder came to it, and whether that was signed for", StatusCodes.Status200OK)
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.PostUnknown with { Status = 404 }, Refusals.HandoverNone, Refusals.KnownAtInFuture);
}
