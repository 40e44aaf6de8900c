using System.Text.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Imports;

/// <summary>What became of a row.</summary>
internal enum RowOutcome { Created, Updated, Unchanged }

/// <summary>Brings rows of one type in: through the same validators, decisions and facts as single requests.</summary>
internal abstract class RowImporter(ImportParams parameters, string job)
{
    protected ImportParams Parameters => parameters;

    /// <summary>Terms that were ended besides.</summary>
    public long Ended { get; protected set; }

    /// <summary>Records what the row says, or nothing and says why not.</summary>
    public abstract Task<Result<Outcome>> Import(Session session, ImportFileRow row);

    internal readonly record struct Outcome(RowOutcome Row);

    /// <summary>Creates a thing, or corrects the one that <paramref name="match"/> found in what the row states; a blank cell states nothing.</summary>
    /// <param name="members">The statement's members, as the row states them.</param>
    /// <param name="version">First day of the version that the row is about; its first one where absent.</param>
    protected async Task<Result<(long Id, RowOutcome Outcome)>> Bring<TNoun, TStatement, TCreation, TItem>(
        Session session, JsonObject members, long? match, DateOnly? version, IValidator<TStatement> validator)
        where TNoun : INoun<TStatement, TCreation, TItem>
        where TStatement : notnull
        where TCreation : ICreation
        where TItem : notnull
    {
        if (match is { } id) return await Correct<TNoun, TStatement, TCreation, TItem>(session, members, id, version, validator);
        if (parameters.ImportStrategy is ImportStrategy.Update) return Refusals.RowUnknown;
        using var json = JsonDocument.Parse(members.ToJsonString(ApiJson.Options));
        var read = JsonBody.Read<TStatement>(json.RootElement);
        if (read.Refusal is { } unreadable) return unreadable;
        if (Shape.Refusal(validator, read.Required()) is { } invalid) return invalid;
        var plan = await TNoun.Plan(session, read.Required(), null);
        return plan.Refusal is { } refusal ? refusal : (await session.Record(plan.Required()), RowOutcome.Created);
    }

    private async Task<Result<(long Id, RowOutcome Outcome)>> Correct<TNoun, TStatement, TCreation, TItem>(
        Session session, JsonObject members, long id, DateOnly? version, IValidator<TStatement> validator)
        where TNoun : INoun<TStatement, TCreation, TItem>
        where TStatement : notnull
        where TCreation : ICreation
        where TItem : notnull
    {
        var timeline = await TNoun.Table.Current(session, id);
        var now = (version is { } day ? timeline.On(day) : null) ?? timeline.Versions[0];
        var plan = await Revise.Plan<TNoun, TStatement, TCreation, TItem>(session, id, now, members, validator);
        if (plan.Refusal is { } refusal) return refusal;
        var (values, period) = (TNoun.Table.Values(plan.Required()), plan.Required().Period);
        var (open, personal) = Members.Difference(TNoun.Table, now.Values, values);
        if (open.Count is 0 && personal is null && period == now.Period) return (id, RowOutcome.Unchanged);
        if (parameters.ImportStrategy is ImportStrategy.Create) return Refusals.RowExists;
        if (!timeline.Correct(now.Period.From, period, values).IsSound) return Refusals.VersionsOverlap;
        await session.Record(new Corrected<TNoun>(id, now.Period.From, period.From, period.Until, open, personal, job));
        return (id, RowOutcome.Updated);
    }

    /// <summary>Members of those columns that the row states; <c>-</c> clears.</summary>
    protected static JsonObject Text(ImportFileRow row, params ReadOnlySpan<string> columns)
    {
        var members = new JsonObject();
        foreach (var column in columns)
            if (row[column] is { } text) members[column] = text is "-" ? null : text;
        return members;
    }

    /// <summary>The position that the row means: by id, name or alias, or by its title.</summary>
    protected static async Task<Result<string>> Position(Session session, ImportFileRow row)
    {
        var vocabulary = await RuleSets.RuleSetShelf.Vocabulary(session);
        var name = row["position"] ?? row["title"];
        if (name is null) return Refusals.MemberMissing.At("position");
        return vocabulary.FindPosition(name) is { } position ? position.Id : Refusals.PositionUnknown.At(row["position"] is null ? "title" : "position", name);
    }

    /// <summary>The organization of that name in the division, as held to be so now.</summary>
    protected static Task<long?> FindOrganization(Session session, DivisionId division, string name) => session.Find<long?>(
        $"SELECT o.id FROM organization o WHERE o.division_id = @division AND o.name = @name AND {Known.Now("o")} ORDER BY o.valid_from DESC LIMIT 1", new { division, name });

    protected static Task<long?> FindPost(Session session, long organization, string postPosition, string title) => session.Find<long?>(
        $"SELECT p.id FROM post p WHERE p.organization_id = @organization AND p.position = @postPosition AND p.title = @title AND {Known.Now("p")} ORDER BY p.valid_from DESC LIMIT 1",
        new { organization, postPosition, title });
}
