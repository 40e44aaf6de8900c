using System.Globalization;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>Writes at random to one county: what people record, late and out of order, and what they put right or take back.</summary>
internal sealed class Writing(Register register, Dice dice, string prefix)
{
    private static readonly string[] BodyKinds = ["partyCommittee", "government", "department", "inspectionGroup", "residentTeam", "disciplineCommission", "villageGroup"];
    private static readonly string[] Positions = ["partySecretary", "leader", "leader", "villagePartySecretary", "villagePartySecretary", "departmentHead", "inspectionGroupLeader"];
    private static readonly string[] TermKinds = ["substantive", "substantive", "concurrent", "seconded", "acting", "inCharge"];
    private readonly Altering altering = new(register, dice, prefix);
    private int numbered;

    private World Now => register.Now;

    public async Task Begin()
    {
        await Division("000000", "某县", "county", "410000000000", 0);
        var since = dice.OneIn(3) ? dice.Between(2, 20) : 0;
        foreach (var (code, name, level, parent) in new[] { ("101000", "甲乡", "township", "000000"), ("102000", "乙乡", "township", "000000"), ("101201", "子村", "village", "101000"), ("102201", "丑村", "village", "102000") })
            await Division(code, name, level, $"{prefix}{parent}", since += since > 0 || dice.OneIn(4) ? dice.Between(2, 5) : 0);
        foreach (var name in new[] { "王某", "李某" })
        {
            var staffNumber = $"{prefix}-{++numbered}";
            await register.Create("officials", "official", 0, Days.Count, new() { ["staffNumber"] = staffNumber, ["name"] = name }, new { staffNumber, name });
        }
        for (var post = 0; post < 3; post++) await Post();
    }

    public Task Next() => dice.Below(100) switch
    {
        < 6 => Body(),
        < 14 => Post(),
        < 32 => Term(),
        < 40 => Attribute(),
        < 44 => Portfolio(),
        < 50 => Contact(),
        < 55 => End(),
        < 62 => Change(),
        < 72 => Correct(),
        < 77 => Retract(),
        _ => altering.Next(),
    };

    private Task Division(string code, string name, string level, string parent, int from)
    {
        var above = Now.Meant(parent, from)!.Id;
        return register.Create("divisions", "division", from, Days.Count, new() { ["code"] = prefix + code, ["name"] = name, ["level"] = level, ["parent"] = above },
            new { code = prefix + code, name, level, parent, validFrom = Days.Start(from) });
    }

    /// <summary>A division that people mean by its code on a day.</summary>
    private (long Id, string Code) Place(int from)
    {
        var thing = dice.Pick(Now.All("division").Skip(1).ToList());
        var code = dice.Pick(thing.Runs().ToList()).Cell.Text("code")!;
        return (Now.Meant(code, from)!.Id, code);
    }

    private async Task<long?> Body()
    {
        var (from, kind) = (dice.Start(), dice.Pick(BodyKinds));
        var (until, name) = (dice.OneIn(4) ? dice.End(from) : Days.Count, $"{kind}{dice.Below(2)}");
        var (division, code) = Place(from);
        return await register.Create("organizations", "organization", from, until, new() { ["division"] = division, ["kind"] = kind, ["name"] = name },
            new { division = code, kind, name, validFrom = Days.Start(from), validUntil = Days.End(until) });
    }

    private async Task Post()
    {
        var body = dice.OneIn(2) ? dice.MaybeOf(Now.All("organization").ToList())?.Id : null;
        if ((body ?? await Body()) is not { } organization) return;
        var (from, position, capacity) = (dice.OneIn(2) ? 0 : dice.Between(2, 40), Position(Now.Find(organization)!), (long)dice.Between(1, 2));
        var until = dice.OneIn(4) ? dice.End(from) : Days.Count;
        var title = $"{position}{dice.Below(2)}";
        if (await register.Create("posts", "post", from, until, new() { ["organization"] = organization, ["position"] = position, ["title"] = title, ["capacity"] = capacity },
            new { organization, position, title, capacity, validFrom = Days.Start(from), validUntil = Days.End(until) }) is { } post && dice.OneIn(2)) await Term(post);
    }

    private string Position(Thing body) => dice.OneIn(4) ? dice.Pick(Positions) : body.Runs()[0].Cell.Text("kind") switch
    {
        "department" => "departmentHead",
        "inspectionGroup" => "inspectionGroupLeader",
        "residentTeam" or "villageGroup" => "villagePartySecretary",
        _ => dice.Pick(["partySecretary", "leader", "villagePartySecretary"]),
    };

    private async Task Term()
    {
        if (dice.MaybeOf(Now.All("post").ToList()) is { } post) await Term(post.Id);
    }

    private Task<long?> Term(long id)
    {
        var post = Now.Find(id)!;
        var official = dice.Pick(Now.All("official").ToList()).Id;
        var from = dice.OneIn(8) ? dice.Day() : Math.Max(Math.Min(dice.Day(), 75), Math.Max(1, post.First));
        var until = dice.OneIn(3) ? Math.Min(Days.Count, Math.Max(post.End, from + 1)) : Math.Max(dice.Day(), from + 1);
        var (kind, document) = (dice.Pick(TermKinds), dice.OneIn(2) ? $"组干〔2017〕{dice.Between(1, 99)}号" : null);
        return register.Create("appointments", "appointment", from, until, new() { ["official"] = official, ["post"] = id, ["kind"] = kind, ["document"] = document },
            new { official, post = id, kind, validFrom = Days.Text(from), validUntil = Days.End(until), document });
    }

    private Task Attribute()
    {
        var from = dice.Start();
        var until = dice.End(from);
        var (division, code) = Place(from);
        var (tag, number) = dice.OneIn(3) ? (null, "poorPopulation") : (dice.Pick(["poorVillage", "weakOrganization"]), (string?)null);
        double? value = number is null ? null : dice.Pick([99.5, 100, 150, 200, 250]);
        return register.Create($"divisions/{code}/attributes", "attribute", from, until, new() { ["division"] = division, ["name"] = tag ?? number, ["value"] = value },
            new { tag, number, value, validFrom = Days.Start(from), validUntil = Days.End(until) });
    }

    private async Task Portfolio()
    {
        if (Bearer() is not var (post, organization)) return;
        var from = dice.Start();
        var until = dice.End(from);
        var department = dice.OneIn(3) ? dice.MaybeOf(Now.All("organization").Where(body => body.Ever("kind", "department")).ToList())?.Id : null;
        var programme = department is null ? dice.Pick(["industry", "funds", "relocation"]) : null;
        await register.Create("portfolios", "portfolio", from, until, new() { ["post"] = post, ["organization"] = organization, ["programme"] = programme, ["department"] = department, ["document"] = null },
            new { post, organization, programme, department, validFrom = Days.Start(from), validUntil = Days.End(until) });
    }

    private async Task Contact()
    {
        if (Bearer() is not var (post, organization)) return;
        var from = dice.Start();
        var until = dice.End(from);
        var (division, code) = Place(from);
        await register.Create("contacts", "contact", from, until, new() { ["post"] = post, ["organization"] = organization, ["division"] = division, ["document"] = "县办〔2017〕1号" },
            new { post, organization, division = code, validFrom = Days.Start(from), validUntil = Days.End(until), document = "县办〔2017〕1号" });
    }

    /// <summary>A body or a post; more often of those that rules ask for portfolios and contacts.</summary>
    private (long? Post, long? Organization)? Bearer()
    {
        var fit = Now.All("organization").Where(body => dice.OneIn(3) || body.Ever("kind", "department") || body.Ever("kind", "inspectionGroup")).ToList();
        var posts = Now.All("post").Where(post => dice.OneIn(3) || post.Ever("position", "leader") || post.Ever("position", "inspectionGroupLeader")).ToList();
        if (dice.OneIn(2) && fit.Count > 0) return (null, dice.Pick(fit).Id);
        return posts.Count is 0 ? null : (dice.Pick(posts).Id, null);
    }

    private Thing? Any(params string[] nouns) => dice.MaybeOf(nouns.SelectMany(noun => Now.All(noun)).ToList());

    private static string Path(Thing thing) => string.Create(CultureInfo.InvariantCulture, $"{thing.Noun}s/{thing.Id}");

    private Task End()
    {
        if (Any("organization", "post", "post", "appointment", "appointment", "appointment", "attribute", "portfolio", "contact") is not { } thing) return Task.CompletedTask;
        var until = dice.Day();
        return register.End(Path(thing), thing, until, new { validUntil = Days.Text(until), document = "县发〔2017〕9号" });
    }

    private async Task Change()
    {
        if (Any("organization", "post", "appointment", "attribute", "portfolio", "contact", "official") is not { } thing) return;
        var day = dice.Day();
        if (Other(thing, thing.On(day) is null ? thing.Runs()[0].Cell : thing.On(day)!) is not var (set, told)) return;
        told["effectiveOn"] = Days.Text(day);
        await register.Change(Path(thing), thing, day, set, told);
    }

    /// <summary>Another value of one member, as it is kept and as it is told.</summary>
    private (Dictionary<string, object?> Set, Dictionary<string, object?> Told)? Other(Thing thing, Cell now)
    {
        (string, object?) one = thing.Noun switch
        {
            "organization" when dice.OneIn(2) => ("kind", dice.Pick(BodyKinds)),
            "organization" => ("name", $"{now["kind"]}{dice.Below(3)}"),
            "post" when dice.OneIn(2) => ("title", $"{now["position"]}{dice.Below(3)}"),
            "post" => ("capacity", (long)dice.Between(1, 3)),
            "appointment" => ("kind", dice.Pick(TermKinds)),
            "attribute" when now["value"] is not null => ("value", dice.Pick([50d, 100, 180, 300])),
            "portfolio" when now["programme"] is not null => ("programme", dice.Pick(["industry", "funds", "relocation"])),
            "official" => ("name", $"{dice.Pick(["赵", "钱", "孙"])}某"),
            _ => ("", null),
        };
        return one.Item1.Length is 0 ? null : (new() { [one.Item1] = one.Item2 }, new() { [one.Item1] = one.Item2 });
    }

    private async Task Correct()
    {
        string[] nouns = ["organization", "post", "appointment", "appointment", "appointment", "attribute", "portfolio", "contact", "official"];
        // Where a thing has several versions, its other versions feel that one is put right.
        var several = nouns.SelectMany(noun => Now.All(noun)).Where(thing => thing.Runs().Count > 1).ToList();
        if (((dice.OneIn(2) ? dice.MaybeOf(several) : null) ?? Any(nouns)) is not { } thing) return;
        var wrong = dice.Pick(thing.Runs().ToList());
        var (from, until) = (wrong.Start, wrong.End);
        if (Other(thing, wrong.Cell) is not var (set, told) || (thing.Noun is not "official" && dice.OneIn(2))) (set, told) = ([], []);
        if (thing.Noun is not "official" && (set.Count is 0 || dice.OneIn(4)))
        {
            if (dice.OneIn(2)) told["validFrom"] = Days.Start(from = Math.Max(1, dice.Between(Math.Max(1, from - 15), Math.Min(from + 15, until - 1))));
            else told["validUntil"] = Days.End(until = dice.OneIn(5) ? Days.Count : Math.Min(Days.Last, dice.Between(from + 1, Math.Min(until, Days.Last) + 15)));
            if (until <= from) return;
        }
        told["reason"] = "登记有误";
        await register.Correct(Path(thing), thing, wrong, from, until, set, told);
    }

    /// <summary>One official is left, to be appointed and asked about.</summary>
    private Task Retract() =>
        Any("organization", "post", "appointment", "appointment", "attribute", "portfolio", "contact", "official") is { } thing && (thing.Noun is not "official" || Now.All("official").Count > 1)
            ? register.Retract(Path(thing), thing)
            : Task.CompletedTask;
}
