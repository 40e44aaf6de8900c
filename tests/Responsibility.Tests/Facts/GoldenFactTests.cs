using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Api;
using Responsibility.Rules;
using Responsibility.Storage;

namespace Responsibility.Tests.Facts;

/// <summary>
/// One fact of every kind as ledgers hold it (<c>golden-facts.jsonl</c>): read, written again byte for byte, and applied. A ledger is never
/// rewritten, so a row here never changes: what must be otherwise is a new kind with a row of its own, and the old one stays.
/// </summary>
public sealed partial class GoldenFactTests
{
    private static readonly IReadOnlyList<Golden> Rows =
    [
        .. from line in File.ReadAllLines(Path.Combine(Files.Root, "tests", "Responsibility.Tests", "Facts", "golden-facts.jsonl"))
           where line.Length > 0
           let row = JsonDocument.Parse(line).RootElement
           select new Golden(
               row.GetProperty("kind").GetString()!,
               row.GetProperty("payload").GetRawText(),
               row.TryGetProperty("personal", out var personal) ? [.. personal.EnumerateObject().Select(m => (m.Name, (string?)m.Value.GetRawText()))] : []),
    ];

    private static readonly Dictionary<string, Type> Types = FactTypes.All
        .Where(t => t is { IsAbstract: false, ContainsGenericParameters: false } && typeof(IFact).IsAssignableFrom(t))
        .ToDictionary(t => (string)t.GetProperty("Kind", BindingFlags.Static | BindingFlags.Public)!.GetValue(null)!, StringComparer.Ordinal);

    [Fact]
    public void Every_kind_of_fact_has_a_row_and_a_name_that_says_its_shape()
    {
        Types.Keys.Except(Rows.Select(r => r.Kind), StringComparer.Ordinal).ShouldBeEmpty("add a row to golden-facts.jsonl");
        Rows.Select(r => r.Kind).Except(Types.Keys, StringComparer.Ordinal).ShouldBeEmpty("a kind that ledgers hold can no longer be read");
        Types.Keys.Where(kind => !Kind().IsMatch(kind)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_kind_is_read_and_written_again_byte_for_byte()
    {
        foreach (var row in Rows)
            typeof(GoldenFactTests).GetMethod(nameof(IsTheSame), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(Types[row.Kind]).Invoke(null, [row]);
    }

    [Fact]
    public async Task Every_kind_applies_and_without_what_was_erased_too()
    {
        foreach (var erased in new[] { false, true })
        {
            var folder = Directory.CreateTempSubdirectory("responsibility-golden-");
            await using (var database = Database.Open($"Data Source={Path.Combine(folder.FullName, "golden.db")}", TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance))
            {
                Migrations.Apply(database);
                var kinds = FactKinds.Of(FactTypes.All);
                await database.Operate(async session =>
                {
                    foreach (var (index, row) in Rows.Index())
                        await kinds.Read(row.Kind, row.Bytes, row.Personal.Select(p => (p.Member, erased ? null : p.Value)))(session, index + 1);
                }, TestContext.Current.CancellationToken);
                (await database.Read(s => s.Get<long>("SELECT count(*) FROM official WHERE name IS NOT NULL"), TestContext.Current.CancellationToken)).ShouldBe(erased ? 0 : 5);
            }
            folder.Delete(recursive: true);
        }
    }

    private static void IsTheSame<T>(Golden row) where T : IFact
    {
        var fact = FactCodec.Read<T>(row.Bytes, row.Personal);
        var written = Encoding.UTF8.GetString(FactCodec.Payload(fact));
        Nonce().Replace(written, "{", 1).ShouldBe(row.Payload, row.Kind);
        FactCodec.Personal(fact).Select(m => $"{m.Member} {m.Value}").ShouldBe(row.Personal.Select(p => $"{p.Member} {p.Value}"), row.Kind);
    }

    private sealed record Golden(string Kind, string Payload, IReadOnlyList<(string Member, string? Value)> Personal)
    {
        public byte[] Bytes => Encoding.UTF8.GetBytes(Payload.Length > 2 ? "{\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAA==\"," + Payload[1..] : "{\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}");
    }

    [GeneratedRegex("^[a-z][A-Za-z]+/[0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kind();

    [GeneratedRegex("^\\{\"nonce\":\"[A-Za-z0-9+/]{22}==\",?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nonce();
}
