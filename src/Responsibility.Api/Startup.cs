using Responsibility.Api.Access;
using Responsibility.Api.Ledger;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api;

/// <summary>What has to be so before the first request is answered.</summary>
internal static class Startup
{
    public static async Task Prepare(this WebApplication app, Settings settings)
    {
        var database = app.Services.GetRequiredKeyedService<Database>(Doors.Everything);
        Migrations.Apply(database);
        await ShippedRuleSets.Record(database, app.Lifetime.ApplicationStopping);
        await KeyKeeping.Prepare(database, settings.Ledger, app.Lifetime.ApplicationStopping);
        await KeyHash.Prepare(database, settings, app.Lifetime.ApplicationStopping);
        await FirstKey(
            database, app.Services.GetRequiredService<KeyHash>(), settings.Demo ? settings with { BootstrapKey = DemoKey.Of(settings) } : settings, app.Lifetime.ApplicationStopping);
        await app.Services.GetRequiredService<Signer>().Look(app.Lifetime.ApplicationStopping);
    }

    /// <summary>The administrator's first key: the configured one, or one that is printed here and nowhere else.</summary>
    private static async Task FirstKey(Database database, KeyHash hash, Settings settings, CancellationToken ct)
    {
        if (settings.BootstrapKey is { } configured)
        {
            if (await Secrets(hash.Of(configured)) is 0) (await ApiKeys.IssueFirst(database, hash.Of(configured), "bootstrap key from the configuration", ct)).Required();
        }
        else if (await Secrets(null) is 0)
        {
            var key = ApiKeys.New();
            (await ApiKeys.IssueFirst(database, hash.Of(key), "first administrator key", ct)).Required();
            // To the console, not to the log: logs are kept and forwarded, and hold no secrets.
            await Console.Out.WriteLineAsync($"Administrator key, shown this once: {key}");
        }

        Task<long> Secrets(byte[]? digest) =>
            database.Read(session => session.Get<long>($"SELECT count(*) FROM api_key_secret{(digest is null ? "" : " WHERE digest = @digest")}", digest is null ? null : new { digest }), ct);
    }
}
