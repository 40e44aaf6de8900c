using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>A place's part of a chain, and its JSON once it was written: the parts of upper places stand in thousands of chains.</summary>
internal sealed class ShelvedPart(ChainPart part)
{
    /// <summary>About what a link takes in memory and JSON, in bytes; enough to keep the shelf bounded.</summary>
    private const int BytesOfLink = 2500;

    private readonly ConcurrentDictionary<string, (byte[] Links, byte[] Gaps)> written = new(StringComparer.Ordinal);

    public ChainPart Part => part;

    public long Size => BytesOfLink * (1L + part.Links.Count + part.Gaps.Count);

    /// <summary>Links and gaps as members of a JSON array, without its brackets, in the language of the request.</summary>
    public (byte[] Links, byte[] Gaps) Json() => written.GetOrAdd(
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, static (_, part) => (Members(part.Links), Members(part.Gaps)), part);

    private static byte[] Members<T>(IReadOnlyList<T> items) => items.Count is 0 ? [] : JsonSerializer.SerializeToUtf8Bytes(items, ApiJson.Options)[1..^1];
}

/// <summary>Writes a chain from its parts' JSON.</summary>
internal sealed class ChainResult(AccountabilityChain chain) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        Answered.Cache(response, new Moment { AsOf = chain.AsOf, KnownAt = 0, Stable = chain.Stable });
        response.ContentType = "application/json; charset=utf-8";
        var head = JsonSerializer.SerializeToUtf8Bytes(new Head(chain.Division, chain.AsOf, chain.KnownAt, chain.RuleSet, chain.Complete), ApiJson.Options);
        var parts = chain.Parts.Select(part => part.Json()).ToList();
        byte[][] pieces =
        [
            head[..^1], ",\"links\":["u8.ToArray(), .. Joined(parts.Select(p => p.Links)),
            "],\"gaps\":["u8.ToArray(), .. Joined(parts.Select(p => p.Gaps)), "]}"u8.ToArray(),
        ];
        response.ContentLength = pieces.Sum(piece => (long)piece.Length);
        foreach (var piece in pieces)
        {
            var span = response.BodyWriter.GetSpan(piece.Length);
            piece.CopyTo(span);
            response.BodyWriter.Advance(piece.Length);
        }
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private static IEnumerable<byte[]> Joined(IEnumerable<byte[]> members)
    {
        var comma = false;
        foreach (var some in members.Where(m => m.Length > 0))
        {
            if (comma) yield return ","u8.ToArray();
            comma = true;
            yield return some;
        }
    }

    private sealed record Head(DivisionReference Division, DateOnly AsOf, string KnownAt, RuleSetReference RuleSet, bool Complete);
}
