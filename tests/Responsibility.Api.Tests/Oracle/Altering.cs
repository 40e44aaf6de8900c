namespace Responsibility.Api.Tests.Oracle;

/// <summary>Changes of divisions at random: made, made late, put on another day, taken back.</summary>
internal sealed class Altering(Register register, Dice dice, string prefix)
{
    private int numbered = 300;

    private World Now => register.Now;

    public Task Next() => dice.Below(10) switch
    {
        < 2 when Now.Changes.Count > 0 => register.Correct(dice.Pick(Now.Changes.Values.ToList()), dice.Day()),
        < 4 when Now.Changes.Count > 0 => register.Retract(dice.Pick(Now.Changes.Values.ToList())),
        < 5 => Rename(),
        < 6 => Reparent(),
        < 7 => Recode(),
        < 8 => Split(),
        < 9 => Merge(),
        _ => dice.OneIn(2) ? Abolish() : Establish(),
    };

    /// <summary>A township or village that is there on the day before, with its code of that day.</summary>
    private (Thing Thing, string Code)? Any(int day, string? level = null)
    {
        var there = Now.All("division").Where(thing => thing.On(day - 1) is { } cell && cell.Text("level") is not ("province" or "county") && (level is null || cell.Is("level", level))).ToList();
        return dice.MaybeOf(there) is { } thing ? (thing, thing.On(day - 1)!.Text("code")!) : null;
    }

    private string Document() => $"政文〔2017〕{++numbered}号";

    /// <summary>A new code, or now and then one that was in use before.</summary>
    private string Code(int day) => dice.OneIn(4)
        && dice.MaybeOf(Now.All("division").Skip(2).SelectMany(thing => thing.Runs()).Select(run => run.Cell.Text("code")!).Where(code => Now.Meant(code, day)?.On(day)?.Is("code", code) is not true).ToList()) is { } old
            ? old : $"{prefix}{++numbered}{dice.Between(200, 999)}";

    private Task Rename()
    {
        var day = dice.Day();
        return Any(day) is var (_, code) ? register.Alter(new DivisionStatement("rename", day, Document(), Division: code, Name: $"新{dice.Pick(["春", "夏", "秋", "冬"])}")) : Task.CompletedTask;
    }

    private Task Recode()
    {
        var day = dice.Day();
        return Any(day) is var (_, code)
            ? register.Alter(new DivisionStatement("recode", day, Document(), Division: code, Code: Code(day), Name: dice.OneIn(3) ? "改名村" : null)) : Task.CompletedTask;
    }

    private Task Reparent()
    {
        var day = dice.Day();
        return Any(day, "village") is var (_, code) && Any(day, "township") is var (_, parent)
            ? register.Alter(new DivisionStatement("reparent", day, Document(), Division: code, Parent: dice.OneIn(4) ? $"{prefix}000000" : parent)) : Task.CompletedTask;
    }

    private Task Establish()
    {
        var day = dice.Day();
        var level = dice.Pick(["village", "area"]);
        return Any(day, "township") is var (_, parent)
            ? register.Alter(new DivisionStatement("establish", day, Document(), Result: new(level is "area" ? $"HD-{prefix}-{++numbered}" : Code(day), "新设", level, parent))) : Task.CompletedTask;
    }

    private Task Abolish()
    {
        var day = dice.Day();
        return Any(day) is var (thing, code) ? register.Alter(new DivisionStatement("abolish", day, Document(), Division: code, Moves: Moves(day, [thing], Above(day, thing)))) : Task.CompletedTask;
    }

    private Task Split()
    {
        var day = dice.Day();
        if (Any(day) is not var (thing, code)) return Task.CompletedTask;
        var (level, parent) = (thing.On(day - 1)!.Text("level")!, Now.On(thing.On(day - 1)!.Id("parent"), day - 1)?.Text("code"));
        var fresh = Code(day);
        Resulting[] results = [new(dice.OneIn(2) ? code : Code(day), "东部", level, parent), new(fresh, "西部", level, parent)];
        return register.Alter(new DivisionStatement("split", day, Document(), Division: code, Results: results, Moves: Moves(day, [thing], fresh)));
    }

    private Task Merge()
    {
        var day = dice.Day();
        if (Any(day) is not var (one, code) || Any(day, one.On(day - 1)!.Text("level")) is not var (two, second) || one == two) return Task.CompletedTask;
        var (level, parent) = (one.On(day - 1)!.Text("level")!, Now.On(one.On(day - 1)!.Id("parent"), day - 1)?.Text("code"));
        var into = dice.OneIn(2) ? code : Code(day);
        return register.Alter(new DivisionStatement("merge", day, Document(), Originals: [code, second], Result: new(into, dice.OneIn(2) ? "合并" : one.On(day - 1)!.Text("name")!, level, parent), Moves: Moves(day, [one, two], into)));
    }

    private string Above(int day, Thing thing) => Now.On(thing.On(day - 1)!.Id("parent"), day - 1)?.Text("code") ?? $"{prefix}000000";

    /// <summary>Children go along, nearly always; of the bodies some go, and some of the posts of those that do not.</summary>
    private List<Moving> Moves(int day, Thing[] changing, string to)
    {
        var moves = new List<Moving>();
        foreach (var thing in changing)
        {
            foreach (var child in Now.All("division").Where(child => child.On(day)?.Is("parent", thing.Id) is true && child.On(day)!.Text("code") != to && !dice.OneIn(8))) moves.Add(new(Division: child.On(day)!.Text("code"), To: to));
            foreach (var body in Now.All("organization").Where(body => body.On(day)?.Is("division", thing.Id) is true))
                if (dice.OneIn(2)) moves.Add(new(Organization: body.Id, To: to));
                else if (dice.OneIn(3) && dice.MaybeOf(Now.All("organization").Where(other => other.Id != body.Id && other.On(day) is not null).ToList()) is { } home)
                    moves.AddRange(Now.All("post").Where(post => post.On(day)?.Is("organization", body.Id) is true).Select(post => new Moving(Post: post.Id, ToOrganization: home.Id)));
        }
        return moves;
    }
}
