using System.Globalization;
using System.Text.Json;

namespace Responsibility.Cli.Generation;

/// <summary>One row of one of the files of a sample.</summary>
internal abstract record Row
{
    public abstract IEnumerable<string?> Fields();

    protected static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    protected static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>An official, a body, a post and a term, all in one row, as rosters are in real life.</summary>
internal sealed record RosterRow(Seat Seat, Term Term) : Row
{
    public const string Header = "staffNumber,name,division,organization,organizationKind,position,title,kind,validFrom,validUntil,document,documentDate,phone,dispatchedBy";

    public override IEnumerable<string?> Fields() =>
    [
        Term.Official.StaffNumber, Term.Official.Name, Seat.Body.Division, Seat.Body.Name, Word(Seat.Body.Kind), Seat.Position, Seat.Title, Word(Term.Kind),
        Day(Term.From), Day(Term.Until), Term.Document, Day(Term.DocumentDate), Term.Official.Phone, Term.DispatchedBy,
    ];
}

/// <summary>A tag, or a number with its value: never both.</summary>
internal sealed record AttributeRow(string Division, string? Tag, string? Number, int? Value, DateOnly From, DateOnly? Until, string? Document) : Row
{
    public const string Header = "division,tag,number,value,validFrom,validUntil,document";

    public static AttributeRow Tagged(Division division, string tag, DateOnly from, DateOnly? until, string document) =>
        new(division.Code, tag, null, null, from, until, document);

    public override IEnumerable<string?> Fields() => [Division, Tag, Number, Value?.ToString(CultureInfo.InvariantCulture), Day(From), Day(Until), Document];
}

/// <summary>What a post or, without <paramref name="Seat"/>, a body is in charge of (分管): a programme or a department.</summary>
internal sealed record PortfolioRow(Body Body, Seat? Seat, string? Programme, string? Department, DateOnly From, DateOnly? Until, string Document) : Row
{
    public const string Header = "bearerDivision,organization,position,title,programme,department,validFrom,validUntil,document";

    public override IEnumerable<string?> Fields() =>
        [Body.Division, Body.Name, Seat?.Position, Seat?.Title, Programme, Department, Day(From), Day(Until), Document];
}

/// <summary>The division that a post or, without <paramref name="Seat"/>, a body is linked to (联系).</summary>
internal sealed record ContactRow(Body Body, Seat? Seat, string Division, DateOnly From, DateOnly? Until, string Document) : Row
{
    public const string Header = "bearerDivision,organization,position,title,division,validFrom,validUntil,document";

    public override IEnumerable<string?> Fields() =>
        [Body.Division, Body.Name, Seat?.Position, Seat?.Title, Division, Day(From), Day(Until), Document];
}

/// <summary>A body in a division.</summary>
internal sealed record Body(string Division, OrganizationKind Kind, string Name);

/// <summary>A post of a body; capacity is 1 throughout.</summary>
internal sealed record Seat(Body Body, string Position, string Title);
