using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Responsibility.Api.Access;
using Responsibility.Storage;

namespace Responsibility.Api.Tests;

public enum Backend { Sqlite, Postgres }

/// <summary>Runs a theory on each database; one that is not configured shows up as skipped, never as missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEveryDatabaseAttribute : Xunit.v3.DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(System.Reflection.MethodInfo testMethod, Xunit.Sdk.DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<Backend>(Backend.Sqlite), new TheoryDataRow<Backend>(Backend.Postgres) { Skip = Api.Postgres is null ? "RESPONSIBILITY_TEST_POSTGRES is not set" : null }]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>The whole API over an empty database of its own.</summary>
public sealed class Api : IAsyncDisposable
{
    public const string KeySetting = "Responsibility:Ledger:KeyFile";
    public const string Key = "administrator-key-of-the-tests";
    public static readonly string? Postgres = Environment.GetEnvironmentVariable("RESPONSIBILITY_TEST_POSTGRES");

    private readonly WebApplicationFactory<Program> host;
    private readonly Canaries canaries = new();
    private readonly string? folder;
    private int named;
    private bool ownsKey;

    private Api(string connectionString, string? folder, IEnumerable<(string Key, string Value)> settings)
    {
        ConnectionString = connectionString;
        this.folder = folder;
        KeyFile = settings.FirstOrDefault(setting => setting.Key == KeySetting).Value ?? KeyFileOf(connectionString);
        host = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            // A port of its own for whoever listens: the standard one may be taken, by another test or by a service in use.
            web.UseSetting("urls", "http://127.0.0.1:0");
            // As in earnest; that the container can build all that it holds is one test's business, and costs each host a quarter of its start.
            web.UseSetting("environment", "Production");
            web.UseSetting("Responsibility:Database", connectionString).UseSetting("Responsibility:BootstrapKey", Key).UseSetting("Logging:LogLevel:Default", "Warning").UseSetting("Responsibility:Supervision:At", "off").UseSetting(KeySetting, KeyFile);
            // No test is slowed down by how fast it asks, unless it says so.
            web.UseSetting("Responsibility:Limits:RequestsPerSecond", "0");
            foreach (var (key, value) in settings) web.UseSetting(key, value);
            web.ConfigureLogging(logging => logging.AddProvider(canaries).AddFilter<Canaries>(null, LogLevel.Information).AddFilter<Canaries>("Microsoft", LogLevel.Warning));
        });
    }

    public string ConnectionString { get; }

    /// <summary>The key of the ledger.</summary>
    public string KeyFile { get; }

    public HttpClient Client { get => field ??= Connect(Key); }

    public Database Database => host.Services.GetRequiredKeyedService<Database>(Doors.Everything);

    /// <summary>What was logged of refused accesses.</summary>
    public IReadOnlyCollection<string> Refusals => canaries.Refusals;

    public IServiceProvider Services => host.Services;

    public FactKinds Kinds => host.Services.GetRequiredService<FactKinds>();

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The API over an empty database, with <paramref name="settings"/> besides those of the tests.</summary>
    public static async Task<Api> On(Backend backend, params (string Key, string Value)[] settings)
    {
        var (connectionString, own) = await EmptyDatabase(backend);
        return new Api(connectionString, own, settings) { ownsKey = backend is Backend.Postgres };
    }

    /// <summary>The API over a database that was there before.</summary>
    public static Api Over(string connectionString, string? folder, params (string Key, string Value)[] settings) => new(connectionString, folder, settings);

    /// <summary>Why the API does not start over that database.</summary>
    public static async Task<string> DoesNotStart(string connectionString, params (string Key, string Value)[] settings)
    {
        var api = Over(connectionString, null, settings);
        var why = Should.Throw<InvalidOperationException>(() => api.Client).Message;
        await api.host.DisposeAsync();
        return why;
    }

    /// <summary>Has the API listen on a port, as in earnest: limits of size are the server's. Before the first client.</summary>
    public void Listen()
    {
        host.UseKestrel(0);
        host.StartServer();
    }

    /// <summary>The API over the sample of Henan, loaded to its last correction.</summary>
    public static async Task<Api> WithDemo(string connectionString, string? folder = null)
    {
        var api = new Api(connectionString, folder, [("Responsibility:Demo", "true")]);
        for (var waited = 0; waited < 1200; waited++)
        {
            var corrected = (await api.Ask("officials?staffNumber=HN0000574"))["items"]!.AsArray();
            if (corrected.Count is 1 && corrected[0]!["name"]!.GetValue<string>() == "陶纲明") return api;
            await Task.Delay(100, Ct);
        }
        throw new TimeoutException("The demo did not load.");
    }

    /// <summary>Where the key of a database's ledger is kept in tests: the same for all over one database.</summary>
    public static string KeyFileOf(string connectionString) => connectionString.StartsWith("Host=", StringComparison.Ordinal)
        ? Path.Combine(Path.GetTempPath(), "responsibility-keys", new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database!, "ledger.key")
        : Path.ChangeExtension(new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(connectionString).DataSource, ".key");

    /// <summary>A database of its own that nothing has been written to.</summary>
    public static async Task<(string ConnectionString, string? Folder)> EmptyDatabase(Backend backend)
    {
        if (backend is Backend.Sqlite)
        {
            var own = Directory.CreateTempSubdirectory("responsibility-").FullName;
            return ($"Data Source={Path.Combine(own, "register.db")}", own);
        }
        var name = $"test_{Guid.NewGuid():N}";
        await using var server = Npgsql.NpgsqlDataSource.Create(Postgres!);
        await using (var create = server.CreateCommand($"CREATE DATABASE {name}")) await create.ExecuteNonQueryAsync(Ct);
        return (new Npgsql.NpgsqlConnectionStringBuilder(Postgres) { Database = name, MaxPoolSize = 20 }.ToString(), null);
    }

    /// <summary>A client with that key, or without any.</summary>
    public HttpClient Connect(string? key)
    {
        var client = host.CreateDefaultClient(host.ClientOptions.BaseAddress, canaries.Again());
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A client with a new key of that role, for these divisions or for everything.</summary>
    public async Task<HttpClient> As(string role, params string[] divisions) =>
        Connect((await Has("api-keys", new { role, divisions = divisions is [] ? null : divisions }))["key"]!.GetValue<string>());

    public Task<HttpResponseMessage> Post(string path, object body) => Client.PostAsJsonAsync($"/api/v1/{path}", body, Json, Ct);

    public Task<HttpResponseMessage> Get(string path) => Client.GetAsync($"/api/v1/{path}", Ct);

    /// <summary>A correction of the version that <paramref name="version"/> names; the current one where absent.</summary>
    public async Task<HttpResponseMessage> Patch(string path, object patch, string? version = null) =>
        await Send(HttpMethod.Patch, path, JsonContent.Create(patch, options: Json), version);

    public async Task<HttpResponseMessage> Delete(string path, string reason = "never was", string? version = null) =>
        await Send(HttpMethod.Delete, $"{path}?reason={Uri.EscapeDataString(reason)}", null, version);

    /// <summary>Posts and expects success.</summary>
    public async Task<JsonObject> Has(string path, object body) => await Body(await Post(path, body));

    /// <summary>Asks and expects success.</summary>
    public async Task<JsonObject> Ask(string path) => await Body(await Get(path));

    public async Task<string> HasDivision(string code, string name, string level, string? parent = null, string? validFrom = null)
    {
        await Has("divisions", new { code, name, level, parent, validFrom });
        return code;
    }

    /// <summary>河南省, 开封市, 兰考县, a township and a poor village of it: 410225101201.</summary>
    public async Task HasLankao()
    {
        await HasDivision("41", "河南省", "province");
        await HasDivision("4102", "开封市", "city", "41");
        await HasDivision("410225", "兰考县", "county", "4102");
        await HasDivision("410225101", "堌阳镇", "township", "410225");
        await HasDivision("410225101201", "范场村", "village", "410225101");
        await Has("divisions/410225101201/attributes", new { tag = "poorVillage", validFrom = "2014-01-01" });
    }

    public async Task<long> HasOrganization(string division, string kind, string name) => Id(await Has("organizations", new { division, kind, name }));

    /// <summary>A post, in a party committee of the division that is made for it.</summary>
    public async Task<long> HasPost(string title, string position = "partySecretary", string division = "410225", string kind = "partyCommittee", long capacity = 1, string? validFrom = null) =>
        Id(await Has("posts", new { organization = await HasOrganization(division, kind, $"{title}所在机构{++named}"), position, title, capacity, validFrom }));

    public async Task<long> HasOfficial(string name, string? staffNumber = null) => Id(await Has("officials", new { staffNumber = staffNumber ?? $"T{++named:000000}", name }));

    public async Task<long> HasAppointment(long official, long post, string validFrom, string? validUntil = null, string kind = "substantive") =>
        Id(await Has("appointments", new { official, post, validFrom, validUntil, kind }));

    public Task<long> Count(string table) => Database.Read(s => s.Get<long>($"SELECT count(*) FROM {table}"), Ct);

    /// <summary>The last position of the ledger.</summary>
    public Task<long> Head() => Database.Read(s => s.Get<long>("SELECT max(position) FROM ledger"), Ct);

    public static long Id(JsonObject thing) => thing["id"]!.GetValue<long>();

    /// <summary>The body of an answer that must be a success.</summary>
    public static async Task<JsonObject> Body(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Ct);
        response.IsSuccessStatusCode.ShouldBeTrue($"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The problem document of an answer that must be a refusal.</summary>
    public static async Task<JsonObject> Problem(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", await response.Content.ReadAsStringAsync(Ct));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!.AsObject();
    }

    public static async Task<string> CodeOf(HttpResponseMessage response) => (await Problem(response))["code"]!.GetValue<string>();

    public async ValueTask DisposeAsync()
    {
        await LookAtLedger();
        // The host first: a job that is running gives itself back before there is nobody left to tell.
        var database = Database;
        await host.DisposeAsync();
        await database.DisposeAsync();
        if (folder is not null) Directory.Delete(folder, recursive: true);
        else if (ownsKey) Directory.Delete(Path.GetDirectoryName(KeyFile)!, recursive: true);
    }

    /// <summary>The first facts of the ledger, which are all but in tests of scale.</summary>
    private async Task LookAtLedger()
    {
        const int Most = 2000;
        // Some tests stop the database, to see what is said of that.
        if (Database.TakesWrites)
        {
            var rows = await Database.Read(s => s.List<(string Kind, byte[] Leaf, byte[] Payload)>($"SELECT kind, leaf, payload FROM ledger ORDER BY position LIMIT {Most}"), CancellationToken.None);
            foreach (var (kind, leaf, payload) in rows) canaries.LookAt(kind, leaf, payload);
        }
        canaries.Found.ShouldBeEmpty();
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content, string? version)
    {
        version ??= (await Get(path.Split('?')[0])).Headers.ETag?.ToString();
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = content };
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        return await Client.SendAsync(request, Ct);
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
