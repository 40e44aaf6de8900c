using System.Text;

namespace Responsibility.Api.Http;

/// <summary>Answers as a page that stands for itself: no script, nothing fetched.</summary>
internal static class Html
{
    public const string MediaType = "text/html";

    /// <summary>Whether the asker prefers a page to JSON, as a browser does.</summary>
    public static bool IsWanted(HttpRequest request) => request.Prefers(MediaType);
}

/// <summary>A page, under the policy that allows its own style and nothing else.</summary>
internal sealed class HtmlResult(string page, string policy, Moment moment) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        Answered.Cache(response, moment with { Stable = false });
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = policy;
        response.Headers["As-Of"] = Csv.Cell(moment.AsOf);
        response.Headers["Known-At"] = moment.KnownAtText;
        return response.WriteAsync(page, Encoding.UTF8, httpContext.RequestAborted);
    }
}
