using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Responsibility.Api.OpenApi;

/// <summary>Schemas read from the serializer's own contracts, so that they say what is really read and written: names, null, what is required.</summary>
internal sealed class Schemas(XmlDocs docs, Bounds bounds) : ISchemaGenerator
{
    private static readonly IReadOnlyList<Added> OfChange =
    [
        new("effectiveOn", typeof(DateOnly), "First day on which it is otherwise.", Required: true),
        new("document", typeof(string), "The document that says so.", Required: false),
        new("reason", typeof(string), "Why.", Required: false),
    ];

    private static readonly IReadOnlyList<Added> OfCorrection = [new("reason", typeof(string), "Why it is corrected; required here or as a query parameter.", Required: false)];

    public IOpenApiSchema GenerateSchema(
        Type modelType, SchemaRepository schemaRepository, MemberInfo? memberInfo = null, ParameterInfo? parameterInfo = null, ApiParameterRouteInfo? routeInfo = null) =>
        Of(modelType, schemaRepository, request: false);

    /// <summary>What the API answers with.</summary>
    public IOpenApiSchema Answer(Type type, SchemaRepository repository) => Of(type, repository, request: false);

    /// <summary>What the API takes, of which nothing else is tolerated.</summary>
    /// <param name="operationId">Names the schema of a change or correction.</param>
    public IOpenApiSchema Request(TakesMetadata takes, string operationId, SchemaRepository repository)
    {
        if (takes.Form is BodyForm.Whole) return Of(takes.Type, repository, request: true);
        var change = takes.Form is BodyForm.Change;
        var schema = Closed(change
            ? "Name the members that are otherwise from `effectiveOn` on; the others stay as they are."
            : "A merge patch (RFC 7396): name the members that were recorded wrongly, with what is right.");
        foreach (var property in ApiJson.Options.GetTypeInfo(takes.Type).Properties)
            if (!change || property.Name is not ("validFrom" or "validUntil"))
                schema.Properties![property.Name] = Member(takes.Type, property, repository, request: true, withDefault: false);
        foreach (var (name, type, description, required) in change ? OfChange : OfCorrection)
        {
            schema.Properties![name] = Scalar(type, description)!;
            if (required) schema.Required!.Add(name);
        }
        schema.MinProperties = schema.Required!.Count + 1;
        return Define(char.ToUpperInvariant(operationId[0]) + operationId[1..], schema, repository);
    }

    /// <summary>A value in a path or query.</summary>
    /// <param name="question">The question to which it belongs.</param>
    public IOpenApiSchema Parameter(Parameter parameter, Type question, SchemaRepository repository)
    {
        var schema = Of(parameter.ValueType, repository, request: true);
        if (schema is OpenApiSchema bounded && !parameter.Several) bounds.Tell(question, parameter.MemberName, bounded);
        if (parameter.Default is { } standard)
        {
            var value = JsonSerializer.SerializeToNode(standard, ApiJson.Options);
            if (schema is OpenApiSchema plain) plain.Default = value;
            else ((OpenApiSchemaReference)schema).Default = value;
        }
        return parameter.Several ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema;
    }

    private IOpenApiSchema Of(Type given, SchemaRepository repository, bool request)
    {
        var type = Nullable.GetUnderlyingType(given) ?? given;
        if (Scalar(type, null) is { } scalar) return scalar;
        if (repository.TryLookupByType(type, out var known)) return new OpenApiSchemaReference(known.Reference.Id!);
        if (type.IsEnum) return Enumeration(type, repository);
        var contract = ApiJson.Options.GetTypeInfo(type);
        return contract.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(contract.ElementType!, repository, request) },
            JsonTypeInfoKind.Dictionary => new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = Of(contract.ElementType!, repository, request) },
            JsonTypeInfoKind.Object => Record(type, contract, repository, request),
            _ => throw new NotSupportedException($"OpenAPI cannot tell of {type}."),
        };
    }

    private OpenApiSchemaReference Record(Type type, JsonTypeInfo contract, SchemaRepository repository, bool request)
    {
        var schema = request ? Closed(docs.Summary(type)) : Open(docs.Summary(type));
        repository.RegisterType(type, Id(type));
        var reference = Define(Id(type), schema, repository);
        foreach (var property in contract.Properties)
        {
            schema.Properties![property.Name] = Member(type, property, repository, request, withDefault: true);
            // What is always written is promised; what may be left out is not asked for.
            if (request ? property.IsRequired : property.ShouldSerialize is null) schema.Required!.Add(property.Name);
        }
        return reference;
    }

    private IOpenApiSchema Member(Type owner, JsonPropertyInfo property, SchemaRepository repository, bool request, bool withDefault)
    {
        var schema = Of(property.PropertyType, repository, request);
        var name = (property.AttributeProvider as MemberInfo)?.Name ?? property.Name;
        var description = docs.MemberOrUsual(owner, name);
        // An answer leaves out, rather than writes as null, what is only written where there is something to say.
        var nullable = (request || property.ShouldSerialize is null) && (Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && (request ? property.IsSetNullable : property.IsGetNullable)));
        var standard = withDefault && request && property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } value }
            ? JsonSerializer.SerializeToNode(value, property.PropertyType, ApiJson.Options)
            : null;
        if (schema is OpenApiSchemaReference reference)
        {
            if (nullable) return new OpenApiSchema { AnyOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }], Description = description };
            if (description is not null) reference.Description = description;
            if (standard is not null) reference.Default = standard;
            return reference;
        }
        var plain = (OpenApiSchema)schema;
        if (nullable && plain.Type is not null) plain.Type |= JsonSchemaType.Null;
        (plain.Description, plain.Default) = (description, standard);
        if (request) bounds.Tell(owner, name, plain);
        return plain;
    }

    private static OpenApiSchemaReference Define(string id, OpenApiSchema schema, SchemaRepository repository)
    {
        repository.AddDefinition(id, schema);
        return new OpenApiSchemaReference(id);
    }

    private OpenApiSchemaReference Enumeration(Type type, SchemaRepository repository)
    {
        var values = Enum.GetValues(type).Cast<Enum>().ToList();
        var labels = values.Select(value => Labels.Find(value) is { } label ? $"`{Parameters.Word(value)}` {label.Zh} {label.En}" : $"`{Parameters.Word(value)}`");
        repository.RegisterType(type, type.Name);
        return Define(type.Name, new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. values.Select(value => (JsonNode)Parameters.Word(value))],
            Description = $"{docs.Summary(type)} {string.Join("; ", labels)}.".TrimStart(),
        }, repository);
    }

    private static OpenApiSchema? Scalar(Type type, string? description)
    {
        var schema = type switch
        {
            _ when type == typeof(string) || type == typeof(Text) => new OpenApiSchema { Type = JsonSchemaType.String },
            _ when type == typeof(bool) => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            _ when type == typeof(int) => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            _ when type == typeof(long) => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
            _ when type == typeof(double) || type == typeof(decimal) => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
            _ when type == typeof(DateOnly) => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
            _ when type == typeof(DateTimeOffset) => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            _ when IdJson.IsId(type) => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "1" },
            _ when type == typeof(JsonObject) => new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true, AdditionalProperties = new OpenApiSchema() },
            _ when type == typeof(JsonNode) || type == typeof(JsonElement) || type == typeof(object) => new OpenApiSchema(),
            _ => null,
        };
        if (schema is not null && description is not null) schema.Description = description;
        return schema;
    }

    /// <summary><c>Division</c>, <c>DivisionPage</c> for <c>Page&lt;Division&gt;</c>.</summary>
    private static string Id(Type type) => type.IsGenericType ? string.Concat(type.GenericTypeArguments.Select(Id)) + type.Name.Split('`')[0] : type.Name;

    private static OpenApiSchema Open(string? description) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
        Required = new SortedSet<string>(StringComparer.Ordinal),
    };

    private static OpenApiSchema Closed(string? description)
    {
        var schema = Open(description);
        schema.AdditionalPropertiesAllowed = false;
        return schema;
    }

    /// <summary>A member that a form of a body has besides those of the statement.</summary>
    private sealed record Added(string Name, Type Type, string Description, bool Required);
}
