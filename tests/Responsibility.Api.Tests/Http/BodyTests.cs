using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Http;

/// <summary>A body is read strictly, and each fault is told with the member's name.</summary>
public sealed class BodyTests
{
    private const string Whole = """{"code": "41", "name": "河南省", "level": "province"}""";
    private const string Establish = """{"type": "establish", "effectiveOn": "2017-01-01", "document": "豫政〔2017〕1号", "result": """;

    [Theory]
    [InlineData("divisions", """{"code": "41", "name": "河南省", "level": "province", "colour": "red"}""", "member-unknown", "/colour")]
    [InlineData("divisions", """{"code": "41", "name": "河南省", "level": "province", "Name": "x"}""", "member-unknown", "/Name")]
    [InlineData("divisions", """{"code": "41", "a/b~c": 1, "name": "河南省", "level": "province"}""", "member-unknown", "/a~1b~0c")]
    [InlineData("divisions", """{"code": "41", "name": "河南省", "level": "province", "name": "河北省"}""", "member-duplicate", "/name")]
    [InlineData("divisions", """{"code": "41", "level": "province"}""", "member-missing", "/name")]
    [InlineData("divisions", """{"code": 41, "name": "河南省", "level": "province"}""", "member-type", "/code")]
    [InlineData("divisions", """{"code": "41", "name": null, "level": "province"}""", "member-type", "/name")]
    [InlineData("divisions", """{"code": "41", "name": "河南省", "level": null}""", "member-type", "/level")]
    [InlineData("divisions", """{"code": "41", "name": "河南省", "level": "Province"}""", "member-type", "/level")]
    [InlineData("divisions", """{"code": "41", "name": "河南省", "level": 0}""", "member-type", "/level")]
    [InlineData("divisions", """{"code": "41", "name": "河南省", "level": "province", "validFrom": "2017-2-30"}""", "member-type", "/validFrom")]
    [InlineData("divisions", """{"code": "41", "name": "河南省", "level": "province", "validFrom": "2017-02-03T00:00:00"}""", "member-type", "/validFrom")]
    [InlineData("divisions", """{"code": "41", "name": ["河南省"], "level": "province"}""", "member-type", "/name")]
    [InlineData("divisions", "[]", "member-type", "/")]
    [InlineData("divisions", "null", "member-type", "/")]
    [InlineData("appointments", """{"official": "1", "post": 2, "validFrom": "2017-01-01"}""", "member-type", "/official")]
    [InlineData("appointments", """{"official": 1.5, "post": 2, "validFrom": "2017-01-01"}""", "member-type", "/official")]
    [InlineData("posts", """{"organization": 1, "position": "leader", "capacity": null}""", "member-type", "/capacity")]
    [InlineData("division-changes", Establish + """{"code": "41", "name": "河南省", "level": "province", "colour": 1}}""", "member-unknown", "/result/colour")]
    [InlineData("division-changes", Establish + """{"code": "41", "name": "河南省", "level": "province", "code": "42"}}""", "member-duplicate", "/result/code")]
    [InlineData("division-changes", Establish + """{"code": "41", "level": "province"}}""", "member-missing", "/result/name")]
    [InlineData("chain-queries", """{"queries": [{"division": "41"}, {"division": 7}]}""", "member-type", "/queries/1/division")]
    [InlineData("chain-queries", """{"queries": [null]}""", "member-type", "/queries/0")]
    public async Task A_fault_names_its_member(string path, string body, string code, string pointer)
    {
        await using var api = await Api.On(Backend.Sqlite);

        var problem = await Refused(api, path, body, HttpStatusCode.BadRequest);

        problem["code"]!.GetValue<string>().ShouldBe(code);
        problem["errors"]!.AsArray().ShouldContain(e => e!["pointer"]!.GetValue<string>() == pointer && e["code"]!.GetValue<string>() == code, problem.ToJsonString());
        problem["title"]!.GetValue<string>().ShouldContain(c => c >= '一' && c <= '鿿', "told in the language asked for");
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using var api = await Api.On(Backend.Sqlite);

        var problem = await Refused(api, "divisions", """{"code": 41, "colour": 1, "level": "x"}""", HttpStatusCode.BadRequest);

        problem["errors"]!.AsArray().Select(e => e!["pointer"]!.GetValue<string>()).Order(StringComparer.Ordinal).ShouldBe(["/code", "/colour", "/level", "/name"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"code": "41",}""")]
    [InlineData("""{"code": "41"} x""")]
    public async Task What_is_not_JSON_is_refused(string body)
    {
        await using var api = await Api.On(Backend.Sqlite);
        (await Refused(api, "divisions", body, HttpStatusCode.BadRequest))["code"]!.GetValue<string>().ShouldBe("malformed-json");
    }

    [Theory]
    [InlineData("PATCH", "organizations/{id}", """{"name": "a", "name": "b", "reason": "x"}""", "member-duplicate", "/name")]
    [InlineData("PATCH", "organizations/{id}", """{"colour": "a", "reason": "x"}""", "member-unknown", "/colour")]
    [InlineData("PATCH", "organizations/{id}", """{"name": null, "reason": "x"}""", "member-type", "/name")]
    [InlineData("PATCH", "organizations/{id}", """{"name": "a"}""", "member-missing", "/reason")]
    [InlineData("PATCH", "organizations/{id}", """{"name": "a", "reason": 7}""", "member-type", "/reason")]
    [InlineData("POST", "organizations/{id}/changes", """{"name": "a"}""", "member-missing", "/effectiveOn")]
    [InlineData("POST", "organizations/{id}/changes", """{"name": "a", "effectiveOn": "tomorrow"}""", "member-type", "/effectiveOn")]
    [InlineData("POST", "organizations/{id}/changes", """{"effectiveOn": "2017-01-01", "validFrom": "2017-01-01"}""", "member-unknown", "/validFrom")]
    public async Task A_correction_and_a_change_are_read_as_strictly(string method, string path, string body, string code, string pointer)
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.HasDivision("41", "河南省", "province");
        var id = await api.HasOrganization("41", "government", "河南省人民政府");
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/{path.Replace("{id}", $"{id}", StringComparison.Ordinal)}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", (await api.Get($"organizations/{id}")).Headers.ETag!.ToString());

        var response = await api.Client.SendAsync(request, Api.Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await Api.Problem(response);
        problem["code"]!.GetValue<string>().ShouldBe(code, problem.ToJsonString());
        problem["errors"]!.AsArray().ShouldContain(e => e!["pointer"]!.GetValue<string>() == pointer, problem.ToJsonString());
    }

    [Fact]
    public async Task A_change_that_is_sound_is_taken()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.HasDivision("41", "河南省", "province");
        var id = await api.HasOrganization("41", "government", "河南省人民政府");

        (await api.Has($"organizations/{id}/changes", new { effectiveOn = "2018-10-01", name = "河南省政府", document = "豫编〔2018〕1号" }))["name"]!.GetValue<string>().ShouldBe("河南省政府");
        (await api.Ask($"organizations/{id}?asOf=2018-09-30"))["name"]!.GetValue<string>().ShouldBe("河南省人民政府");
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_by_its_media_type_is_415()
    {
        await using var api = await Api.On(Backend.Sqlite);
        using var content = new StringContent(Whole, Encoding.UTF8, "text/plain");
        var response = await api.Client.PostAsync("/api/v1/divisions", content, Api.Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await Api.CodeOf(response)).ShouldBe("media-type-unsupported");
    }

    [Fact]
    public async Task A_division_that_is_not_known_is_422_in_a_body_and_404_in_a_path()
    {
        await using var api = await Api.On(Backend.Sqlite);

        var problem = await Refused(api, "organizations", """{"division": "419999", "kind": "government", "name": "x"}""", HttpStatusCode.UnprocessableEntity);
        problem["code"]!.GetValue<string>().ShouldBe("division-unknown");
        problem["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/division");
        problem["errors"]![0]!["value"]!.GetValue<string>().ShouldBe("419999");

        var response = await api.Get("divisions/419999");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Api.CodeOf(response)).ShouldBe("division-unknown");
    }

    private static async Task<JsonObject> Refused(Api api, string path, string body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("zh-CN"));
        var response = await api.Client.SendAsync(request, Api.Ct);
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync(Api.Ct));
        return await Api.Problem(response);
    }
}
