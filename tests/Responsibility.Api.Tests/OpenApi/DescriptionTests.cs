using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Responsibility.Api.Http;
using Responsibility.Api.OpenApi;

namespace Responsibility.Api.Tests.OpenApi;

/// <summary>The OpenAPI document says enough to be used without asking anybody.</summary>
public sealed class DescriptionTests
{
    [Fact]
    public async Task Every_schema_member_and_parameter_is_described()
    {
        var document = await Document();

        var mute = from schema in document["components"]!["schemas"]!.AsObject()
                   from member in (schema.Value!["properties"]?.AsObject() ?? []).Select(p => (Name: $"{schema.Key}.{p.Key}", Schema: p.Value!)).Append((Name: schema.Key, Schema: schema.Value!))
                   where member.Schema["description"] is null && member.Schema["$ref"] is null && member.Schema["anyOf"] is null
                   select member.Name;
        var silent = from operation in Operations(document)
                     from parameter in operation["parameters"]!.AsArray()
                     where parameter!["$ref"] is null && parameter["description"] is null
                     select $"{operation["operationId"]} {parameter["name"]}";

        mute.Concat(silent).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_operation_has_a_summary_a_heading_that_is_described_and_examples_of_what_it_takes_and_answers()
    {
        var document = await Document();
        var headings = document["tags"]!.AsArray().Select(t => t!["name"]!.GetValue<string>()).ToList();

        var poor = from operation in Operations(document)
                   let contents = new[] { operation["requestBody"] }.Concat(operation["responses"]!.AsObject().Where(r => r.Key[0] is '2').Select(r => r.Value)).Select(body => body?["content"]?.AsObject())
                   where operation["summary"] is null
                       || !headings.Contains(operation["tags"]![0]!.GetValue<string>())
                       || contents.Any(content => content is not null && content.Any(media => media.Key.EndsWith("json", StringComparison.Ordinal) && media.Value!["example"] is null))
                   select operation["operationId"]!.GetValue<string>();

        poor.ShouldBeEmpty();
        Operations(document).Select(o => o["operationId"]!.GetValue<string>()).ShouldBeUnique(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Examples_are_what_the_api_would_read_and_write()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var examples = api.Services.GetRequiredService<Examples>();
        var taken = Metadata<TakesMetadata>(api).Where(t => t.Form is BodyForm.Whole).Select(t => t.Type);
        var answered = Metadata<AnswersMetadata>(api).Select(a => a.Type).OfType<Type>();

        foreach (var type in taken.Concat(answered).Distinct())
        {
            var example = examples.Of(type).ShouldNotBeNull(type.Name);
            Should.NotThrow(() => example.Deserialize(type, ApiJson.Options), type.Name);
        }
    }

    private static IEnumerable<T> Metadata<T>(Api api) where T : class =>
        api.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<T>()).OfType<T>();

    private static IEnumerable<JsonNode> Operations(JsonObject document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!);

    private static async Task<JsonObject> Document()
    {
        await using var api = await Api.On(Backend.Sqlite);
        using var stranger = api.Connect(null);
        return JsonNode.Parse(await stranger.GetStringAsync("/openapi/v1.json", Api.Ct))!.AsObject();
    }
}
