using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>A place's part of a chain, and its JSON once it was written: the parts of upper places stand in thousands of chains.</summary>
internal sealed class ShelvedPart(ChainPart part)
{
    /// <summary>About what a link takes in memory and JSON, in bytes; enough to keep the shelf bounded.</summary>
    private const int BytesOfLink = 2500;

    private Written? zh;
    private Written? en;

    public ChainPart Part => part;

    public long Size => BytesOfLink * (1L + part.Links.Count + part.Gaps.Count);

    /// <summary>Links and gaps in the language of the request.</summary>
    public Written Json() => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "zh" ? zh ??= Write() : en ??= Write();

    private Written Write() => new(Members(part.Links), Members(part.Gaps));

    private static byte[] Members<T>(IReadOnlyList<T> items) => items.Count is 0 ? [] : JsonSerializer.SerializeToUtf8Bytes(items, ApiJson.Options)[1..^1];

    /// <summary>Members of two JSON arrays, without the brackets.</summary>
    internal sealed record Written(byte[] Links, byte[] Gaps);
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
        var parts = new ShelvedPart.Written[chain.Parts.Count];
        for (var i = 0; i < parts.Length; i++) parts[i] = chain.Parts[i].Json();
        response.ContentLength = head.Length - 1 + Links.Length + Length(parts, links: true) + Gaps.Length + Length(parts, links: false) + End.Length;
        response.BodyWriter.Write(head.AsSpan(..^1));
        response.BodyWriter.Write(Links);
        Write(response.BodyWriter, parts, links: true);
        response.BodyWriter.Write(Gaps);
        Write(response.BodyWriter, parts, links: false);
        response.BodyWriter.Write(End);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private static ReadOnlySpan<byte> Links => ",\"links\":["u8;

    private static ReadOnlySpan<byte> Gaps => "],\"gaps\":["u8;

    private static ReadOnlySpan<byte> End => "]}"u8;

    /// <summary>What the parts take with a comma after each but the last.</summary>
    private static long Length(ShelvedPart.Written[] parts, bool links)
    {
        var length = 0L;
        foreach (var part in parts)
            if ((links ? part.Links : part.Gaps).Length is > 0 and var bytes) length += bytes + 1;
        return Math.Max(0, length - 1);
    }

    private static void Write(PipeWriter to, ShelvedPart.Written[] parts, bool links)
    {
        var comma = false;
        foreach (var part in parts)
        {
            var members = links ? part.Links : part.Gaps;
            if (members.Length is 0) continue;
            if (comma) to.Write(","u8);
            to.Write(members);
            comma = true;
        }
    }

    private sealed record Head(DivisionReference Division, DateOnly AsOf, string KnownAt, RuleSetReference RuleSet, bool Complete);
}
