namespace Responsibility.Api.Supervision;

/// <summary>Says that a notice has arrived with its addressee (签收).</summary>
/// <param name="AcknowledgedOn">The day; today where absent.</param>
/// <param name="Note">What is to be done about it; it can be erased.</param>
/// <example>{"acknowledgedOn": "2018-01-12", "note": "已约谈责任单位,限一周内整改"}</example>
public sealed record NoticeAcknowledgement(DateOnly? AcknowledgedOn = null, string? Note = null);

internal sealed record AcknowledgeNotice(long Id, NoticeAcknowledgement Body) : IRequest<Result<Repeated<SupervisionNotice>>>;

internal sealed record SupervisionNoticeAcknowledged(NoticeId Notice, DateOnly AcknowledgedOn, [property: Personal] string? Note) : IFact
{
    public static string Kind => "supervisionNoticeAcknowledged/1";

    public Task Apply(Session session, long position) => Tables.Notice.Supersede(session, position, Notice.Value, now => now.Change(
        AcknowledgedOn, new Dictionary<string, object?>(StringComparer.Ordinal) { ["state"] = Parameters.Word(NoticeState.Acknowledged), ["note"] = Note }));
}

internal sealed class AcknowledgeNoticeValidator : AbstractValidator<AcknowledgeNotice>
{
    public AcknowledgeNoticeValidator() => RuleFor(a => a.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
}

internal sealed class AcknowledgeNoticeHandler(Database database, Caller caller) : IRequestHandler<AcknowledgeNotice, Result<Repeated<SupervisionNotice>>>
{
    public Task<Result<Repeated<SupervisionNotice>>> Handle(AcknowledgeNotice request, CancellationToken ct) =>
        database.Write<Repeated<SupervisionNotice>>(caller, async session =>
        {
            if ((await Tables.Notice.Current(session, request.Id)).Versions is not [.., var last]) return Refusals.NoticeUnknown with { Status = StatusCodes.Status404NotFound };
            var (on, recorded) = (request.Body.AcknowledgedOn ?? database.Today, false);
            if ((string)last.Values["state"]! == Parameters.Word(NoticeState.Issued))
            {
                if (on < last.Period.From || on > database.Today) return Refusals.NoticeDay.At("acknowledgedOn", on);
                await session.Record(new SupervisionNoticeAcknowledged(new NoticeId(request.Id), on, request.Body.Note));
                recorded = true;
            }
            return session.Done(request.Id, recorded: recorded);
        }, (session, moment, done) => done.As(NoticeRow.Show(session, done.Id, moment)), ct);
}

internal static class AcknowledgeNoticeEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/supervision-notices/{id}/acknowledgements", async (Question<Whole> ask, Body<NoticeAcknowledgement> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new AcknowledgeNotice(ask.Value.Id, body.Value), ct)).ToRepeated(_ => $"/api/v1/supervision-notices/{ask.Value.Id}"))
        .Describes<SupervisionNotice>(nameof(AcknowledgeNotice), "Supervision", "Acknowledge a notice; 200 where it was acknowledged before", StatusCodes.Status201Created)
        .Takes<NoticeAcknowledgement>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.NoticeUnknown with { Status = 404 }, Refusals.NoticeDay);
}
