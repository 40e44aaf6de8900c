using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Responsibility.Api.Tests.Http;

/// <summary>Whatever goes wrong is a problem document, in the reader's language.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("wrong-key-of-a-stranger")]
    public async Task Without_a_key_in_force_nothing_is_told(string? key)
    {
        await using var api = await Api.On(Backend.Sqlite);
        using var stranger = api.Connect(key);

        var response = await stranger.GetAsync("/api/v1/divisions", Api.Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await Api.CodeOf(response)).ShouldBe("unauthenticated");
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "not-found")]
    [InlineData("GET", "/nothing", 404, "not-found")]
    [InlineData("PUT", "/api/v1/divisions", 405, "method-not-allowed")]
    [InlineData("DELETE", "/api/v1/meta", 405, "method-not-allowed")]
    public async Task What_is_not_there_is_a_problem_document(string method, string path, int status, string code)
    {
        await using var api = await Api.On(Backend.Sqlite);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        var response = await api.Client.SendAsync(request, Api.Ct);

        ((int)response.StatusCode).ShouldBe(status);
        (await Api.CodeOf(response)).ShouldBe(code);
    }

    [Fact]
    public async Task A_document_has_every_member_and_names_the_request()
    {
        await using var api = await Api.On(Backend.Sqlite);

        var problem = await Api.Problem(await api.Get("divisions/419999"));

        problem.Select(member => member.Key).ShouldBe(["type", "title", "status", "detail", "code", "errors", "traceId"]);
        problem["type"]!.GetValue<string>().ShouldBe("urn:responsibility:problem:division-unknown");
        problem["status"]!.GetValue<int>().ShouldBe(404);
        problem["traceId"]!.GetValue<string>().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("zh-CN", "区划不存在", "zh-CN")]
    [InlineData("zh-TW;q=0.5, zh;q=0.9", "区划不存在", "zh-CN")]
    [InlineData("fr, en;q=0.5", "No such division", "en")]
    [InlineData("fr", "No such division", "en")]
    public async Task The_reader_s_language_is_spoken(string accepted, string title, string language)
    {
        await using var api = await Api.On(Backend.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/divisions/419999");
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);

        var response = await api.Client.SendAsync(request, Api.Ct);

        (await Api.Problem(response))["title"]!.GetValue<string>().ShouldBe(title);
        response.Content.Headers.ContentLanguage.ShouldBe([language]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a-key-of-the-caller")]
    public async Task A_body_that_is_too_large_is_413(string? idempotencyKey)
    {
        await using var api = await Api.On(Backend.Sqlite);
        api.Listen();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/divisions") { Content = new StringContent($$"""{"name": "{{new string('x', 1024 * 1024)}}"}""", Encoding.UTF8, "application/json") };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);

        var response = await api.Client.SendAsync(request, Api.Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Api.CodeOf(response)).ShouldBe("body-too-large");
    }

    [Fact]
    public async Task A_validator_speaks_the_reader_s_language_too()
    {
        await using var api = await Api.On(Backend.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/divisions") { Content = new StringContent("""{"code": "41", "name": "", "level": "province"}""", Encoding.UTF8, "application/json") };
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("zh-CN"));

        var problem = await Api.Problem(await api.Client.SendAsync(request, Api.Ct));

        problem["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/name");
        problem["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("not-empty");
        problem["errors"]![0]!["detail"]!.GetValue<string>().ShouldContain("不能为空");
    }
}
