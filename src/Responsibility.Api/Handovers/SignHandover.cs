using System.Text.Json.Serialization;

namespace Responsibility.Api.Handovers;

/// <summary>The successor signs for what a post hands over (签收).</summary>
/// <param name="Official">Id of the official who signs: the one who holds the post on that day.</param>
/// <param name="SignedOn">The day of the signature; today where absent.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <example>{"official": 990, "signedOn": "2017-08-03", "note": "已逐项核对"}</example>
public sealed record HandoverStatement(OfficialId Official, DateOnly? SignedOn = null, string? Note = null);

internal sealed record SignHandover(long Id, HandoverStatement Body) : IRequest<Result<Repeated<PostHandover>>>;

/// <param name="Official">The successor.</param>
/// <param name="Appointment">The term by which the successor came to the post.</param>
/// <param name="Predecessor">The term that ended.</param>
/// <param name="Tasks">What was listed when it was signed.</param>
internal sealed record HandoverSigned(
    PostId Post, OfficialId Official, AppointmentId Appointment, AppointmentId Predecessor, DateOnly ChangedOn, DateOnly SignedOn, IReadOnlyList<TaskId> Tasks,
    IReadOnlyList<ProblemId> Problems, IReadOnlyList<NoticeId> Notices, [property: Personal] string? Note) : ICreation
{
    public static string Kind => "handoverSigned/1";

    [JsonIgnore]
    public Period Period => new(SignedOn, Period.Open);

    public async Task Apply(Session session, long position)
    {
        await Tables.Handover.Create(session, position, this);
        await Keep(session, position, Tables.Task.Noun, 0, Tasks.Select(task => task.Value));
        await Keep(session, position, Tables.Problem.Noun, Tasks.Count, Problems.Select(problem => problem.Value));
        await Keep(session, position, Tables.Notice.Noun, Tasks.Count + Problems.Count, Notices.Select(notice => notice.Value));
    }

    private static async Task Keep(Session session, long handover, string noun, int before, IEnumerable<long> things)
    {
        foreach (var (index, thing) in things.Index())
            await session.Write("INSERT INTO handover_item (handover_id, ordinal, noun, thing_id) VALUES (@handover, @ordinal, @noun, @thing)", new { handover, ordinal = before + index, noun, thing });
    }
}

internal sealed class SignHandoverValidator : AbstractValidator<SignHandover>
{
    public SignHandoverValidator() => RuleFor(s => s.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
}

internal sealed class SignHandoverHandler(Database database, Caller caller) : IRequestHandler<SignHandover, Result<Repeated<PostHandover>>>
{
    public Task<Result<Repeated<PostHandover>>> Handle(SignHandover request, CancellationToken ct) =>
        database.Write<Repeated<PostHandover>>(caller, async session =>
        {
            var body = request.Body;
            var (post, day) = (new PostId(request.Id), body.SignedOn ?? session.Today);
            if (day > session.Today) return Refusals.DayInFuture.At("signedOn", day);
            var on = new Moment { AsOf = day, KnownAt = session.Head };
            var found = await PostHandovers.Last(session, post, on, body.Official);
            if (found.Refusal is { } refusal) return refusal with { Faults = [.. refusal.Faults.Select(f => f.Pointer is "/asOf" ? f with { Pointer = "/signedOn" } : f)] };
            var change = found.Required();
            if (await session.Find<Earlier>(EarlierSql, new { change.AppointmentId, post }) is { } earlier)
            {
                if (!earlier.IsSame(body)) return Refusals.HandoverSigned.At(body.SignedOn is { } other && other != earlier.SignedOn ? "signedOn" : "note", earlier.SignedOn);
                return Done(false);
            }
            var open = await OpenItems.Of(session, change, on);
            await session.Record(new HandoverSigned(
                post, body.Official, change.AppointmentId, change.PredecessorId, change.ChangedOn, day,
                [.. open.Tasks.Select(task => task.Id)], [.. open.Problems.Select(problem => problem.Id)], [.. open.Notices.Select(notice => notice.Id)], body.Note));
            return Done(true);

            // A day of the past on which the successor signed shows the signature, and so does every later one.
            Done Done(bool recorded) => session.Done(post.Value, recorded ? day : session.Today, recorded, change.AppointmentId.Value);
        }, async (session, moment, done) =>
            (await HolderChanges.Of(session, new PostId(done.Id), moment)).FirstOrDefault(c => c.AppointmentId.Value == done.With[0]) is { } change
                ? new Repeated<PostHandover>(await PostHandovers.Show(session, change, moment), done.Recorded)
                : null, ct);

    /// <summary>What the register holds of the signature already.</summary>
    internal sealed record Earlier
    {
        public DateOnly SignedOn { get; init; }
        public string? Note { get; init; }

        public bool IsSame(HandoverStatement body) => (body.SignedOn is null || body.SignedOn == SignedOn) && (body.Note is null || body.Note == Note);
    }

    private static readonly string EarlierSql =
        $"SELECT h.valid_from AS signed_on, h.note FROM handover h WHERE h.appointment_id = @AppointmentId AND h.post_id = @post AND {Known.Now("h")}";
}

internal static class SignHandoverEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/posts/{id}/handovers", async (Question<Whole> ask, Body<HandoverStatement> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new SignHandover(ask.Value.Id, body.Value), ct)).ToRepeated(_ => $"/api/v1/posts/{ask.Value.Id}/handover"))
        .Describes<PostHandover>(nameof(SignHandover), "Handovers", "The successor signs for what the post hands over; 200 where that was signed before", StatusCodes.Status201Created)
        .Takes<HandoverStatement>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.PostUnknown with { Status = 404 }, Refusals.HandoverNone, Refusals.NotTheSuccessor, Refusals.DayInFuture, Refusals.HandoverSigned);
}
