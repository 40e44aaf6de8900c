namespace Responsibility.Api.Lifecycle;

/// <summary>It ends on a day.</summary>
/// <param name="ValidUntil">First day on which it is no more.</param>
/// <param name="Document">The document that says so.</param>
/// <param name="Reason">Why it ends.</param>
/// <example>{"validUntil": "2017-07-09", "document": "豫组干〔2017〕12号", "reason": "另有任用"}</example>
public sealed record EndBody(DateOnly ValidUntil, string? Document = null, string? Reason = null);

internal sealed record End<TNoun, TItem>(long Id, EndBody Body) : IRequest<Result<Seen<TItem>>> where TItem : notnull;

internal sealed class EndBodyValidator : AbstractValidator<EndBody>
{
    public EndBodyValidator()
    {
        RuleFor(e => e.Document).DocumentNumber();
        RuleFor(e => e.Reason).MaximumLength(Rules.TextLength);
    }
}

internal sealed class EndHandler<TNoun, TStatement, TCreation, TItem>(Database database, Caller caller, IValidator<EndBody> validator)
    : IRequestHandler<End<TNoun, TItem>, Result<Seen<TItem>>>
    where TNoun : INoun<TStatement, TCreation, TItem>
    where TStatement : notnull
    where TCreation : ICreation
    where TItem : notnull
{
    public async Task<Result<Seen<TItem>>> Handle(End<TNoun, TItem> request, CancellationToken ct)
    {
        if (Shape.Refusal(validator, request.Body) is { } invalid) return invalid;
        var until = request.Body.ValidUntil;
        return await database.Write<Seen<TItem>>(caller, async session =>
        {
            var timeline = await TNoun.Table.Current(session, request.Id);
            if (timeline.Versions.Count is 0) return TNoun.Unknown with { Status = StatusCodes.Status404NotFound };
            var end = timeline.Versions[^1].Period.Until;
            if (until > end || until <= timeline.Versions[0].Period.From)
                return Refusals.NotInForce.Because("It ends by then, or has not begun.", "届时已终止或尚未开始。").At("validUntil", until);
            if (until < end) await session.Record(new Ended<TNoun>(request.Id, until, request.Body.Document, request.Body.Reason));
            if (await TNoun.Check(session, request.Id) is { } broken) return broken;
            return session.Done(request.Id, until.AddDays(-1));
        }, (session, moment, done) => TNoun.Show(session, done.Id, moment), ct);
    }
}
