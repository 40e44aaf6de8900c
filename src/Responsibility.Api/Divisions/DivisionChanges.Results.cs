using System.Text.Json.Nodes;

namespace Responsibility.Api.Divisions;

/// <summary>What a split or a merge results in, and what must hold before and after.</summary>
internal sealed partial class DivisionChanges
{
    /// <summary>A division that results.</summary>
    /// <param name="Name">Its new name, where it went on and takes one.</param>
    /// <param name="Parent">What it comes under, where it went on and that changes.</param>
    private sealed record ResultOf(DivisionId Id, string? Name, DivisionId? Parent)
    {
        public void Deconstruct(out DivisionId id, out string? name, out DivisionId? parent) => (id, name, parent) = (Id, Name, Parent);
    }

    private sealed record Above(DivisionId? Id);

    /// <summary>One of the originals that goes on, another division that takes them in, or a new one.</summary>
    private async Task<Result<ResultOf>> Result(NewDivision result, IReadOnlyList<DivisionCodes.Found> originals, string member)
    {
        if (Invalid(result, member, parentMayStay: true) is { } invalid) return invalid;
        var code = DivisionCode.Parse(result.Code).Value;
        foreach (var original in originals)
        {
            var version = (await Tables.Division.Current(session, original.Id.Value)).On(Day);
            if (original.Code == code || Equals(version?.Values["code"], code)) return await GoesOn(original, version, result, member);
        }
        if (await DivisionCodes.Meant(session, code, Day) is { } other && other.ValidFrom <= Day && Day < other.ValidUntil) return await TakesIn(other, result, member);
        return (await New(result, member)).Match<Result<ResultOf>>(id => new ResultOf(id, null, null), refusal => refusal);
    }

    /// <summary>Another division is meant only by its own name, level and parent; one that the change itself brought about may be put right with it.</summary>
    private async Task<Result<ResultOf>> TakesIn(DivisionCodes.Found other, NewDivision result, string member)
    {
        var version = (await Tables.Division.Current(session, other.Id.Value)).On(Day)!;
        var parent = await Parent(result.Parent, $"{member}/parent");
        if (parent.Refusal is { } unknown) return unknown;
        var (_, name, above) = Differing(version, null, result.Name, parent.Required().Id);
        if (other.Level == result.Level && name is null && above is null) return new ResultOf(other.Id, null, null);
        if (other.Level != result.Level || again?.Kept.Contains(other.Id) is not true) return Refusals.DivisionCodeTaken.At($"{member}/code", result.Code);
        var set = new JsonObject();
        if (name is not null) set["name"] = name;
        if (above is { } to) set["parent"] = to.Value;
        await session.Record(new Corrected<DivisionNoun>(other.Id.Value, version.Period.From, version.Period.From, version.Period.Until, set, null, again.Reason));
        return new ResultOf(other.Id, null, null);
    }

    private async Task<Result<ResultOf>> GoesOn(DivisionCodes.Found original, TimelineVersion? version, NewDivision result, string member)
    {
        if (version is null) return Refusals.DivisionNotInForce.At($"{member}/code", result.Code);
        if (original.Level != result.Level) return Refusals.DivisionLevel.At($"{member}/level", Parameters.Word(result.Level));
        var parent = await Parent(result.Parent, $"{member}/parent");
        if (parent.Refusal is { } unknown) return unknown;
        var (_, name, above) = Differing(version, null, result.Name, parent.Required().Id);
        return new ResultOf(original.Id, name, above);
    }

    private async Task<Result<DivisionId>> New(NewDivision result, string member)
    {
        if (Invalid(result, member, parentMayStay: false) is { } invalid) return invalid;
        var plan = await DivisionNoun.Plan(session, Statement(result), null);
        if (plan.Refusal is { } refusal) return Within(refusal, member);
        var id = new DivisionId(await session.Record(plan.Required()));
        established.Add(id);
        return await DivisionChecks.Division(session, id.Value, Day, ($"{member}/code", result.Code), ($"{member}/parent", result.Parent)) is { } broken ? broken : id;
    }

    private Refusal? Invalid(NewDivision result, string member, bool parentMayStay)
    {
        var statement = Statement(result);
        if (parentMayStay && statement is { Parent: null, Level: not Level.Province }) statement = statement with { Parent = statement.Code };
        return Shape.Refusal(validator, statement) is { } invalid ? Within(invalid, member) : null;
    }

    private EstablishDivision Statement(NewDivision result) => new(result.Code, result.Name, result.Level, result.Parent, Day, request.Document);

    private static Refusal Within(Refusal refusal, string member) => refusal with { Faults = [.. refusal.Faults.Select(f => f with { Pointer = $"/{member}{f.Pointer}" })] };

    private async Task<Result<Above>> Parent(string? code, string member)
    {
        if (code is null) return new Above(null);
        return await DivisionCodes.Meant(session, code, Day) is { } found ? new Above(found.Id) : Refusals.DivisionUnknown.At(member, code);
    }

    /// <summary>What is given and not so already.</summary>
    private static (string? Code, string? Name, DivisionId? Parent) Differing(TimelineVersion version, string? code, string? name, DivisionId? parent)
    {
        var whole = code is null ? null : DivisionCode.Parse(code).Value;
        return (Equals(version.Values["code"], whole) ? null : whole, Equals(version.Values["name"], name) ? null : name, Equals(version.Values["parent_id"], parent?.Value) ? null : parent);
    }

    /// <summary>Whether this very change was recorded before.</summary>
    private async Task<bool> SameAsBefore(IReadOnlyList<DivisionId> originals, IReadOnlyList<NewDivision> results)
    {
        if (change is not null) return false;
        var links = 0;
        foreach (var result in results)
        {
            if (!DivisionCode.TryParse(result.Code, out _) || await DivisionCodes.Meant(session, result.Code, Day) is not { } found) return false;
            foreach (var original in originals.Where(o => o != found.Id))
            {
                if (await session.Get<long>(SameSql, new { original, found.Id, Day, request.Document }) is 0) return false;
                links++;
            }
        }
        return links > 0;
    }

    /// <summary>A division that goes on exists the day before and from then on.</summary>
    private async Task<Refusal?> Standing(long id, string member)
    {
        var timeline = await Tables.Division.Current(session, id);
        return timeline.On(DayBefore) is null || timeline.Versions[^1].Period.Until <= DayBefore ? Refusals.DivisionNotInForce.At(member, Day) : null;
    }

    /// <summary>A division that closes exists the day before, does not end that day already, and nothing that is known of it presumes that it went on.</summary>
    private async Task<Refusal?> Closing(long id, string member)
    {
        var timeline = await Tables.Division.Current(session, id);
        return timeline.On(DayBefore) is null || timeline.Versions[^1].Period.Until <= Day
            ? Refusals.DivisionNotInForce.At(member, Day)
            : await DivisionChecks.NothingLater(session, id, Day, member);
    }

    private async Task<Refusal?> After(IReadOnlyList<long> closed, IReadOnlyList<(ResultOf Result, string Member)> results, IReadOnlyList<DivisionMove> moves)
    {
        foreach (var (index, move) in moves.Index())
            if (await DivisionChecks.Moved(session, move, Day, $"moves/{index}") is { } misplaced) return misplaced;
        foreach (var id in closed)
            if (await DivisionChecks.Closed(session, id, Day, request.Originals is null ? "division" : "originals") is { } open) return open;
        foreach (var (result, member) in results.Where(r => r.Result is not { Name: null, Parent: null }))
            if (await DivisionChecks.Division(session, result.Id.Value, Day, ($"{member}/code", null), ($"{member}/parent", null)) is { } broken) return broken;
        return null;
    }

    /// <summary>The results that only this change brings about.</summary>
    private IReadOnlyList<DivisionId>? Established(IReadOnlyList<ResultOf> results) => OrNull([.. results.Select(r => r.Id).Where(id => established.Contains(id) || again?.Kept.Contains(id) is true)]);

    /// <summary>A fact says nothing of what there is none of.</summary>
    private static IReadOnlyList<T>? OrNull<T>(IReadOnlyList<T> list) => list.Count is 0 ? null : [.. list];

    private static readonly string SameSql =
        $"""
        SELECT count(*) FROM division_lineage l JOIN division_change c ON c.id = l.change_id AND {Known.Now("c")}
         WHERE l.predecessor_id = @original AND l.successor_id = @Id AND {Known.Now("l")} AND l.effective_on = @Day AND c.document = @Document
        """;
}
