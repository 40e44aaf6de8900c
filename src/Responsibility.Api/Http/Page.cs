using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Responsibility.Api.Http;

/// <summary>Part of a list, and how to get the rest.</summary>
/// <param name="Items">The items, in a stable order.</param>
/// <param name="NextCursor">Give this as <c>cursor</c> to get the next page; null on the last page.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <param name="Total">How many items there are on all pages; only with <c>count=exact</c>.</param>
/// <example>{"items": ["{T}"], "nextCursor": null, "asOf": "2017-07-09", "knownAt": "pos:48210"}</example>
public sealed record Page<T>(
    IReadOnlyList<T> Items, string? NextCursor, DateOnly AsOf, string KnownAt,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] long? Total = null)
{
    internal bool Stable { get; init; }
}

/// <summary>What every list takes.</summary>
internal interface IListing
{
    DateOnly? AsOf { get; }
    string? KnownAt { get; }
    int Limit { get; }
    string? Cursor { get; }
    Count? Count { get; }
}

/// <summary>Whether a list also says how many items there are.</summary>
public enum Count { Exact }

/// <summary>Where a list goes on: the two dates of its first page, the last key, and which question it belongs to.</summary>
internal sealed record Cursor(DateOnly AsOf, long KnownAt, string After, string Question)
{
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, ApiJson.Options));

    /// <summary>The cursor, if it was handed out for the same question.</summary>
    public static Result<Cursor> Parse(string text, string question)
    {
        try
        {
            var cursor = JsonSerializer.Deserialize<Cursor>(Base64Url.DecodeFromChars(text), ApiJson.Options);
            return cursor is not null && cursor.Question == question ? cursor : Refusals.CursorInvalid.At("cursor", text);
        }
        catch (Exception bad) when (bad is JsonException or FormatException)
        {
            return Refusals.CursorInvalid.At("cursor", text);
        }
    }

    /// <summary>A digest of what a question asks for besides its page, so that a cursor is not taken for another question's.</summary>
    public static string Of<T>(T question) where T : IListing
    {
        var parts = from property in typeof(T).GetProperties().OrderBy(p => p.Name, StringComparer.Ordinal)
                    where property.Name is not (nameof(IListing.Limit) or nameof(IListing.Cursor) or nameof(IListing.Count) or nameof(IListing.AsOf) or nameof(IListing.KnownAt))
                    select $"{property.Name}={JsonSerializer.Serialize(property.GetValue(question), property.PropertyType, ApiJson.Options)}";
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(typeof(T).Name + string.Join('&', parts))), 0, 6);
    }
}

internal static class Paged
{
    extension<T>(Result<Page<T>> page)
    {
        public IResult ToPage() => page.ToHttp(p => new PageResult<T>(p));
    }

    /// <summary>The items as CSV.</summary>
    public static IResult ToCsv<T, TRow>(this Page<T> page, Func<T, TRow> row) =>
        new CsvResult<TRow>(page.Items.Select(row), new Moment { AsOf = page.AsOf, KnownAt = 0, Stable = page.Stable }, page.KnownAt);

    private sealed class PageResult<T>(Page<T> page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            Answered.Cache(httpContext.Response, new Moment { AsOf = page.AsOf, KnownAt = 0, Stable = page.Stable });
            return httpContext.Response.WriteAsJsonAsync(page, ApiJson.Options, "application/json; charset=utf-8", httpContext.RequestAborted);
        }
    }
}
