using System.Globalization;

namespace Responsibility.Api.Accountability;

/// <summary>How a case stands now by its own steps, leaving aside those of its sanctions.</summary>
internal sealed record CaseStanding
{
    public CaseId Id { get; init; }
    public CaseState State { get; init; }
    public DateOnly ValidFrom { get; init; }

    public static Task<CaseStanding?> Of(Session session, long id) =>
        session.Find<CaseStanding>($"SELECT c.id, c.state, c.valid_from FROM accountability_case c WHERE c.id = @id AND {Known.Now("c")} ORDER BY c.valid_from DESC LIMIT 1", new { id });
}

/// <summary>The steps of cases themselves: investigated, closed.</summary>
internal static class CaseSteps
{
    /// <summary>Takes a step, unless just that was taken before.</summary>
    public static Task<Result<Repeated<AccountabilityCase>>> Take<TFact>(
        Database database, Caller caller, long id, CaseState to, string member, DateOnly? day, Func<Session, CaseStanding, DateOnly, Task<Result<TFact>>> decide, CancellationToken ct) where TFact : IFact =>
        database.Write<Repeated<AccountabilityCase>>(caller, async session =>
        {
            if (await CaseStanding.Of(session, id) is not { } standing) return Refusals.CaseUnknown with { Status = StatusCodes.Status404NotFound };
            var on = day ?? session.Today;
            if (standing.State == to && (day is null || standing.ValidFrom == on)) return session.Done(id, recorded: false);
            if (Refusal(standing, to, member, on, session.Today) is { } refusal) return refusal;
            var decided = await decide(session, standing, on);
            if (decided.Refusal is { } against) return against;
            await session.Record(decided.Required());
            return session.Done(id);
        }, (session, moment, done) => done.As(CaseRow.Show(session, done.Id, moment)), ct);

    internal static Refusal? Refusal(CaseStanding standing, CaseState to, string member, DateOnly on, DateOnly today) =>
        standing.State is CaseState.Closed || (to is CaseState.Investigated && standing.State is not CaseState.Opened) ? Illegal(standing.State, to)
        : OutOfTurn(Refusals.CaseStep, standing.ValidFrom, member, on, today);

    /// <summary>Why a step cannot be taken on a day by what has been so since another; the same for cases and their sanctions.</summary>
    /// <param name="illegal">How a step is refused that does not fit.</param>
    public static Refusal? OutOfTurn(Refusal illegal, DateOnly since, string member, DateOnly on, DateOnly today) =>
        on > today ? Refusals.DayInFuture.At(member, on)
        : on < since ? illegal.Because($"It has been so since {Iso(since)}; a step cannot precede that day.", $"自 {Iso(since)} 起处于当前状态,环节不能早于该日。").At(member, on)
        : null;

    public static Refusal Illegal(CaseState state, CaseState needed) => Refusals.CaseStep.Because(
        $"The case is '{Parameters.Word(state)}'; '{Parameters.Word(needed)}' is not possible, or comes first.", $"案件状态为“{Labels.Of(state).Zh}”,须先办理或不能办理“{Labels.Of(needed).Zh}”。");

    /// <summary>From <paramref name="day"/> on the case is in another state.</summary>
    public static Task Move(Session session, long position, CaseId @case, DateOnly day, CaseState state, string column, string? text) =>
        Tables.Case.Supersede(session, position, @case.Value, now => now.Change(day, new Dictionary<string, object?>(StringComparer.Ordinal) { ["state"] = Parameters.Word(state), [column] = text }));

    /// <summary>Maps a step: its body is <typeparamref name="TBody"/>, its answer the case as it is then.</summary>
    public static RouteHandlerBuilder MapCaseStep<TBody>(this IEndpointRouteBuilder v1, string path, string useCase, string summary, Func<long, TBody, IRequest<Result<Repeated<AccountabilityCase>>>> request)
        where TBody : notnull => v1
        .MapPost($"/accountability-cases/{{id}}/{path}", async (Question<Whole> ask, Body<TBody> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(request(ask.Value.Id, body.Value), ct)).ToRepeated(seen => $"/api/v1/accountability-cases/{seen.Id.Value}"))
        .Describes<AccountabilityCase>(useCase, "Accountability", $"{summary}; 200 where just that was recorded before", StatusCodes.Status201Created)
        .Takes<TBody>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.CaseUnknown with { Status = 404 }, Refusals.CaseStep, Refusals.DayInFuture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
