using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Net;
using Responsibility.Api.Access;

namespace Responsibility.Api;

/// <summary>The service does not start as it is configured: one sentence for each thing that is wrong, and no trace of the program.</summary>
internal sealed class SettingsException(IReadOnlyList<string> faults) : InvalidOperationException(string.Join('\n', faults))
{
    public override string ToString() => Message;
}

/// <summary>Looks at the configuration before anything is opened.</summary>
internal static class SettingsFaults
{
    private const string Section = "Responsibility";

    /// <summary>Names that are not known, of which a misspelt one would else go unnoticed, and values that are not of the setting's type.</summary>
    public static IEnumerable<string> OfText(IConfiguration configuration) => OfText(configuration.GetSection(Section), typeof(Settings));

    private static IEnumerable<string> OfText(IConfigurationSection section, Type type)
    {
        foreach (var given in section.GetChildren())
        {
            var property = type.GetProperties().FirstOrDefault(p => p.CanWrite && string.Equals(p.Name, given.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                yield return $"{given.Path} is not a setting; there are {string.Join(", ", type.GetProperties().Where(p => p.CanWrite).Select(p => $"{section.Path}:{p.Name}"))}.";
                continue;
            }
            var expected = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (expected.Namespace?.StartsWith(nameof(Responsibility), StringComparison.Ordinal) is true)
            {
                foreach (var fault in OfText(given, expected)) yield return fault;
            }
            else if (!typeof(IEnumerable).IsAssignableFrom(expected) && !Fits(given.Value, expected))
            {
                yield return $"{given.Path} is {(given.Value is null ? "not one value" : $"'{given.Value}'")}, but needs {(expected == typeof(bool) ? "true or false" : "a whole number")}.";
            }
        }
    }

    /// <summary>What cannot be so, though it can be read.</summary>
    public static IEnumerable<string> Of(Settings settings)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _)) yield return $"Responsibility:TimeZone is '{settings.TimeZone}', which is no time zone known here; an IANA name such as Asia/Shanghai is needed.";
        if (DatabaseFault(settings.Database) is { } database) yield return database;
        if (settings.BootstrapKey is { } key && key.Length < ApiKeys.ShortestConfigured) yield return $"Responsibility:BootstrapKey needs {ApiKeys.ShortestConfigured} characters or more.";
        foreach (var oidc in settings.Oidc.Faults()) yield return oidc;
        if (settings.Supervision.Fault is { } supervision) yield return supervision;
        if (settings.Imports.MaxRowsForAll < 1) yield return "Responsibility:Imports:MaxRowsForAll needs a positive number of rows.";
        if (settings.Imports.MaxBytes < 1) yield return "Responsibility:Imports:MaxBytes needs a positive number of bytes.";
        if (settings.Limits is { RequestsPerSecond: < 0 } or { Burst: < 1 } or { FailedKeys: < 1 } or { HeavyRequests: < 1 } or { RequestSeconds: < 1 })
            yield return "Responsibility:Limits needs positive numbers; only RequestsPerSecond may be 0, for no limit.";
        foreach (var origin in settings.Cors.Origins.Where(origin => !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin))
            yield return $"Responsibility:Cors:Origins has '{origin}', which is no origin such as https://example.gov.cn: scheme, host and port, without a path.";
        foreach (var proxy in settings.TrustedProxies.Where(proxy => Http.Hardening.NetworkOf(proxy) is null))
            yield return $"Responsibility:TrustedProxies has '{proxy}', which is neither an address nor a network such as 10.0.0.0/8.";
    }

    /// <summary>Addresses at which others than this machine would be served in the clear, without anybody having said so.</summary>
    public static IEnumerable<string> OfAddresses(Settings settings, IConfiguration configuration) =>
        settings.AllowPlainHttp || settings.TrustedProxies.Count > 0 ? []
        : from url in Urls(configuration)
          where url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && !IsLoopback(BindingAddress.Parse(url).Host)
          select $"{url} is open to the network without TLS, and keys would travel in the clear: listen on https, on 127.0.0.1 behind a proxy, name the proxy in Responsibility:TrustedProxies, or say Responsibility:AllowPlainHttp=true.";

    private static IEnumerable<string> Urls(IConfiguration configuration) =>
    [
        .. configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        .. configuration["http_ports"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(port => $"http://*:{port}") ?? [],
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
    ];

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string? DatabaseFault(string database)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = database };
            return parts.ContainsKey("Data Source") || database.StartsWith("Host=", StringComparison.OrdinalIgnoreCase) ? null
                : "Responsibility:Database needs Data Source=… for a SQLite file, or Host=… for PostgreSQL.";
        }
        catch (ArgumentException)
        {
            return "Responsibility:Database is not a connection string.";
        }
    }

    private static bool Fits(string? value, Type type) =>
        type == typeof(string) ? value is not null
        : type == typeof(bool) ? bool.TryParse(value, out _)
        : type == typeof(int) ? int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        : type != typeof(long) || long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);
}
