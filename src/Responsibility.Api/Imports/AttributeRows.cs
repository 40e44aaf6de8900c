using System.Globalization;

namespace Responsibility.Api.Imports;

/// <summary>Rows of tags and numbers, each of one division from a day on.</summary>
internal sealed class AttributeRows(ImportParams parameters, string job, IValidator<StateAttribute> validator) : RowImporter(parameters, job)
{
    public override async Task<Result<Outcome>> Import(Session session, ImportFileRow row)
    {
        var members = Text(row, "division", "tag", "number", "validFrom", "validUntil", "document");
        if (row["value"] is { } text)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return Refusals.MemberType.At("value", text);
            members["value"] = value;
        }
        var match = await Find(session, row);
        var brought = await Bring<AttributeNoun, StateAttribute, AttributeStated, Divisions.Attribute>(
            session, members, match?.Id, match?.ValidFrom, validator);
        return brought.Match<Result<Outcome>>(b => new Outcome(b.Outcome), refusal => refusal);
    }

    /// <summary>What the division was said to be from that very day on.</summary>
    private static async Task<Known?> Find(Session session, ImportFileRow row)
    {
        var from = row["validFrom"] is { } text ? DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null : Period.BeforeRecords;
        if (from is null || row["division"] is not { } code || !DivisionCode.TryParse(code, out _)) return null;
        return await DivisionCodes.Meant(session, code, from.Value) is { } division
            ? await session.Find<Known>(FindSql, new { division = division.Id, name = row["tag"] ?? row["number"] ?? "", from })
            : null;
    }

    private sealed record Known
    {
        public long Id { get; init; }
        public DateOnly ValidFrom { get; init; }
    }

    private static readonly string FindSql =
        $"SELECT a.id, a.valid_from FROM attribute a WHERE a.division_id = @division AND a.name = @name AND a.valid_from = @from AND {Storage.Known.Now("a")}";
}
