using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Responsibility.Api.Http;

/// <summary>What keeps browsers and proxies from doing with answers what they are not for.</summary>
internal static class Hardening
{
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Swagger UI brings its own scripts; its styles are partly inline.</summary>
    private const string OwnPages = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

    /// <summary>Headers of answers that a frontend's script may read.</summary>
    public static readonly string[] Exposed = ["ETag", "Location", "Link", "Retry-After", "As-Of", "Known-At", "RateLimit", "RateLimit-Policy"];

    public static void UseHardening(this WebApplication app, Settings settings)
    {
        if (settings.TrustedProxies.Count > 0) app.UseForwardedHeaders(Forwarded(settings));
        app.Use(async (context, next) =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal) ? OwnPages : Nothing;
            if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
            await next(context);
        });
    }

    /// <summary>Only what a proxy that was named says of the caller is believed.</summary>
    private static ForwardedHeadersOptions Forwarded(Settings settings)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in settings.TrustedProxies) options.KnownIPNetworks.Add(NetworkOf(proxy)!.Value);
        return options;
    }

    /// <summary>An address or a network such as 10.0.0.0/8; null where the text is neither.</summary>
    public static IPNetwork? NetworkOf(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
