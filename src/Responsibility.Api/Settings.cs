using Responsibility.Api.Access;
using Responsibility.Api.Supervision;

namespace Responsibility.Api;

/// <summary>What is configured under <c>Responsibility:</c>, in appsettings or the environment (<c>Responsibility__Database</c>).</summary>
internal sealed record Settings
{
    /// <summary><c>Data Source=…</c> for SQLite, <c>Host=…</c> for PostgreSQL.</summary>
    public string Database { get; init; } = "Data Source=./data/responsibility.db";

    /// <summary>The first administrator key; where absent, one is made and printed once.</summary>
    public string? BootstrapKey { get; init; }

    /// <summary>IANA name of the zone in which a day is today.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>Whether Swagger UI and the OpenAPI document are open to strangers.</summary>
    public bool PublicDocumentation { get; init; } = true;

    /// <summary>How callers are recognised.</summary>
    public AccessSettings Access { get; init; } = new();

    /// <summary>Whose tokens are taken beside API keys.</summary>
    public OidcSettings Oidc { get; init; } = new();

    /// <summary>How much may be asked.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Whether it may be served to the network without TLS.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>How imports are taken in.</summary>
    public ImportSettings Imports { get; init; } = new();

    /// <summary>Which frontends may call from a browser.</summary>
    public CorsSettings Cors { get; init; } = new();

    /// <summary>How the ledger is signed and shown.</summary>
    public LedgerSettings Ledger { get; init; } = new();

    /// <summary>When what is late is looked for.</summary>
    public SupervisionSettings Supervision { get; init; } = new();

    /// <summary>Loads the sample on start.</summary>
    public bool Demo { get; init; }

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}

/// <summary>What is configured under <c>Responsibility:Access</c>.</summary>
internal sealed record AccessSettings
{
    /// <summary>The file with the secret by which API keys are recognised, the same for all processes over one database; <c>.access</c> behind the name of the ledger's key file where absent.</summary>
    public string? HashKeyFile { get; init; }
}

/// <summary>What is configured under <c>Responsibility:Imports</c>.</summary>
internal sealed record ImportSettings
{
    /// <summary>The largest file that is taken, in bytes.</summary>
    public long MaxBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The most rows that are kept or rejected as a whole: while they are recorded, nobody else writes.</summary>
    public long MaxRowsForAll { get; init; } = 200_000;
}

/// <summary>What is configured under <c>Responsibility:Ledger</c>.</summary>
internal sealed record LedgerSettings
{
    /// <summary>The file with the private key, best on another disk than the database; <c>.checkpoint</c> behind its name is the last checkpoint. Beside the database where absent.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name of the ledger, best the URL under which it is served, without scheme and last slash; a name that no other has where absent.</summary>
    public string? Origin { get; init; }

    /// <summary>Whether checkpoint, tiles and entries are shown to those without a key too.</summary>
    public bool Public { get; init; }

    /// <summary>After a backup was restored on purpose: the number of the incarnation to open, one more than the current one.</summary>
    public long? NewIncarnation { get; init; }
}

internal static class SettingsReading
{
    /// <summary>Where the service listens unless told otherwise.</summary>
    public const string StandardUrls = "http://127.0.0.1:5080";

    /// <summary>Reads the settings; the command line's <c>--demo</c> stands alone, without a value. In the folder <c>--secrets</c> each file holds the setting that it is named after.</summary>
    /// <exception cref="SettingsException">Something is not as it must be.</exception>
    public static Settings AddSettings(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["secrets"] is { } secrets) builder.Configuration.AddKeyPerFile(Path.GetFullPath(secrets), optional: false);
        if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls(StandardUrls);
        if (SettingsFaults.OfText(builder.Configuration).ToList() is { Count: > 0 } unread) throw new SettingsException(unread);
        var settings = builder.Configuration.GetSection("Responsibility").Get<Settings>() ?? new Settings();
        if (SettingsFaults.Of(settings).Concat(SettingsFaults.OfAddresses(settings, builder.Configuration)).ToList() is { Count: > 0 } faults) throw new SettingsException(faults);
        settings = settings with { Demo = settings.Demo || Environment.GetCommandLineArgs().Contains("--demo", StringComparer.Ordinal) };
        builder.Services.AddSingleton(settings);
        return settings;
    }
}

/// <summary>Under <c>Responsibility:Cors</c>.</summary>
internal sealed record CorsSettings
{
    /// <summary>Origins of frontends that may call from a browser; none where absent.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
