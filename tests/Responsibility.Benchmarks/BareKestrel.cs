using System.Text.Json;

namespace Responsibility.Benchmarks;

/// <summary>The limit of the chain: a Kestrel endpoint that does nothing but return the very bytes that the service answered.</summary>
internal static class BareKestrel
{
    public static async Task<int> Run(int port, string captured)
    {
        var answers = JsonSerializer.Deserialize<Dictionary<string, byte[]>>(await File.ReadAllBytesAsync(captured))!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.Run(async context =>
        {
            if (!answers.TryGetValue(context.Request.Path + context.Request.QueryString.Value, out var bytes))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes);
        });
        await app.RunAsync();
        return 0;
    }
}
