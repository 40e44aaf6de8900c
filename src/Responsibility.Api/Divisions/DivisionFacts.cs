namespace Responsibility.Api.Divisions;

internal sealed record DivisionRenamed(DivisionId Division, DateOnly EffectiveOn, string Name, string Document, long? Change = null) : IFact
{
    public static string Kind => "divisionRenamed/1";

    public async Task Apply(Session session, long position)
    {
        await Changing.Set(session, position, Division, EffectiveOn, name: Name);
        await Changing.Note(session, position, Change, new(DivisionChangeType.Rename, Division, EffectiveOn, Document));
    }
}

/// <param name="Name">Its name, where that changes with the code.</param>
/// <param name="Parent">What it comes under, where that changes with the code.</param>
internal sealed record DivisionRecoded(DivisionId Division, DateOnly EffectiveOn, string Code, string? Name, DivisionId? Parent, string Document, long? Change = null) : IFact
{
    public static string Kind => "divisionRecoded/1";

    public async Task Apply(Session session, long position)
    {
        await Changing.Set(session, position, Division, EffectiveOn, Code, Name, Parent);
        await Changing.Note(session, position, Change, new(DivisionChangeType.Recode, Division, EffectiveOn, Document));
    }
}

internal sealed record DivisionReparented(DivisionId Division, DateOnly EffectiveOn, DivisionId Parent, string Document, long? Change = null) : IFact
{
    public static string Kind => "divisionReparented/1";

    public async Task Apply(Session session, long position)
    {
        await Changing.Set(session, position, Division, EffectiveOn, parent: Parent);
        await Changing.Note(session, position, Change, new(DivisionChangeType.Reparent, Division, EffectiveOn, Document));
    }
}

internal sealed record DivisionAbolished(DivisionId Division, DateOnly EffectiveOn, string Document, IReadOnlyList<DivisionMove>? Moves = null, long? Change = null) : IFact
{
    public static string Kind => "divisionAbolished/1";

    public async Task Apply(Session session, long position)
    {
        await Changing.Move(session, position, EffectiveOn, Moves);
        await Changing.Close(session, position, Division, EffectiveOn, Document);
        await Changing.Note(session, position, Change, new(DivisionChangeType.Abolish, Division, EffectiveOn, Document));
    }
}

/// <summary>A division is split; it goes on where it is one of the results.</summary>
/// <param name="Results">What comes of it; those that are new were established by facts just before.</param>
/// <param name="Established">Which of them are new.</param>
/// <param name="Name">The new name of the division itself, where it goes on under one.</param>
/// <param name="Parent">What it then comes under, where that changes.</param>
internal sealed record DivisionSplit(
    DivisionId Division, DateOnly EffectiveOn, IReadOnlyList<DivisionId> Results, IReadOnlyList<DivisionId>? Established, string? Name, DivisionId? Parent,
    IReadOnlyList<DivisionMove>? Moves, string Document, long? Change = null) : IFact
{
    public static string Kind => "divisionSplit/1";

    public async Task Apply(Session session, long position)
    {
        await Changing.Move(session, position, EffectiveOn, Moves);
        if (Results.Contains(Division)) await Changing.Set(session, position, Division, EffectiveOn, null, Name, Parent);
        else await Changing.Close(session, position, Division, EffectiveOn, Document);
        await Changing.Note(session, position, Change, new(DivisionChangeType.Split, Division, EffectiveOn, Document));
        foreach (var result in Results.Where(r => r != Division)) await Changing.Link(session, position, Change, EffectiveOn, Division, result);
    }

    internal static readonly string LinkSql =
        $"""
        INSERT INTO division_lineage (predecessor_id, successor_id, known_from, known_until, effective_on, change_id)
        VALUES (@predecessor, @successor, @position, {Known.Open}, @day, @change)
        """;
}

/// <summary>Divisions become one; one of them goes on where it is the result.</summary>
/// <param name="Result">What they become; where it is new it was established by the fact just before.</param>
/// <param name="Established">The result, where it is new.</param>
/// <param name="Name">The new name of the result, where it went on and takes one.</param>
/// <param name="Parent">What it then comes under, where that changes.</param>
internal sealed record DivisionsMerged(
    IReadOnlyList<DivisionId> Originals, DateOnly EffectiveOn, DivisionId Result, IReadOnlyList<DivisionId>? Established, string? Name, DivisionId? Parent,
    IReadOnlyList<DivisionMove>? Moves, string Document, long? Change = null) : IFact
{
    public static string Kind => "divisionsMerged/1";

    public async Task Apply(Session session, long position)
    {
        await Changing.Move(session, position, EffectiveOn, Moves);
        await Changing.Set(session, position, Result, EffectiveOn, null, Name, Parent);
        foreach (var original in Originals.Where(o => o != Result)) await Changing.Close(session, position, original, EffectiveOn, Document);
        await Changing.Note(session, position, Change, new(DivisionChangeType.Merge, Result, EffectiveOn, Document));
        foreach (var original in Originals.Where(o => o != Result)) await Changing.Link(session, position, Change, EffectiveOn, original, Result);
    }
}

/// <summary>A change never was: what it wrote is held to be so no longer, and what it ended or moved is again as it was.</summary>
/// <param name="Established">Divisions that only it brought about; they never were either.</param>
internal sealed record DivisionChangeRetracted(long Change, IReadOnlyList<DivisionId>? Established, [property: Personal] string? Reason) : IFact
{
    public static string Kind => "divisionChangeRetracted/1";

    public async Task Apply(Session session, long position)
    {
        await Undo(session, position, Change);
        foreach (var division in Established ?? []) await Tables.Division.Supersede(session, position, division.Value, _ => new Timeline([]));
    }

    /// <summary>Takes back what the change wrote, wherever its cascade and its moves reached.</summary>
    internal static async Task Undo(Session session, long position, long change)
    {
        var written = (await Undoing.Written(session, change))!.Value;
        foreach (var (table, id) in await Undoing.By(session, change, written)) await table.Undo(session, position, id, written);
        await session.Write($"UPDATE division_lineage SET known_until = @position WHERE change_id = @change AND known_until = {Known.Open}", new { position, change });
        await Tables.DivisionChange.Supersede(session, position, change, _ => new Timeline([]));
    }
}

/// <summary>A change was other than recorded: what it wrote is held to be so no longer; how it was is told by the facts that follow, under the same id.</summary>
internal sealed record DivisionChangeCorrected(long Change, [property: Personal] string? Reason) : IFact
{
    public static string Kind => "divisionChangeCorrected/1";

    public Task Apply(Session session, long position) => DivisionChangeRetracted.Undo(session, position, Change);
}

/// <summary>Something of a division that goes elsewhere with all that rests on it: a division to another above it, a body to a division, a post to a body.</summary>
internal sealed record DivisionMove(DivisionId? Division = null, OrganizationId? Organization = null, PostId? Post = null, DivisionId? To = null, OrganizationId? ToOrganization = null)
{
    /// <summary>The table of what goes, its id, and the column that says where it is.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public (VersionTable Table, long Thing, string Column, long To) What => this switch
    {
        { Division: { } division } => (Tables.Division, division.Value, "parent_id", To!.Value.Value),
        { Organization: { } organization } => (Tables.Organization, organization.Value, "division_id", To!.Value.Value),
        _ => (Tables.Post, Post!.Value.Value, "organization_id", ToOrganization!.Value.Value),
    };

    /// <summary>The first day on which it is elsewhere: that of the change, or its own first where it begins later.</summary>
    public static DateOnly From(Timeline timeline, DateOnly day) =>
        timeline.On(day) is null && timeline.Versions.FirstOrDefault(v => v.Period.From > day) is { } later ? later.Period.From : day;
}

/// <summary>What changes of divisions do to the tables.</summary>
internal static class Changing
{
    /// <summary>A change as its row tells of it.</summary>
    internal sealed record Noted(DivisionChangeType Type, DivisionId Division, DateOnly EffectiveOn, string Document);

    public static async Task Set(Session session, long position, DivisionId division, DateOnly day, string? code = null, string? name = null, DivisionId? parent = null)
    {
        var set = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (code is not null) set["code"] = code;
        if (name is not null) set["name"] = name;
        if (parent is { } above) set["parent_id"] = above.Value;
        if (set.Count > 0) await Tables.Division.Supersede(session, position, division.Value, now => now.Change(day, set));
    }

    public static async Task Move(Session session, long position, DateOnly day, IReadOnlyList<DivisionMove>? moves)
    {
        foreach (var (table, thing, column, to) in (moves ?? []).Select(m => m.What))
            await table.Supersede(session, position, thing, now => now.Change(DivisionMove.From(now, day), new Dictionary<string, object?>(StringComparer.Ordinal) { [column] = to }));
    }

    /// <summary>Ends a division, and with it what has not been moved away before.</summary>
    public static async Task Close(Session session, long position, DivisionId division, DateOnly day, string document)
    {
        await Ending.End(Tables.Division, session, position, division.Value, day, document, null);
        await DivisionNoun.EndDependents(session, position, division.Value, day);
    }

    public static Task Note(Session session, long position, long? change, Noted noted) => Tables.DivisionChange.Supersede(session, position, change ?? position, _ => new Timeline(
    [
        new(new Period(noted.EffectiveOn, Period.Open), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = Parameters.Word(noted.Type),
            ["division_id"] = noted.Division.Value,
            ["document"] = noted.Document,
        }),
    ]));

    public static Task Link(Session session, long position, long? change, DateOnly day, DivisionId predecessor, DivisionId successor) =>
        session.Write(DivisionSplit.LinkSql, new { predecessor, successor, position, day, change = change ?? position });
}
