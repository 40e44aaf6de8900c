namespace Responsibility.Api.Imports;

/// <summary>Rows of divisions; a new name, code or parent is a division change, not an import.</summary>
internal sealed class DivisionRows(ImportParams parameters, string job, IValidator<EstablishDivision> validator) : RowImporter(parameters, job)
{
    public override async Task<Result<Outcome>> Import(Session session, ImportFileRow row)
    {
        var members = Text(row, "code", "name", "level", "validFrom", "validUntil", "document");
        if (row["parent_code"] is { } parent) members["parent"] = parent;
        if (row["code"] is { } code && DivisionCode.TryParse(code, out var parsed))
        {
            var known = await session.List<Version>(KnownSql, new { code = parsed.Value });
            if (known.Count > 0) return await Same(session, row, known);
        }
        var brought = await Bring<DivisionNoun, EstablishDivision, DivisionEstablished, Division>(session, members, null, null, validator);
        return brought.Match<Result<Outcome>>(b => new Outcome(b.Outcome), refusal => refusal);
    }

    /// <summary>Whether the division ever was what the row says; a row says nothing of when.</summary>
    private async Task<Result<Outcome>> Same(Session session, ImportFileRow row, IReadOnlyList<Version> known)
    {
        if (Parameters.ImportStrategy is ImportStrategy.Create) return Refusals.DivisionCodeTaken.At("code", row["code"]);
        var parent = row["parent_code"] is { } code && DivisionCode.TryParse(code, out _) ? await DivisionCodes.Meant(session, code, Period.BeforeRecords) : null;
        if (row["parent_code"] is not null && parent is null) return Refusals.DivisionUnknown.At("parent_code", row["parent_code"]);
        foreach (var (column, says) in new (string, Func<Version, bool>)[]
        {
            ("name", v => row["name"] is null || v.Name == row["name"]),
            ("level", v => row["level"] is null || Word(v.Level) == row["level"]),
            ("parent_code", v => parent is null || v.ParentId == parent.Id.Value),
        })
            if (!known.Any(says)) return Refusals.UseDivisionChange.At(column, row[column]);
        return new Outcome(RowOutcome.Unchanged);
    }

    private static string Word(Level level) => Storage.Parameters.Word(level);

    private sealed record Version
    {
        public required string Name { get; init; }
        public Level Level { get; init; }
        public long? ParentId { get; init; }
    }

    private static readonly string KnownSql = $"SELECT d.name, d.level, d.parent_id FROM division d WHERE d.code = @code AND {Known.Now("d")}";
}
