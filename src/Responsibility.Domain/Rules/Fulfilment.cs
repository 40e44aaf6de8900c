namespace Responsibility.Rules;

/// <summary>A condition that is true of a place on a day: since when without a break, and on which rows it rests.</summary>
internal sealed record Fulfilment(DateOnly Since, IReadOnlyList<long> Ledger)
{
    private static readonly Fulfilment Unconditional = new(Period.BeforeRecords, []);

    /// <summary>Null where the condition is not true that day.</summary>
    public static Fulfilment? Of(Condition? condition, IEnumerable<AttributeRow> attributes, DateOnly asOf)
    {
        if (condition is null) return Unconditional;
        var rows = attributes.Where(condition.IsMetBy).Where(row => row.ValidFrom <= asOf && row.ValidFrom < row.ValidUntil).ToList();
        var valid = rows.FindAll(row => asOf < row.ValidUntil);
        return valid.Count is 0 ? null : new Fulfilment(StartOfRun(rows, valid.Min(row => row.ValidFrom)), [.. valid.Select(row => row.Ledger)]);
    }

    /// <summary>Goes back from row to row as long as each reaches the start of the run found so far: rows that touch leave no day between them.</summary>
    private static DateOnly StartOfRun(IEnumerable<AttributeRow> rows, DateOnly start)
    {
        foreach (var row in rows.OrderByDescending(row => row.ValidUntil))
        {
            if (row.ValidUntil < start) break;
            if (row.ValidFrom < start) start = row.ValidFrom;
        }
        return start;
    }
}
