namespace Responsibility.Api.Divisions;

/// <summary>Decides what a stated change amounts to, records it, and then looks whether the register may hold that; whoever asks rolls back.</summary>
/// <param name="again">The change that is put right; null for a new one.</param>
internal sealed partial class DivisionChanges(Session session, ChangeDivision request, IValidator<EstablishDivision> validator, DivisionChanges.Again? again = null)
{
    private readonly long? change = again?.Change;
    private readonly List<DivisionId> established = [];

    /// <summary>What a change can be refused with.</summary>
    public static readonly Refusal[] Refused =
    [
        Refusals.Invalid, Refusals.DivisionUnknown, Refusals.DivisionNotInForce, Refusals.DivisionLevel, Refusals.DivisionCycle, Refusals.DivisionCodeTaken, Refusals.DivisionMove,
        Refusals.OrganizationUnknown, Refusals.OrganizationExists, Refusals.PostUnknown, Refusals.PostExists, Refusals.NotInForce, Refusals.InUse,
    ];

    /// <summary>A change that is put right.</summary>
    /// <param name="Kept">Divisions that it brought about before; they stay what they are.</param>
    internal sealed record Again(long Change, IReadOnlyCollection<DivisionId> Kept, string Reason);

    /// <summary>A change as recorded: its id, null where there was nothing to be changed, and the division that it is about.</summary>
    internal sealed record Recorded(long? Id, long Division);

    private DateOnly Day => request.EffectiveOn;

    private DateOnly DayBefore => request.EffectiveOn.AddDays(-1);

    public Task<Result<Recorded>> Record() => request.Type switch
    {
        DivisionChangeType.Establish => Establish(),
        DivisionChangeType.Abolish => Abolish(),
        DivisionChangeType.Split => Split(),
        DivisionChangeType.Merge => Merge(),
        _ => Alter(),
    };

    private async Task<Result<Recorded>> Establish()
    {
        var result = await New(request.Result!, "result");
        return result.Refusal is { } refusal ? refusal : new Recorded(result.Required().Value, result.Required().Value);
    }

    private async Task<Result<Recorded>> Alter()
    {
        if (await DivisionCodes.Meant(session, request.Division!, DayBefore) is not { } found) return Refusals.DivisionUnknown.At("division", request.Division);
        if ((await Tables.Division.Current(session, found.Id.Value)).On(Day) is not { } version) return Refusals.DivisionNotInForce.At("effectiveOn", Day);
        var parent = await Parent(request.Parent, "parent");
        if (parent.Refusal is { } unknown) return unknown;
        var (code, name, above) = Differing(version, request.Code, request.Name, parent.Required().Id);
        if (code is null && name is null && above is null) return new Recorded(null, found.Id.Value);

        var id = request.Type switch
        {
            DivisionChangeType.Rename => await session.Record(new DivisionRenamed(found.Id, Day, name!, request.Document, change)),
            DivisionChangeType.Reparent => await session.Record(new DivisionReparented(found.Id, Day, above!.Value, request.Document, change)),
            _ => await session.Record(new DivisionRecoded(found.Id, Day, code ?? (string)version.Values["code"]!, name, above, request.Document, change)),
        };
        return await DivisionChecks.Division(session, found.Id.Value, Day, ("code", request.Code), ("parent", request.Parent)) is { } refusal
            ? refusal
            : new Recorded(change ?? id, found.Id.Value);
    }

    private async Task<Result<Recorded>> Abolish()
    {
        if (await DivisionCodes.Meant(session, request.Division!, DayBefore) is not { } found) return Refusals.DivisionUnknown.At("division", request.Division);
        if ((await Tables.Division.Current(session, found.Id.Value)).Versions[^1].Period.Until == Day) return new Recorded(null, found.Id.Value);
        if (await Closing(found.Id.Value, "division") is { } refusal) return refusal;
        var moves = await DivisionMoves.Resolve(session, request, [found.Id]);
        if (moves.Refusal is { } unmoved) return unmoved;
        var id = await session.Record(new DivisionAbolished(found.Id, Day, request.Document, OrNull(moves.Required()), change));
        return await After([found.Id.Value], [], moves.Required()) is { } refused ? refused : new Recorded(change ?? id, found.Id.Value);
    }

    private async Task<Result<Recorded>> Split()
    {
        if (await DivisionCodes.Meant(session, request.Division!, DayBefore) is not { } found) return Refusals.DivisionUnknown.At("division", request.Division);
        if (await SameAsBefore([found.Id], request.Results!)) return new Recorded(null, found.Id.Value);
        if (await Standing(found.Id.Value, "division") is { } gone) return gone;
        List<ResultOf> results = [];
        foreach (var (index, result) in request.Results!.Index())
        {
            var one = await Result(result, [found], $"results/{index}");
            if (one.Refusal is { } refusal) return refusal;
            results.Add(one.Required());
        }
        var goesOn = results.Any(r => r.Id == found.Id);
        if (!goesOn && await Closing(found.Id.Value, "division") is { } later) return later;
        var moves = await DivisionMoves.Resolve(session, request, [found.Id], goesOn ? found.Id : null);
        if (moves.Refusal is { } unmoved) return unmoved;
        var self = results.Find(r => r.Id == found.Id);
        var id = await session.Record(new DivisionSplit(
            found.Id, Day, [.. results.Select(r => r.Id)], Established(results), self?.Name, self?.Parent, OrNull(moves.Required()), request.Document, change));
        var refused = await After(goesOn ? [] : [found.Id.Value], [.. results.Select((r, i) => (r, $"results/{i}"))], moves.Required());
        return refused is not null ? refused : new Recorded(change ?? id, found.Id.Value);
    }

    private async Task<Result<Recorded>> Merge()
    {
        List<DivisionCodes.Found> originals = [];
        foreach (var (index, code) in request.Originals!.Index())
        {
            if (await DivisionCodes.Meant(session, code, DayBefore) is not { } found) return Refusals.DivisionUnknown.At($"originals/{index}", code);
            originals.Add(found);
        }
        if (await SameAsBefore([.. originals.Select(o => o.Id)], [request.Result!]) && await DivisionCodes.Meant(session, request.Result!.Code, Day) is { } known)
            return new Recorded(null, known.Id.Value);
        var result = await Result(request.Result!, originals, "result");
        if (result.Refusal is { } refusal) return refusal;
        var (into, name, parent) = result.Required();
        // One that only takes another code, and perhaps another name, is the same division still; of another level it is another.
        if (originals is [var only] && (into == only.Id || (established.Contains(into) && only.Level == request.Result!.Level)))
            return Refusals.Invalid.Because("One division that takes another code is a recode.", "单个区划变更代码应登记为变更代码。").At("originals");
        foreach (var (index, original) in originals.Index())
            if (await (original.Id == into ? Standing(into.Value, $"originals/{index}") : Closing(original.Id.Value, $"originals/{index}")) is { } gone) return gone;
        var moves = await DivisionMoves.Resolve(session, request, [.. originals.Select(o => o.Id)], into);
        if (moves.Refusal is { } unmoved) return unmoved;
        var id = await session.Record(new DivisionsMerged(
            [.. originals.Select(o => o.Id)], Day, into, Established([result.Required()]), name, parent, OrNull(moves.Required()), request.Document, change));
        var refused = await After([.. originals.Where(o => o.Id != into).Select(o => o.Id.Value)], [(result.Required(), "result")], moves.Required());
        return refused is not null ? refused : new Recorded(change ?? id, into.Value);
    }
}
