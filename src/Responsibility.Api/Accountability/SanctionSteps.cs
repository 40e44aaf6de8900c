namespace Responsibility.Api.Accountability;

/// <summary>How a sanction stands now.</summary>
internal sealed record SanctionStanding
{
    public SanctionId Id { get; init; }
    public SanctionState State { get; init; }
    public DateOnly SteppedOn { get; init; }
    public OfficialId? OfficialId { get; init; }
    public OrganizationId? ProposerId { get; init; }

    public SanctionSubject Subject => OfficialId is null ? SanctionSubject.Organization : SanctionSubject.Official;

    public static Task<SanctionStanding?> Of(Session session, long id) => session.Find<SanctionStanding>(
        $"SELECT s.id, s.state, s.stepped_on, s.official_id, s.proposer_id FROM sanction s WHERE s.id = @id AND {Known.Now("s")} ORDER BY s.valid_from DESC LIMIT 1", new { id });
}

/// <summary>The steps of sanctions: proposed, decided, served, appealed, and what becomes of the appeal; revoked at any time after the decision.</summary>
internal static class SanctionSteps
{
    /// <summary>From which states each state is reached, by which address and member.</summary>
    private static readonly Dictionary<SanctionState, (string Path, string Day, SanctionState[] From)> Steps = new()
    {
        [SanctionState.Decided] = ("decisions", "decidedOn", [SanctionState.Proposed]),
        [SanctionState.Served] = ("services", "servedOn", [SanctionState.Decided]),
        [SanctionState.Appealed] = ("appeals", "appealedOn", [SanctionState.Served]),
        [SanctionState.Upheld] = ("appeal-outcomes", "settledOn", [SanctionState.Appealed]),
        [SanctionState.Changed] = ("appeal-outcomes", "settledOn", [SanctionState.Appealed]),
        [SanctionState.Revoked] = ("revocations", "revokedOn", [SanctionState.Decided, SanctionState.Served, SanctionState.Appealed, SanctionState.Upheld, SanctionState.Changed]),
    };

    /// <summary>Takes a step, unless just that was taken before.</summary>
    /// <param name="to">The state to which it leads.</param>
    /// <param name="day">Its day; today where null.</param>
    /// <param name="decide">The fact, or why it cannot be.</param>
    public static Task<Result<Repeated<Sanction>>> Take<TFact>(
        Database database, Caller caller, long id, SanctionState to, DateOnly? day, Func<Session, SanctionStanding, DateOnly, Task<Result<TFact>>> decide, CancellationToken ct) where TFact : IFact =>
        database.Write<Repeated<Sanction>>(caller, async session =>
        {
            if (await SanctionStanding.Of(session, id) is not { } standing) return Refusals.SanctionUnknown;
            var on = day ?? session.Today;
            if (standing.State == to && (day is null || standing.SteppedOn == on)) return session.Done(id, recorded: false);
            if (Refusal(standing, to, on, session.Today) is { } refusal) return refusal;
            var decided = await decide(session, standing, on);
            if (decided.Refusal is { } against) return against;
            await session.Record(decided.Required());
            return session.Done(id);
        }, Show, ct);

    public static Task<Repeated<Sanction>?> Show(Session session, Moment moment, Done done) => done.As(SanctionRow.Show(session, done.Id, moment));

    /// <summary>Why the step cannot be taken on that day, if it cannot.</summary>
    internal static Refusal? Refusal(SanctionStanding standing, SanctionState to, DateOnly on, DateOnly today)
    {
        var (_, member, from) = Steps[to];
        if (!from.Contains(standing.State))
        {
            var legal = Steps.Where(step => step.Value.From.Contains(standing.State)).Select(step => step.Value.Path).Distinct(StringComparer.Ordinal).ToList();
            return Refusals.SanctionStep.Because(
                $"The sanction is '{Parameters.Word(standing.State)}'; legal now: {(legal.Count is 0 ? "nothing" : string.Join(", ", legal))}.",
                $"处理状态为“{Labels.Of(standing.State).Zh}”,现可办理:{(legal.Count is 0 ? "无" : string.Join('、', legal))}。");
        }
        return CaseSteps.OutOfTurn(Refusals.SanctionStep, standing.SteppedOn, member, on, today);
    }

    /// <summary>From <paramref name="day"/> on the sanction is in another state.</summary>
    public static Task Move(Session session, long position, SanctionId sanction, DateOnly day, SanctionState state, params (string Column, object? Value)[] besides)
    {
        var set = new Dictionary<string, object?>(StringComparer.Ordinal) { ["stepped_on"] = day, ["state"] = Parameters.Word(state) };
        foreach (var (column, value) in besides)
            if (value is not null) set[column] = value switch { IId id => id.Value, Enum word => Parameters.Word(word), _ => value };
        return Tables.Sanction.Supersede(session, position, sanction.Value, now => now.Change(day, set));
    }

    /// <summary>201 for a step that was recorded, 200 for one that had been.</summary>
    public static IResult ToSanction(this Result<Repeated<Sanction>> result) => result.ToRepeated(seen => $"/api/v1/sanctions/{seen.Id.Value}");

    /// <summary>Maps a step: its body is <typeparamref name="TBody"/>, its answer the sanction as it is then.</summary>
    public static RouteHandlerBuilder MapSanctionStep<TBody>(this IEndpointRouteBuilder v1, string path, string useCase, string summary, Func<long, TBody, IRequest<Result<Repeated<Sanction>>>> request)
        where TBody : notnull => v1
        .MapPost($"/sanctions/{{id}}/{path}", async (Question<Whole> ask, Body<TBody> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(request(ask.Value.Id, body.Value), ct)).ToSanction())
        .Describes<Sanction>(useCase, "Accountability", $"{summary}; 200 where just that was recorded before", StatusCodes.Status201Created)
        .Takes<TBody>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.SanctionUnknown, Refusals.SanctionStep, Refusals.DayInFuture);
}
