using System.Text.Json.Nodes;

namespace Responsibility.Api.Accountability;

internal sealed record ShowCaseHistory(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<History>>>;

internal sealed class ShowCaseHistoryHandler(Database database) : IRequestHandler<ShowCaseHistory, Result<Seen<History>>>
{
    public Task<Result<Seen<History>>> Handle(ShowCaseHistory request, CancellationToken ct) =>
        database.Ask<Seen<History>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var versions = await Histories.Of(session, Tables.Case, request.Id, moment);
            if (versions.Count is 0) return Refusals.CaseUnknown with { Status = StatusCodes.Status404NotFound };
            // A further decision leaves the case's own row as it is, so that decisions are told besides the versions.
            var decisions = await session.List<Row>(DecisionsSql, new { request.Id, moment.KnownAt });
            return Histories.Seen([.. versions.Concat(decisions.Select(d => d.Show())).OrderBy(v => v.KnownFrom)], moment);
        }, ct);

    private sealed record Row
    {
        public long Id { get; init; }
        public DateOnly DecidedOn { get; init; }
        public required string RecordedAt { get; init; }
        public required string Actor { get; init; }
        public required string FactKind { get; init; }
        public required string Document { get; init; }
        public long OfficialId { get; init; }
        public long AppointmentId { get; init; }
        public long PostId { get; init; }
        public long RuleSetId { get; init; }
        public required string Clause { get; init; }
        public required string Grade { get; init; }
        public required string Liability { get; init; }
        public required string Form { get; init; }

        public HistoryVersion Show() => new(DecidedOn, null, Id, null, RecordedAt, Actor, FactKind, Document, null, new JsonObject
        {
            ["official"] = OfficialId,
            ["appointment"] = AppointmentId,
            ["post"] = PostId,
            ["ruleSet"] = RuleSetId,
            ["clause"] = Clause,
            ["grade"] = Grade,
            ["liability"] = Liability,
            ["form"] = Form,
        });
    }

    private const string DecisionsSql =
        """
        SELECT x.id, x.decided_on, l.recorded_at, l.actor, l.kind AS fact_kind, x.document,
               x.official_id, x.appointment_id, x.post_id, x.rule_set_id, x.clause, x.grade, x.liability, x.form
          FROM accountability_decision x
          JOIN ledger l ON l.position = x.id
         WHERE x.case_id = @Id AND x.id <= @KnownAt
         ORDER BY x.id
        """;
}

internal static class ShowCaseHistoryEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/accountability-cases/{id}/history", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowCaseHistory(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
        .Describes(nameof(ShowCaseHistory), "Accountability", "Every version of a case, and every decision in it", new AnswersMetadata(StatusCodes.Status200OK, typeof(History), Seen: true))
        .Confides(Access.AccessedNoun.AccountabilityCase).IsNotStored()
        .HeedsScope().Refuses(Refusals.CaseUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
