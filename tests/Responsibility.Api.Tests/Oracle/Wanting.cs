using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>What of the lists is asked for; one value at most of each.</summary>
internal sealed record Listed(string? Position = null, string? Tag = null, string? NotTag = null, string? Level = null, string? Clause = null, string? Kind = null, string? Programme = null)
{
    public string Text => string.Concat(new[] { ("position", Position), ("tag", Tag), ("notTag", NotTag), ("level", Level), ("clause", Clause), ("kind", Kind), ("programme", Programme) }
        .Where(filter => filter.Item2 is not null).Select(filter => $"&{filter.Item1}={filter.Item2}"));
}

/// <summary>What a division and those below it lack: gaps, coverage, vacancies, place by place.</summary>
internal sealed class Wanting(Moment moment, string within, Listed filter)
{
    private static readonly Filter Everything = new([], []);

    private readonly long root = moment.Place(within)!.Id;

    /// <summary>Each place, and the one right below the root to which it belongs; the root belongs to itself.</summary>
    private IEnumerable<(long Place, long Child)> Places => moment.World.Subtree(root, moment.Day).Where(place => moment.On(place) is not null).Select(place => (place, Child(place)));

    public IEnumerable<Gap> Gaps() => Places.Where(place => Named(place.Place)).SelectMany(place => new PlaceInChain(moment, place.Place, [place.Place], Everything).Gaps()).Where(gap => Wanted(gap.Rule, gap.Position, gap.Place));

    public IEnumerable<JsonObject> Vacancies() =>
        from post in moment.World.All("post")
        let cell = moment.On(post.Id)
        where cell is not null && (filter.Position is null || cell.Is("position", filter.Position))
        let body = moment.On(cell.Id("organization"))
        where body is not null && moment.On(body.Id("division")) is not null && moment.World.Subtree(root, moment.Day).Contains(body.Id("division")!.Value) && Named(body.Id("division")!.Value)
        let seat = moment.Seat(post.Id)
        where seat.Status is not "filled"
        select new JsonObject
        {
            ["division"] = moment.DivisionJson(body.Id("division")!.Value),
            ["organization"] = moment.BodyJson(cell.Id("organization")!.Value),
            ["post"] = moment.PostJson(post.Id),
            ["status"] = seat.Status,
            ["since"] = seat.Open > 0 ? Days.Start(Math.Max(seat.Start, seat.LastEnd)) : null,
            ["endsOn"] = seat.Status is "endingSoon" ? Days.End(seat.NextEnd) : null,
            ["openSeats"] = seat.Open,
            ["acting"] = seat.Acting,
        };

    /// <summary>Every seat and body that is required, one by one.</summary>
    private sealed record Required(LawRule Rule, long Place, long Child, long Seats, long Filled, long Acting, long Missing);

    public JsonObject Coverage(string by)
    {
        var required = (from place in Places
                        where Named(place.Place)
                        from rule in moment.Law.Rules
                        where rule.MakesGaps && rule.Levels.Contains(moment.On(place.Place)!.Text("level")!) && moment.Holds(rule, place.Place)
                        from one in Of(rule, place.Place, place.Child)
                        select one).ToList();
        var items = required.GroupBy(one => by switch
        {
            "level" => (moment.On(one.Place)!.Text("level")!, null),
            "kind" => (one.Rule.Kind, null),
            "clause" => (one.Rule.Clause, (string?)null),
            _ => (moment.On(one.Child)!.Text("code")!, moment.On(one.Child)!.Text("name")),
        });
        return new JsonObject
        {
            ["by"] = by,
            ["total"] = Figures([.. required]),
            ["items"] = new JsonArray([.. items.Select(group =>
            {
                var figures = Figures([.. group]);
                (figures["id"], figures["name"]) = (group.Key.Item1, group.Key.Item2);
                return figures;
            })]),
        };
    }

    private IEnumerable<Required> Of(LawRule rule, long place, long child)
    {
        foreach (var kind in rule.Positions.Count > 0 ? [] : rule.Bodies)
            if (Wanted(rule, "", place))
            {
                var bodies = moment.Bodies(place, [kind], moment.Day).Count();
                yield return bodies > 0 ? new Required(rule, place, child, bodies, bodies, 0, 0) : new Required(rule, place, child, 1, 0, 0, 1);
            }
        foreach (var position in rule.Positions.Where(position => Wanted(rule, position, place)))
        {
            var posts = moment.Posts(place, moment.Law.HomesOf(rule, position), position, moment.Day).ToList();
            if (posts.Count is 0) yield return new Required(rule, place, child, 1, 0, 0, 1);
            foreach (var (_, post) in posts)
            {
                var seat = moment.Seat(post.Id);
                yield return new Required(rule, place, child, seat.Capacity, Math.Min(seat.Filling, seat.Capacity), Math.Min(seat.Acting, seat.Open), 0);
            }
        }
    }

    private static JsonObject Figures(IReadOnlyList<Required> required)
    {
        var (all, filled, acting, missing) = (required.Sum(r => r.Seats), required.Sum(r => r.Filled), required.Sum(r => r.Acting), required.Sum(r => r.Missing));
        return new JsonObject
        {
            ["required"] = all,
            ["filled"] = filled,
            ["acting"] = acting,
            ["vacant"] = all - filled - acting - missing,
            ["missing"] = missing,
            ["percentage"] = all is 0 ? 100m : Math.Floor(10000m * filled / all) / 100,
        };
    }

    private bool Wanted(LawRule rule, string position, long place) =>
        (filter.Position is null || filter.Position == position) && (filter.Level is null || moment.On(place)!.Is("level", filter.Level)) && (filter.Clause is null || filter.Clause == rule.Clause)
        && (filter.Kind is null || filter.Kind == rule.Kind) && (filter.Programme is null || rule.ByItself.Programmes is not { } programmes || programmes.Contains(filter.Programme));

    private bool Named(long place) => (filter.Tag is null || Bears(place, filter.Tag)) && (filter.NotTag is null || !Bears(place, filter.NotTag));

    private bool Bears(long place, string tag) => moment.World.All("attribute").Any(attribute => moment.On(attribute.Id) is { } cell && cell.Is("division", place) && cell.Is("name", tag));

    private long Child(long place)
    {
        while (place != root && moment.On(place)!.Id("parent") is { } parent && parent != root) place = parent;
        return place;
    }
}
