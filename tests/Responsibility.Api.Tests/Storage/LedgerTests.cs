using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Storage;

/// <summary>What the ledger promises, computed here in plain words and not with the ledger's own code.</summary>
public sealed class LedgerTests
{
    [Theory, OnEveryDatabase]
    public async Task Sixty_four_writers_at_once_leave_no_hole_and_no_step_back_in_time(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var head = await api.Head();

        // Every third is a second use of a staff number, every fifth is refused by its shape: both take their positions back.
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async writer =>
        {
            var created = 0;
            for (var i = 0; i < 6; i++)
            {
                var number = i % 3 is 2 ? "TAKEN" : string.Create(CultureInfo.InvariantCulture, $"W{writer:00}{i}");
                var response = await api.Post("officials", new { staffNumber = number, name = i % 5 is 4 ? "" : "干部" });
                if (response.IsSuccessStatusCode) created++;
                else ((int)response.StatusCode).ShouldBe(i % 5 is 4 ? 400 : 409);
            }
            return created;
        }));

        // Of the six, two use the number TAKEN and one has no name.
        answers.Sum().ShouldBe((64 * 3) + 1);
        var rows = await Rows(api);
        rows.Select(r => r.Position).ShouldBe(Enumerable.Range(1, rows.Count).Select(i => (long)i));
        rows.Count.ShouldBe((int)head + answers.Sum());
        rows.Zip(rows.Skip(1)).ShouldAllBe(pair => string.CompareOrdinal(pair.First.RecordedAt, pair.Second.RecordedAt) <= 0);
    }

    [Theory, OnEveryDatabase]
    public async Task Each_leaf_says_what_its_row_says_and_binds_payload_and_persons(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var personal = (await api.Database.Read(session => session.List<PersonalRow>("SELECT position, member, salt, value FROM personal"), Api.Ct)).ToLookup(p => p.Position);

        var rows = await Rows(api);
        var erased = rows.Where(row => row.Kind == Erasure.Kind).SelectMany(row => Erasure.Facts(row.Payload)).ToDictionary(fact => fact.Position, fact => fact.Digests);
        foreach (var row in rows)
        {
            var lines = Encoding.UTF8.GetString(row.Leaf).Split('\n');
            lines.ShouldBe(["rcl/v1", row.Kind, row.RecordedAt, row.Actor, Base64(row.Payload), Commitment([.. personal[row.Position]], erased.GetValueOrDefault(row.Position)), ""]);
            row.LeafHash.ShouldBe(SHA256.HashData([0x00, .. row.Leaf]));
            row.RecordedAt.ShouldMatch("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$");
        }
        var kept = personal.SelectMany(p => p).Where(p => !erased.ContainsKey(p.Position)).ToList();
        kept.ShouldAllBe(p => p.Salt!.Length == 32);
        kept.Select(p => Convert.ToHexString(p.Salt!)).ShouldBeUnique();
        personal.SelectMany(p => p).Except(kept).ShouldAllBe(p => p.Salt == null && p.Value == null);
    }

    [Theory, OnEveryDatabase]
    public async Task No_leaf_and_no_payload_names_a_person_a_telephone_or_a_reason(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var values = await api.Database.Read(session => session.List<string>("SELECT DISTINCT value FROM personal WHERE value IS NOT NULL"), Api.Ct);
        foreach (var known in new[] { BusyHistory.Name, BusyHistory.Phone, BusyHistory.Reason }) values.ShouldContain($"\"{known}\"");

        var published = (await Rows(api)).Select(row => Encoding.UTF8.GetString(row.Leaf) + Encoding.UTF8.GetString(row.Payload)).ToList();

        foreach (var value in values.Where(v => v is not ("null" or "\"\"")))
            published.ShouldAllBe(text => !text.Contains(value, StringComparison.Ordinal), value);
    }

    /// <param name="erased">Digests of members whose salts and values are gone.</param>
    private static string Commitment(IReadOnlyList<PersonalRow> members, IReadOnlyDictionary<string, string>? erased)
    {
        if (members.Count is 0) return "-";
        var lines = members.OrderBy(m => m.Member, StringComparer.Ordinal).Select(m => $"{m.Member} {erased?[m.Member] ?? Base64([.. m.Salt!, .. Encoding.UTF8.GetBytes(m.Value!)])}\n");
        return Base64(Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(SHA256.HashData(bytes));

    private static Task<IReadOnlyList<LedgerRow>> Rows(Api api) =>
        api.Database.Read(session => session.List<LedgerRow>("SELECT position, recorded_at, kind, actor, payload, leaf, leaf_hash FROM ledger ORDER BY position"), Api.Ct);
}
