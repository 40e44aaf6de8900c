using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Responsibility.Api.OpenApi;

/// <summary>Says of each route what its metadata says: parameters, body, answers, refusals, and who may call it.</summary>
internal sealed class Operations(XmlDocs docs, Schemas schemas, Examples examples, IOptions<AuthorizationOptions> policies) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var route = Route.Of(context);
        operation.Parameters = [.. Parameters(route, context), .. Shared.Parameters(route, context.Document)];
        operation.RequestBody = RequestBody(operation, route, context);
        operation.Responses = [];
        if (route.Answers is { } answers) operation.Responses.Add(answers.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), Answer(answers, route, context));
        if (route is { Repeats: true, Answers: { } first })
        {
            var repeated = Answer(first with { Status = StatusCodes.Status200OK }, route, context);
            repeated.Description = "It was recorded before: nothing is recorded, and this is how it is.";
            repeated.Headers?.Remove("Location");
            operation.Responses.Add("200", repeated);
        }
        if (route.HasVersion && route.IsGet) operation.Responses.Add("304", new OpenApiResponse { Description = "The version is the one that If-None-Match names." });
        foreach (var (status, response) in Responses.Of(route, context)) operation.Responses.Add(status, response);
        operation.Security = route.IsOpen ? [] : null;
        operation.Description = Description(route);
    }

    private IEnumerable<IOpenApiParameter> Parameters(Route route, OperationFilterContext context)
    {
        if (route.Question is not { } question) yield break;
        foreach (var parameter in Http.Parameter.Of(question))
        {
            var inPath = route.Path.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal);
            var described = new OpenApiParameter
            {
                Name = parameter.Name,
                In = inPath ? ParameterLocation.Path : ParameterLocation.Query,
                Required = inPath || parameter.Required,
                Description = docs.MemberOrUsual(question, parameter.MemberName),
                Schema = schemas.Parameter(parameter, question, context.SchemaRepository),
            };
            if (parameter.Several) (described.Style, described.Explode) = (ParameterStyle.Form, true);
            yield return described;
        }
    }

    private OpenApiRequestBody? RequestBody(OpenApiOperation operation, Route route, OperationFilterContext context)
    {
        if (route.TakesFile is { } file) return File(file);
        if (route.Takes is not { } takes) return null;
        var schema = schemas.Request(takes, operation.OperationId!, context.SchemaRepository);
        return new OpenApiRequestBody
        {
            Required = true,
            Content = Media(takes.Form is BodyForm.Correction ? ["application/merge-patch+json", "application/json"] : ["application/json"], schema, () => examples.Of(takes)),
        };
    }

    /// <summary>A file, as the body itself or as the part of a form that is named so.</summary>
    private static OpenApiRequestBody File(TakesFileMetadata file) => new()
    {
        Required = true,
        Content = file.MediaTypes.ToDictionary(media => media, media => new OpenApiMediaType
        {
            Schema = media.StartsWith("multipart/", StringComparison.Ordinal)
                ? new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string>(StringComparer.Ordinal) { "file" },
                    Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The file." } },
                }
                : new OpenApiSchema { Type = JsonSchemaType.String, Description = "The file." },
            Example = media.EndsWith("ndjson", StringComparison.Ordinal) ? """{"code": "410225", "name": "兰考县", "level": "county", "parent_code": "4102"}""" : null,
        }, StringComparer.Ordinal),
    };

    private OpenApiResponse Answer(AnswersMetadata answers, Route route, OperationFilterContext context)
    {
        var response = new OpenApiResponse { Description = answers.Status switch { 201 => "Created.", 202 => "Accepted.", 204 => "Done; there is nothing to show.", _ => "The answer." } };
        if (answers.Media is { } media) response.Content = Media([media], new OpenApiSchema { Type = JsonSchemaType.String }, () => answers.Example is { } text ? System.Text.Json.Nodes.JsonValue.Create(text) : null);
        if (answers.Type is not { } type) return response;
        response.Content = Media(["application/json"], schemas.Answer(type, context.SchemaRepository), () => examples.Of(type));
        if (answers.Csv)
            response.Content["text/csv"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "One row for each item, UTF-8 with BOM; asked for with `Accept: text/csv`." } };
        if (answers.Html)
            response.Content["text/html"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The same as a page to be printed, in the language asked for; asked for with `Accept: text/html`." } };
        if (answers.Events)
            response.Content["text/event-stream"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Each item as an event, as it happens; asked for with `Accept: text/event-stream`." } };
        response.Headers = Shared.Headers(route, context.Document);
        return response;
    }

    private static Dictionary<string, OpenApiMediaType> Media(IEnumerable<string> types, IOpenApiSchema schema, Func<System.Text.Json.Nodes.JsonNode?> example) =>
        types.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = schema, Example = example() }, StringComparer.Ordinal);

    private string? Description(Route route)
    {
        var said = (route.Takes is { Form: BodyForm.Whole } takes ? docs.Remarks(takes.Type) : null) ?? (route.Question is { } question ? docs.Remarks(question) : null);
        var roles = route.Policies
            .SelectMany(policy => policies.Value.GetPolicy(policy)?.Requirements ?? [])
            .OfType<ClaimsAuthorizationRequirement>()
            .Select(requirement => requirement.AllowedValues ?? [])
            .MinBy(allowed => allowed.Count());
        var allowed = roles is null ? null : $"Roles: {string.Join(", ", roles.Select(role => $"`{role}`"))}.";
        var reach = route.HeedsScope ? null : "Only for those who reach every division.";
        var text = string.Join("\n\n", new[] { said, allowed, reach }.Where(part => part is not null));
        return text.Length is 0 ? null : text;
    }
}
