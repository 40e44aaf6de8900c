using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;

namespace Responsibility.Api.Http;

/// <summary>What holds for every request: language, limits, and that whatever goes wrong becomes a problem document.</summary>
internal static partial class Conventions
{
    private const long LargestBody = 1024 * 1024;

    extension(IServiceCollection services)
    {
        public IServiceCollection AddHttpConventions()
        {
            ValidatorOptions.Global.PropertyNameResolver = (_, member, _) => member is null ? null : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            ValidatorOptions.Global.DisplayNameResolver = (_, member, _) => member is null ? null : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            return services
                .AddHttpContextAccessor()
                .AddScoped(scope => scope.GetRequiredService<IHttpContextAccessor>().HttpContext?.Features.Get<Caller>() ?? Caller.System)
                .AddExceptionHandler<Broken>()
                .Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel =>
                {
                    kestrel.AddServerHeader = false;
                    kestrel.Limits.MaxRequestBodySize = LargestBody;
                })
                .Configure<RequestLocalizationOptions>(localization =>
                {
                    // Only the language of messages follows the reader; numbers and days are written one way.
                    localization.DefaultRequestCulture = new RequestCulture(CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("en"));
                    localization.SupportedCultures = [CultureInfo.InvariantCulture];
                    localization.SupportedUICultures = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("zh-CN"), CultureInfo.GetCultureInfo("zh")];
                    localization.RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()];
                });
        }
    }

    public static void UseHttpConventions(this WebApplication app)
    {
        app.UseRequestLocalization();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => context.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Refusals.NotFound.ToProblem().ExecuteAsync(context.HttpContext),
            StatusCodes.Status405MethodNotAllowed => Refusals.MethodNotAllowed.ToProblem().ExecuteAsync(context.HttpContext),
            StatusCodes.Status406NotAcceptable => Refusals.NotAcceptable.ToProblem().ExecuteAsync(context.HttpContext),
            StatusCodes.Status408RequestTimeout => Refusals.TookTooLong.ToProblem().ExecuteAsync(context.HttpContext),
            StatusCodes.Status413PayloadTooLarge => Refusals.BodyTooLarge.ToProblem().ExecuteAsync(context.HttpContext),
            StatusCodes.Status415UnsupportedMediaType => Refusals.MediaTypeUnsupported.ToProblem().ExecuteAsync(context.HttpContext),
            var other => (Refusals.Invalid with { Status = other }).ToProblem().ExecuteAsync(context.HttpContext),
        });
        app.UseRouting();
    }

    /// <summary>An exception is a bug: it is logged with its trace, and the answer tells nothing of it but the trace id.</summary>
    private sealed partial class Broken(ILogger<Broken> logger) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            var refusal = exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? Refusals.BodyTooLarge
                : exception is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } ? Refusals.TookTooLong
                : exception is BadHttpRequestException bad ? Refusals.Invalid with { Status = bad.StatusCode }
                : Refusals.Unexpected;
            if (refusal.Status is StatusCodes.Status500InternalServerError) LogUnexpected(logger, exception, httpContext.Request.Method, httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName);
            await refusal.ToProblem().ExecuteAsync(httpContext);
            return true;
        }

        // The route's template, never the URL: that may hold names that were searched for.
        [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed")]
        private static partial void LogUnexpected(ILogger logger, Exception exception, string method, string? endpoint);
    }
}
