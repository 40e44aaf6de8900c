using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Responsibility.Api.Http;

/// <summary>A question read from route and query, strictly: an unknown parameter is a fault, as is one that does not parse or is given twice.</summary>
internal sealed class Question<T> : IBound where T : notnull
{
    private readonly Result<T> result;

    private Question(Result<T> result) => this.result = result;

    public Refusal? Refusal => result.Refusal;

    public bool ReadsQuery => true;

    /// <summary>The question; a filter has already answered where it was refused.</summary>
    public T Value => result.Required();

    public static ValueTask<Question<T>> BindAsync(HttpContext context)
    {
        var bound = Parameter.Bind(typeof(T), context.Request);
        return new(new Question<T>(bound.Refusal is { } refusal ? refusal : (T)bound.Required()));
    }
}

/// <summary>One parameter of a question: where it comes from and how it is read.</summary>
internal sealed class Parameter
{
    private static readonly ConcurrentDictionary<Type, Parameter[]> Known = new();
    private readonly ParameterInfo info;

    private Parameter(ParameterInfo info)
    {
        this.info = info;
        Name = JsonNamingPolicy.CamelCase.ConvertName(info.Name!);
        Several = info.ParameterType.IsArray;
        ValueType = info.ParameterType.GetElementType() ?? Nullable.GetUnderlyingType(info.ParameterType) ?? info.ParameterType;
        Required = !info.HasDefaultValue;
    }

    public string Name { get; }

    /// <summary>Its name in the record.</summary>
    public string MemberName => info.Name!;

    public Type ValueType { get; }

    public bool Several { get; }

    public bool Required { get; }

    public object? Default => info.HasDefaultValue ? info.DefaultValue : null;

    /// <summary>The parameters of a question: those of the constructor of its record.</summary>
    public static Parameter[] Of(Type question) => Known.GetOrAdd(question, type =>
        [.. type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters().Select(p => new Parameter(p))]);

    public static Result<object> Bind(Type question, HttpRequest request)
    {
        var parameters = Of(question);
        var faults = new List<Fault>();
        foreach (var name in request.Query.Keys.Where(name => !Array.Exists(parameters, p => p.Name == name && !request.RouteValues.ContainsKey(name))))
            faults.Add(new Fault($"/{name}", Refusals.ParameterUnknown.Code, Refusals.ParameterUnknown.Title));
        var arguments = Array.ConvertAll(parameters, p => p.Read(request, faults));
        if (faults.Find(fault => fault.Code == Refusals.NotFound.Code) is { } nowhere) return Refusals.NotFound with { Faults = [nowhere] };
        if (faults.Count > 0)
            return (faults[0].Code == Refusals.ParameterUnknown.Code ? Refusals.ParameterUnknown : Refusals.ParameterInvalid) with { Faults = faults };
        return question.GetConstructors().MaxBy(c => c.GetParameters().Length)!.Invoke(arguments);
    }

    private object? Read(HttpRequest request, List<Fault> faults)
    {
        var given = request.RouteValues.TryGetValue(Name, out var routed) ? [(string)routed!] : request.Query[Name].ToArray();
        if (given.Length is 0)
        {
            if (Required) Refuse(null);
            return Default;
        }
        if (!Several && given.Length > 1)
        {
            Refuse(string.Join(", ", given));
            return Default;
        }
        var values = Array.CreateInstance(ValueType, given.Length);
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i] is { Length: > 0 } text && TryParse(text, out var value)) values.SetValue(value, i);
            else Refuse(given[i]);
        }
        return Several ? values : values.GetValue(0);

        void Refuse(string? value)
        {
            // A word in a path names a thing: one that nobody knows is no thing of ours.
            var refusal = ValueType.IsEnum && request.RouteValues.ContainsKey(Name) ? Refusals.NotFound : Refusals.ParameterInvalid;
            faults.Add(new Fault($"/{Name}", refusal.Code, refusal.Title, value));
        }
    }

    private bool TryParse(string text, out object? value)
    {
        value = ValueType switch
        {
            var t when t == typeof(string) => text.Contains('\0', StringComparison.Ordinal) ? null : text,
            var t when t == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
            var t when t == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
            var t when t == typeof(bool) => text switch { "true" => true, "false" => false, _ => null },
            var t when t == typeof(DateOnly) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            { IsEnum: true } => Enum.GetValues(ValueType).Cast<Enum>().FirstOrDefault(word => Parameters.Word(word) == text),
            _ when IdJson.IsId(ValueType) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Activator.CreateInstance(ValueType, id) : null,
            _ => throw new NotSupportedException($"A question cannot ask with a {ValueType.Name}."),
        };
        return value is not null;
    }
}
