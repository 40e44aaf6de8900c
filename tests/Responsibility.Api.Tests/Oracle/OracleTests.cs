using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>Chain, vacancies, gaps, coverage, comparison and why-not are held against an oracle that looks at every thing on every day, over random histories.</summary>
/// <remarks>
/// A case is one county of its own with its own history; many share a host, side by side. Everything about it follows from its number: <c>RESPONSIBILITY_ORACLE_CASES=123</c> runs that one alone,
/// <c>20000-40000</c> those from the first up to, but not including, the last.
/// </remarks>
[Trait("Campaign", "oracle")]
public sealed class OracleTests(ITestOutputHelper output)
{
    private const int Side = 8;
    private const int CasesOfHost = 2500;
    private const int Told = 10;
    private const string Chosen = "RESPONSIBILITY_ORACLE_CASES";
    private static readonly bool IsCampaign = Environment.GetEnvironmentVariable("RESPONSIBILITY_CAMPAIGN") is "oracle";

    [Fact]
    public Task What_is_told_is_what_the_oracle_finds_on_SQLite() => Hold(Backend.Sqlite, IsCampaign ? 100_000 : 1000);

    [Fact]
    public async Task What_is_told_is_what_the_oracle_finds_on_PostgreSQL()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await Hold(Backend.Postgres, IsCampaign ? 5000 : 100);
    }

    private async Task Hold(Backend backend, int cases)
    {
        var (from, until) = Environment.GetEnvironmentVariable(Chosen) is { Length: > 0 } chosen ? Range(chosen) : (0, cases);
        var (watch, asked, different) = (Stopwatch.StartNew(), 0, new ConcurrentBag<string>());
        for (var first = from; first < until; first += CasesOfHost)
        {
            await using var api = await Api.On(backend);
            var (laws, province) = await Begin(api);
            await Parallel.ForEachAsync(
                Enumerable.Range(first, Math.Min(CasesOfHost, until - first)), new ParallelOptions { MaxDegreeOfParallelism = Side, CancellationToken = Api.Ct },
                async (number, ct) =>
                {
                    // A campaign goes on after a difference: the next one may be of another kind.
                    if (different.Count >= Told) return;
                    var held = new Case(api.Client, laws, province, number, ct);
                    if (await Differs(held, number) is { } difference) different.Add(difference);
                    Interlocked.Add(ref asked, held.Asked);
                });
        }
        different.ShouldBeEmpty(string.Join("\n\n", different));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{until - from} cases, {asked} questions, {(until - from) / watch.Elapsed.TotalSeconds:0.0} cases/s"));
    }

    private static (int From, int Until) Range(string chosen)
    {
        var ends = chosen.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToList();
        return (ends[0], ends is [_, var until] ? until : ends[0] + 1);
    }

    /// <summary>What the case shows to be different; null where nothing is.</summary>
    private static async Task<string?> Differs(Case held, int number)
    {
        try
        {
            await held.Run();
            return null;
        }
        catch (Exception different) when (different is not OperationCanceledException)
        {
            return $"Case {number} ({Chosen}={number} runs it alone):\n{string.Join('\n', held.Steps)}\n{(different is OracleException ? different.Message : different)}";
        }
    }

    private static async Task<(IReadOnlyList<Law> Laws, long Province)> Begin(Api api)
    {
        List<Law> laws = [Law.Of(1, OracleRules.Shipped)];
        foreach (var file in new[] { OracleRules.First, OracleRules.Second })
        {
            using var content = new StringContent(file.ToJsonString(), Encoding.UTF8, "application/json");
            await Api.Body(await api.Client.PostAsync("/api/v1/rule-sets", content, Api.Ct));
            laws.Add(Law.Of(await api.Head(), file));
        }
        return (laws, Api.Id(await api.Has("divisions", new { code = "41", name = "河南省", level = "province" })));
    }
}
