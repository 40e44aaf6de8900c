using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Dapper;

namespace Responsibility.Storage;

/// <summary>Words as the tables keep them: an enum value is its camelCase name, as in JSON.</summary>
/// <remarks>Dapper writes an enum as a number and lets no handler change that, so parameters that hold one are rewritten here.</remarks>
public static class Parameters
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]?> Rewritten = new();
    private static readonly ConcurrentDictionary<Enum, string> Words = new();

    public static string Word(Enum value) => Words.GetOrAdd(value, v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));

    internal static object? Of(object? parameters)
    {
        if (parameters is null or DynamicParameters or IDictionary) return parameters;
        var properties = Rewritten.GetOrAdd(parameters.GetType(), type =>
        {
            var all = type.GetProperties();
            return all.Any(p => HoldsEnum(p.PropertyType)) ? all : null;
        });
        if (properties is null) return parameters;
        var rewritten = new DynamicParameters();
        foreach (var property in properties)
            rewritten.Add(property.Name, Plain(property.GetValue(parameters)));
        return rewritten;
    }

    /// <summary>The value as a column holds it.</summary>
    internal static object? Plain(object? value) => value switch
    {
        Enum word => Word(word),
        IEnumerable<Enum> words => words.Select(Word).ToArray(),
        IEnumerable several when value is not string and not byte[] && several.GetType().GetElementType()?.IsEnum is true => several.Cast<Enum>().Select(Word).ToArray(),
        _ => value,
    };

    private static bool HoldsEnum(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type).IsEnum
        || type.GetElementType()?.IsEnum is true
        || (type.IsGenericType && type.GenericTypeArguments.Any(HoldsEnum));
}
