using System.Net;

namespace Responsibility.Api.Tests.Http;

/// <summary>Path and query are read strictly.</summary>
public sealed class QuestionTests
{
    [Theory]
    [InlineData("divisions?colour=red", "parameter-unknown", "/colour")]
    [InlineData("divisions?Level=city", "parameter-unknown", "/Level")]
    [InlineData("meta?verbose=1", "parameter-unknown", "/verbose")]
    [InlineData("divisions?q=a&q=b", "parameter-invalid", "/q")]
    [InlineData("divisions?asOf=2017-01-01&asOf=2017-01-02", "parameter-invalid", "/asOf")]
    [InlineData("divisions?level=City", "parameter-invalid", "/level")]
    [InlineData("divisions?level=1", "parameter-invalid", "/level")]
    [InlineData("divisions?level=", "parameter-invalid", "/level")]
    [InlineData("divisions?asOf=2017-02-30", "parameter-invalid", "/asOf")]
    [InlineData("divisions?asOf=20170209", "parameter-invalid", "/asOf")]
    [InlineData("divisions?knownAt=yesterday", "parameter-invalid", "/knownAt")]
    [InlineData("divisions?knownAt=pos:-1", "parameter-invalid", "/knownAt")]
    [InlineData("divisions?knownAt=pos:999999", "known-at-in-future", "/knownAt")]
    [InlineData("divisions?knownAt=2999-01-01T00:00:00Z", "known-at-in-future", "/knownAt")]
    [InlineData("divisions?limit=ten", "parameter-invalid", "/limit")]
    [InlineData("divisions?limit=0", "invalid", "/limit")]
    [InlineData("divisions?limit=1001", "invalid", "/limit")]
    [InlineData("divisions?count=all", "parameter-invalid", "/count")]
    [InlineData("divisions?cursor=x", "cursor-invalid", "/cursor")]
    [InlineData("posts/x", "parameter-invalid", "/id")]
    [InlineData("posts?organization=1.5", "parameter-invalid", "/organization")]
    public async Task A_fault_names_its_parameter(string path, string code, string pointer)
    {
        await using var api = await Api.On(Backend.Sqlite);

        var response = await api.Get(path);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await Api.Problem(response);
        problem["code"]!.GetValue<string>().ShouldBe(code);
        problem["errors"]!.AsArray().Select(e => e!["pointer"]!.GetValue<string>()).ShouldContain(p => p == pointer, problem.ToJsonString());
    }

    [Fact]
    public async Task A_write_takes_no_query_that_it_would_not_heed()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var response = await api.Post("divisions?dryRun=true", new { code = "41", name = "河南省", level = "province" });
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Api.CodeOf(response)).ShouldBe("parameter-unknown");
    }

    [Fact]
    public async Task Repeating_a_filter_means_or()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.HasLankao();
        (await api.Ask("divisions?level=city&level=county"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Only_a_list_that_is_counted_has_a_total()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.HasLankao();
        (await api.Ask("divisions?limit=1")).ContainsKey("total").ShouldBeFalse();
        (await api.Ask("divisions?limit=1&count=exact"))["total"]!.GetValue<long>().ShouldBe(5);
    }
}
