using Responsibility.Cli.Generation;

namespace Responsibility.Tests.Generation;

public sealed class DiceTests
{
    [Fact]
    public void Chance_is_SplitMix64_as_published()
    {
        // Vigna's splitmix64.c, seeded with 1234567.
        var dice = new Dice(1234567);
        ulong[] drawn = [dice.Next(), dice.Next(), dice.Next(), dice.Next(), dice.Next()];
        drawn.ShouldBe([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]);
    }

    [Fact]
    public void Each_division_and_purpose_has_dice_of_its_own()
    {
        ulong[] first = [new Dice(1, "41", "a").Next(), new Dice(2, "41", "a").Next(), new Dice(1, "42", "a").Next(), new Dice(1, "41", "b").Next()];
        first.ShouldBeUnique();
        new Dice(1, "41", "a").Next().ShouldBe(first[0]);
    }
}
