using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Responsibility.Api.Http;

/// <summary>One resource as it was at a moment, with the version that was seen.</summary>
/// <param name="Value">The resource.</param>
/// <param name="Version"><c>known_from</c> of the version: what ETag and If-Match compare.</param>
/// <param name="Moment">The two dates at which it was asked for.</param>
public sealed record Seen<T>(T Value, long Version, Moment Moment);

/// <summary>What a request stated that may be repeated, as it is seen then.</summary>
/// <param name="Seen">The resource.</param>
/// <param name="Recorded">Whether it was recorded just now; false where just that had been.</param>
public sealed record Repeated<T>(Seen<T> Seen, bool Recorded);

/// <summary>JSON that is answered as it was recorded.</summary>
public sealed record RawJson(string Text);

/// <summary>What an answer tells of its version and of its two dates, and how long it may be kept.</summary>
internal static class Answered
{
    private const string Immutable = "private, max-age=31536000, immutable";

    /// <summary>Names the version by its position, the language, and a digest of what is shown: a tag, a holder or a name beside it may be new though the version is not.</summary>
    public static string ETag(long version, byte[] shown) => string.Create(CultureInfo.InvariantCulture,
        $"\"{version}-{(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "zh" ? "zh" : "en")}-{Convert.ToHexStringLower(SHA256.HashData(shown), 0, 6)}\"");

    /// <summary>The version that If-Match names, whatever language it was read in.</summary>
    public static Result<long> IfMatch(HttpRequest request)
    {
        var given = request.Headers.IfMatch.ToString();
        if (given.Length is 0) return Refusals.IfMatchRequired;
        var digits = given.Trim('"').Split('-')[0];
        return given.StartsWith('"') && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : Refusals.VersionChanged.Because("If-Match is not an ETag of this service.", "If-Match 不是本服务给出的 ETag。");
    }

    extension<T>(Seen<T> seen)
    {
        /// <summary>200 with the headers of both dates, or 304 where the asker already has this version.</summary>
        public IResult ToOk() => new SeenResult(StatusCodes.Status200OK, null, seen.Value!, seen.Version, seen.Moment);

        /// <summary>201 with the address of what was created.</summary>
        public IResult ToCreated(string location) => new SeenResult(StatusCodes.Status201Created, location, seen.Value!, seen.Version, seen.Moment);
    }

    /// <summary>What a unit of work did, as its caller sees it; null where that is not seen.</summary>
    public static async Task<Repeated<T>?> As<T>(this Done done, Task<Seen<T>?> seen) => await seen is { } shown ? new(shown, done.Recorded) : null;

    /// <summary>201 with the address of what was recorded, 200 where it had been.</summary>
    public static IResult ToRepeated<T>(this Result<Repeated<T>> result, Func<T, string> location) =>
        result.ToHttp(repeated => repeated.Recorded ? repeated.Seen.ToCreated(location(repeated.Seen.Value)) : repeated.Seen.ToOk());

    /// <summary>An answer that may be kept for ever only if its question named both dates and nothing can change it.</summary>
    public static void Cache(HttpResponse response, Moment moment)
    {
        response.Headers.CacheControl = moment.Stable ? Immutable : "private, no-cache";
        response.Headers.Vary = "Authorization, Accept, Accept-Language";
    }

    private sealed class SeenResult(int status, string? location, object value, long version, Moment moment) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            Cache(response, moment);
            var shown = value is RawJson raw ? Encoding.UTF8.GetBytes(raw.Text) : JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), ApiJson.Options);
            var tag = ETag(version, shown);
            response.Headers.ETag = tag;
            response.Headers["As-Of"] = moment.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            response.Headers["Known-At"] = moment.KnownAtText;
            if (location is not null) response.Headers.Location = location;
            if (status is StatusCodes.Status200OK && HttpMethods.IsGet(httpContext.Request.Method)
                && EntityTagHeaderValue.TryParseList(httpContext.Request.Headers.IfNoneMatch, out var known)
                && known.Any(k => k.Tag == tag || k.Tag == "*"))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
            response.StatusCode = status;
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = shown.Length;
            return response.Body.WriteAsync(shown, httpContext.RequestAborted).AsTask();
        }
    }
}
