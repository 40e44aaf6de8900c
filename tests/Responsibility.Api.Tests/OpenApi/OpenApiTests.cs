namespace Responsibility.Api.Tests.OpenApi;

public sealed class OpenApiTests
{
    private static readonly string Committed = Path.Combine(Root(), "openapi", "responsibility.v1.json");

    [Fact]
    public async Task The_committed_document_is_the_one_that_is_served()
    {
        await using var api = await Api.On(Backend.Sqlite);
        using var stranger = api.Connect(null);

        var served = await stranger.GetStringAsync("/openapi/v1.json", Api.Ct) + "\n";

        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") is "1") await File.WriteAllTextAsync(Committed, served, Api.Ct);
        served.ShouldBe(await File.ReadAllTextAsync(Committed, Api.Ct), "./build openapi writes it anew");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Responsibility.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("There is no Responsibility.sln above the tests.");
        return folder.FullName;
    }
}
