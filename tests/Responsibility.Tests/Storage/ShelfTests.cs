using Responsibility.Storage;

namespace Responsibility.Tests.Storage;

public sealed class ShelfTests
{
    [Fact]
    public void What_is_asked_for_again_and_again_does_not_outgrow_the_shelf()
    {
        const int Capacity = 100;
        const int Bytes = 10;
        var shelf = new Shelf(Capacity);
        for (var i = 0; i < 200; i++)
        {
            shelf.Keep($"{i}", new object(), Bytes);
            for (var j = 0; j <= i; j++) _ = shelf.Find<object>($"{j}");
        }

        Enumerable.Range(0, 200).Count(i => shelf.Find<object>($"{i}") is not null).ShouldBeLessThanOrEqualTo(Capacity / Bytes);
    }

    [Fact]
    public void What_was_derived_of_a_division_holds_until_a_fact_tells_of_it()
    {
        var shelf = new Shelf(1000);
        shelf.Follow(10, null);
        shelf.Keep("part", 7, 10, "as known at 10", 1);

        shelf.Find<string>("part", 7, 12).ShouldBeNull("nobody has looked at the facts since");
        shelf.Follow(12, [(8, 11)]);
        shelf.Find<string>("part", 7, 12).ShouldBe("as known at 10");
        shelf.Follow(13, [(7, 13)]);
        shelf.Find<string>("part", 7, 13).ShouldBeNull();
        shelf.Find<string>("part", 7, 12).ShouldBeNull("only the last fact that told of it is remembered: rather derived anew than wrong");

        shelf.Keep("part", 7, 13, "as known at 13", 1);
        shelf.Keep("part", 7, 12, "as known at 12", 1);
        shelf.Find<string>("part", 7, 13).ShouldBe("as known at 13");
        shelf.Find<string>("part", 7, 12).ShouldBe("as known at 12");
    }
}
