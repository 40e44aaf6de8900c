using System.Globalization;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>A random history of one county, and random questions about it in between and afterwards; everything follows from the number.</summary>
internal sealed class Case
{
    private readonly int writes;
    private readonly int questions;
    private readonly Register register;
    private readonly Writing writing;
    private readonly Asking asking;
    private readonly Dice dice;

    /// <param name="province">Id of the province in which all counties are.</param>
    public Case(HttpClient client, IReadOnlyList<Law> laws, long province, int number, CancellationToken ct)
    {
        dice = new Dice(number);
        // One in three is long; many short ones find more in the same time.
        (writes, questions) = number % 3 is 0 ? (17, 15) : (9, 6);
        register = new Register(client, ct);
        var prefix = (500_000 + (number % 400_000)).ToString(CultureInfo.InvariantCulture);
        register.Begins(Thing.New("division", province, 0, Days.Count, new Dictionary<string, object?> { ["code"] = "410000000000", ["name"] = "河南省", ["level"] = "province", ["parent"] = null }));
        writing = new Writing(register, dice, prefix);
        asking = new Asking(register, dice, laws, prefix);
    }

    public IReadOnlyList<string> Steps => register.Steps;

    public int Asked => asking.Asked;

    public async Task Run()
    {
        await writing.Begin();
        for (var write = 0; write < writes; write++)
        {
            await writing.Next();
            if (dice.OneIn(4)) await asking.Next();
        }
        while (asking.Asked < questions) await asking.Next();
    }
}

/// <summary>Chance that can be had again.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    public int Below(int end) => random.Next(end);

    public int Between(int from, int last) => random.Next(from, last + 1);

    public bool OneIn(int of) => random.Next(of) is 0;

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public T? MaybeOf<T>(IReadOnlyList<T> from) where T : class => from.Count is 0 ? null : Pick(from);

    /// <summary>A day; half of the time one of the few on which things happen in this county.</summary>
    public int Day() => OneIn(2) ? Pick(Keys) : Between(2, Days.Last);

    /// <summary>A start: before records, or a day.</summary>
    public int Start() => OneIn(3) ? 0 : Math.Min(Day(), 60);

    /// <summary>An end after that start: open, or a day.</summary>
    public int End(int start) => OneIn(2) ? Days.Count : Math.Max(Day(), Math.Max(start, 1) + 1);

    /// <summary>A day to be asked about: one on which things happen, the day before, or any.</summary>
    public int Asked() => Below(8) switch { < 4 => Pick(Keys), < 6 => Pick(Keys) - 1, 6 => Pick([7, 8, 49, 50, 91]), _ => Between(1, 91) };

    private IReadOnlyList<int> Keys => keys ??= [.. Enumerable.Range(0, 4).Select(_ => Between(3, 75))];

    private IReadOnlyList<int>? keys;
}
