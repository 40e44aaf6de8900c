using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;

namespace Responsibility.Storage;

internal static class TypeHandlers
{
#pragma warning disable CA2255 // Dapper's type map is process-wide, and so is this
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Days stay the days they are: 9999-12-31 is a date like any other, not PostgreSQL's infinity.
        AppContext.SetSwitch("Npgsql.DisableDateTimeInfinityConversions", true);
        SqlMapper.AddTypeHandler(new Day());
        foreach (var id in typeof(IId<>).Assembly.GetTypes().Where(t => t.IsValueType && IdJson.IsId(t)))
            SqlMapper.AddTypeHandler(id, (SqlMapper.ITypeHandler)Activator.CreateInstance(typeof(Key<>).MakeGenericType(id))!);
    }

    private sealed class Key<T> : SqlMapper.TypeHandler<T> where T : struct, IId<T>
    {
        public override void SetValue(IDbDataParameter parameter, T value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.Value;
        }

        public override T Parse(object value) => T.From(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    /// <summary>SQLite keeps a day as ISO text, PostgreSQL as a date; both sort and compare alike.</summary>
    private sealed class Day : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;

        public override DateOnly Parse(object value) => Days.Of(value);
    }
}

/// <summary>Days as each database hands them out.</summary>
public static class Days
{
    public static DateOnly Of(object value) => value switch
    {
        DateOnly day => day,
        DateTime midnight => DateOnly.FromDateTime(midnight),
        _ => DateOnly.ParseExact((string)value, "yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
