using System.Globalization;
using System.Text;

namespace Responsibility.Api.Http;

/// <summary>A list in the making: a SELECT with its two dates, the filters that were asked for, a stable order, and a page.</summary>
/// <param name="session">The snapshot.</param>
/// <param name="select">SELECT … FROM … WHERE with the predicates of time; filters are added with AND.</param>
/// <param name="key">The column, unique at any moment, by which the list is ordered.</param>
internal sealed class Listing(Session session, string select, string key)
{
    private readonly List<string> conditions = [];
    private readonly Dictionary<string, object?> parameters = new(StringComparer.Ordinal);

    public static async Task<Result<Page<TItem>>> Ask<TQuestion, TItem>(
        Database database, TQuestion question, Func<Session, Moment, Task<Result<Page<TItem>>>> list, CancellationToken ct)
        where TQuestion : IListing
    {
        var at = new At(question.AsOf, question.KnownAt);
        if (question.Cursor is { } text)
        {
            var cursor = Cursor.Parse(text, Cursor.Of(question));
            if (cursor.Refusal is { } refusal) return refusal;
            at = new At(cursor.Required().AsOf, $"pos:{cursor.Required().KnownAt.ToString(CultureInfo.InvariantCulture)}");
        }
        return await database.Ask(at, list, ct);
    }

    /// <summary>Adds a condition where <paramref name="value"/> was given.</summary>
    public Listing Where(string condition, string parameter, object? value)
    {
        if (value is null) return this;
        conditions.Add(condition);
        parameters.Add("@" + parameter, value);
        return this;
    }

    /// <summary>A parameter of which no condition of the list speaks.</summary>
    public Listing With(string parameter, object value)
    {
        parameters.Add("@" + parameter, value);
        return this;
    }

    public Listing Where(string condition)
    {
        conditions.Add(condition);
        return this;
    }

    /// <summary>Parameters of conditions; one that is there already has the same value.</summary>
    public Listing With(IEnumerable<(string Name, object? Value)> more)
    {
        foreach (var (name, value) in more) parameters.TryAdd(name, value);
        return this;
    }

    /// <summary>Any one of <paramref name="values"/>; no condition where none was given.</summary>
    public Listing In<T>(string column, string name, T[]? values, string close = "")
    {
        if (values is null or []) return this;
        conditions.Add($"{column} IN ({string.Join(", ", values.Select((_, i) => $"@{name}{i}"))}){close}");
        for (var i = 0; i < values.Length; i++) parameters.Add($"@{name}{i}", values[i]);
        return this;
    }

    /// <summary>Names that contain <paramref name="text"/>, two characters too.</summary>
    public Listing Named(string? text, string noun, string id, string name)
    {
        if (text is null) return this;
        // A database folds the case of its own alphabet only, so the text counts as it was given too.
        conditions.Add($"(lower({name}) LIKE @Like ESCAPE '\\' OR {name} LIKE @LikeAsGiven ESCAPE '\\')");
        parameters.Add("@Like", Pattern(text.ToLowerInvariant()));
        parameters.Add("@LikeAsGiven", Pattern(text));
        // The index finds names with those characters in that order or in any; the condition above says that they stand together.
        if (!text.EnumerateRunes().Any(Rune.IsLetterOrDigit)) return this;
        var (sql, chars) = session.NameSearch(text);
        conditions.Add($"{id} IN ({sql})");
        parameters.Add("@Noun", noun);
        parameters.Add("@Chars", chars);
        return this;
    }

    private static string Pattern(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    /// <summary>What is asked of all that the list holds, such as how much there is of what.</summary>
    /// <param name="moment">The two dates.</param>
    /// <param name="sql">A question about the list's own SELECT.</param>
    public Task<IReadOnlyList<T>> Over<T>(Moment moment, Func<string, string> sql)
    {
        With([("@AsOf", moment.AsOf), ("@KnownAt", moment.KnownAt)]);
        return session.List<T>(sql(Filtered), parameters);
    }

    private string Filtered => conditions.Count is 0 ? select : $"{select} AND {string.Join(" AND ", conditions)}";

    /// <summary>One page, or the <paramref name="whole"/> list.</summary>
    public async Task<Result<Page<TItem>>> Page<TQuestion, TRow, TItem>(TQuestion question, Moment moment, Func<TRow, string> keyOf, Func<TRow, TItem> show, bool textKey = false, bool whole = false)
        where TQuestion : IListing
    {
        With([("@AsOf", moment.AsOf), ("@KnownAt", moment.KnownAt)]);
        var paged = Filtered;
        long? total = question.Count is null ? null : await session.Get<long>($"SELECT count(*) FROM ({paged}) AS counted", parameters);
        if (question.Cursor is { } text)
        {
            var after = Cursor.Parse(text, Cursor.Of(question)).Required().After;
            if (!long.TryParse(after, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position) && !textKey) return Refusals.CursorInvalid.At("cursor", text);
            parameters.Add("@After", textKey ? after : position);
            paged += $" AND {key} > @After";
        }
        var limit = whole ? int.MaxValue - 1 : question.Limit;
        parameters.Add("@Limit", limit + 1);
        var rows = await session.List<TRow>($"{paged} ORDER BY {key} LIMIT @Limit", parameters);
        var next = rows.Count > limit ? new Cursor(moment.AsOf, moment.KnownAt, keyOf(rows[limit - 1]), Cursor.Of(question)).ToString() : null;
        return new Page<TItem>([.. rows.Take(limit).Select(show)], next, moment.AsOf, moment.KnownAtText, total) { Stable = moment.Stable };
    }
}

internal sealed class ListingValidator<T> : AbstractValidator<T> where T : IListing
{
    public const int Largest = 1000;

    public ListingValidator() => RuleFor(l => l.Limit).InclusiveBetween(1, Largest);
}
