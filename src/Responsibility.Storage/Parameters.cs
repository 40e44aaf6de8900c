using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;

namespace Responsibility.Storage;

/// <summary>Parameters of a statement as the tables keep their values: ids as numbers, enum values as their camelCase names.</summary>
public static class Parameters
{
    private static readonly ConcurrentDictionary<Type, (string Name, Func<object, object?> Read)[]> Readers = new();
    private static readonly ConcurrentDictionary<Enum, string> Words = new();

    /// <summary>An enum value as JSON and the tables write it.</summary>
    public static string Word(Enum value) => Words.GetOrAdd(value, v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));

    /// <summary>Gives a statement the properties of <paramref name="parameters"/>, or the entries of a dictionary.</summary>
    internal static void Bind(DbParameterCollection bound, Func<DbParameter> create, object? parameters)
    {
        switch (parameters)
        {
            case null:
                break;
            case IReadOnlyDictionary<string, object?> given:
                foreach (var (name, value) in given) Set(bound, create, name, value);
                break;
            default:
                foreach (var (name, read) in Readers.GetOrAdd(parameters.GetType(), Compile)) Set(bound, create, name, read(parameters));
                break;
        }
    }

    /// <summary>The value as a column holds it.</summary>
    private static object Plain(object? value) => value switch
    {
        null => DBNull.Value,
        IId id => id.Value,
        Enum word => Word(word),
        decimal number => (double)number,
        _ => value,
    };

    /// <summary>A command that is used again has its parameters already: they only take new values.</summary>
    private static void Set(DbParameterCollection bound, Func<DbParameter> create, string name, object? value)
    {
        if (bound.IndexOf(name) is var index and >= 0)
        {
            bound[index].Value = Plain(value);
            return;
        }
        var parameter = create();
        parameter.ParameterName = name;
        parameter.Value = Plain(value);
        bound.Add(parameter);
    }

    private static (string Name, Func<object, object?> Read)[] Compile(Type type) => Array.ConvertAll(type.GetProperties(), property => ("@" + property.Name, Reader(type, property)));

    /// <summary>What reads a property of an object of that type, compiled: reflection would cost more than the row.</summary>
    internal static Func<object, object?> Reader(Type type, PropertyInfo property)
    {
        var source = Expression.Parameter(typeof(object));
        var read = Expression.Convert(Expression.Property(Expression.Convert(source, type), property), typeof(object));
        return Expression.Lambda<Func<object, object?>>(read, source).Compile();
    }
}
