using System.Globalization;

namespace Responsibility;

/// <summary>Why a request was not carried out. <paramref name="Code"/> is public API and never changes.</summary>
public sealed record Refusal(string Code, int Status, Text Title)
{
    /// <summary>What was wrong with this request in particular.</summary>
    public Text? Detail { get; init; }

    /// <summary>The members at fault.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>The same refusal, pointing at one member and the value that it had.</summary>
    /// <param name="member">Name of the member or query parameter, in camelCase.</param>
    /// <param name="value">What was given.</param>
    public Refusal At(string member, object? value = null) =>
        this with { Faults = [.. Faults, new Fault($"/{member}", Code, Detail ?? Title, Written(value))] };

    private static string? Written(object? value) => value is DateOnly day
        ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture);

    /// <summary>The same refusal with its particulars.</summary>
    public Refusal Because(string en, string zh) => this with { Detail = new Text(en, zh) };
}

/// <summary>One member, and what is wrong with it.</summary>
/// <param name="Pointer">JSON Pointer to the member, or <c>/</c> and the name of a query parameter.</param>
/// <param name="Code">Stable code of the fault.</param>
/// <param name="Detail">The fault in words.</param>
/// <param name="Value">The value that was given, if any.</param>
/// <param name="Row">Line of the file, in an import.</param>
public sealed record Fault(string Pointer, string Code, Text Detail, string? Value = null, long? Row = null);
