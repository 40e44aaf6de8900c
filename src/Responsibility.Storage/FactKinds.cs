using System.Reflection;

namespace Responsibility.Storage;

/// <summary>Every kind of fact that this release can apply: what replay reads the ledger with.</summary>
public sealed class FactKinds
{
    private readonly Dictionary<string, Func<byte[], IEnumerable<(string, string?)>, Func<Session, long, Task>>> readers = new(StringComparer.Ordinal);

    public IEnumerable<string> All => readers.Keys;

    /// <summary>Registers every closed fact type among <paramref name="types"/>.</summary>
    public static FactKinds Of(IEnumerable<Type> types)
    {
        var kinds = new FactKinds();
        var add = typeof(FactKinds).GetMethod(nameof(Add), BindingFlags.Instance | BindingFlags.NonPublic)!;
        foreach (var type in types.Where(t => t is { IsAbstract: false, ContainsGenericParameters: false } && typeof(IFact).IsAssignableFrom(t)))
            add.MakeGenericMethod(type).Invoke(kinds, null);
        return kinds;
    }

    /// <summary>The fact as something to apply.</summary>
    public Func<Session, long, Task> Read(string kind, byte[] payload, IEnumerable<(string Member, string? Value)> personal) =>
        readers.TryGetValue(kind, out var read)
            ? read(payload, personal)
            : throw new InvalidDataException($"The ledger holds a fact of kind '{kind}', which this release does not know.");

    private void Add<T>() where T : IFact =>
        readers.Add(T.Kind, (payload, personal) =>
        {
            var fact = FactCodec.Read<T>(payload, personal);
            return fact.Apply;
        });
}
