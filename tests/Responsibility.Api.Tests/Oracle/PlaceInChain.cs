using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>What one division contributes to a chain: rule by rule, body by body, post by post.</summary>
internal sealed class PlaceInChain(Moment moment, long place, IReadOnlyList<long> path, Filter filter)
{
    private readonly bool onPath = path.Contains(place);

    private IEnumerable<LawRule> Rules => moment.Law.Rules.Where(rule =>
        rule.Levels.Contains(moment.On(place)!.Text("level")!) && filter.AdmitsKind(rule.Kind) && (onPath || rule.By("contact")) && moment.Holds(rule, place));

    public IEnumerable<Link> Links() =>
        from rule in Rules
        from bearer in Bearers(rule).OrderBy(bearer => bearer.Body).ThenBy(bearer => bearer.Post ?? 0)
        from ground in Grounds(rule, bearer.Body, bearer.Post)
        where (onPath || ground.Contact is not null) && filter.Admits(ground.Programmes)
        select LinkOf(rule, bearer.Body, bearer.Post, ground);

    public IEnumerable<Gap> Gaps() => onPath ? Rules.Where(rule => rule.MakesGaps && filter.Admits(rule.ByItself.Programmes)).SelectMany(Gaps) : [];

    private sealed record Ground(IReadOnlyList<string>? Programmes, Thing? Portfolio, Thing? Contact, IReadOnlyList<long> Ledger);

    private IEnumerable<(long Body, long? Post)> Bearers(LawRule rule) => rule.Positions.Count > 0
        ? rule.Positions.SelectMany(position => moment.Posts(place, moment.Law.HomesOf(rule, position), position, moment.Day)).Select(found => (found.Body.Id, (long?)found.Post.Id))
        : rule.Bodies.SelectMany(kind => moment.Bodies(place, [kind], moment.Day)).Select(body => (body.Id, (long?)null));

    /// <summary>The rule by itself first, then each portfolio and contact that it lets count: of the post, of the body where that bears, of both where the rule names both.</summary>
    private IEnumerable<Ground> Grounds(LawRule rule, long body, long? post)
    {
        bool Borne(Thing thing) => moment.On(thing.Id) is { } cell && (cell.Is("post", post) || ((post is null || rule.Bodies.Count > 0) && cell.Is("organization", body)));
        var (something, programmes) = rule.ByItself;
        if (something) yield return new Ground(programmes, null, null, []);
        var portfolios = rule.By("portfolio") ? moment.World.All("portfolio").Where(Borne) : [];
        var contacts = rule.By("contact") ? moment.World.All("contact").Where(contact => Borne(contact) && path.Contains(moment.On(contact.Id)!.Id("division")!.Value)) : [];
        foreach (var thing in portfolios.Concat(contacts).OrderBy(thing => thing.Id))
            yield return thing.Noun is "portfolio" ? InCharge(thing) : new Ground(null, null, thing, [moment.On(thing.Id)!.Ledger, moment.On(moment.On(thing.Id)!.Id("division"))!.Ledger]);
    }

    /// <summary>A programme is in its bearer's charge, or a department with the programmes that are in its charge.</summary>
    private Ground InCharge(Thing portfolio)
    {
        var cell = moment.On(portfolio.Id)!;
        if (cell.Text("programme") is { } programme) return new Ground([programme], portfolio, null, [cell.Ledger]);
        var through = moment.World.All("portfolio").Select(other => moment.On(other.Id)).Where(other => other?.Is("organization", cell["department"]) is true && other.Text("programme") is not null).ToList();
        return new Ground([.. through.Select(other => other!.Text("programme")!).Distinct().Order(StringComparer.Ordinal)], portfolio, null, [cell.Ledger, .. through.Select(other => other!.Ledger)]);
    }

    private Link LinkOf(LawRule rule, long body, long? post, Ground ground)
    {
        var seat = post is { } id ? moment.Seat(id) : null;
        SortedSet<long> ledger = [moment.On(place)!.Ledger, moment.On(body)!.Ledger, .. ground.Ledger];
        if (rule.IsConditional) ledger.UnionWith(moment.Fulfilling(rule, place, moment.Day).Select(attribute => moment.On(attribute.Id)!.Ledger));
        if (post is not null) ledger.Add(moment.On(post)!.Ledger);
        foreach (var term in seat?.Holders ?? [])
            foreach (var cell in new[] { moment.On(term.Id), moment.On(moment.On(term.Id)!.Id("official")) })
                if (cell is not null) ledger.Add(cell.Ledger);
        if (seat is { Open: > 0, LastEnd: > 0 }) ledger.Add(seat.LastEndLedger);
        var json = new JsonObject
        {
            ["division"] = moment.DivisionJson(place),
            ["kind"] = rule.Kind,
            ["grade"] = rule.Grade,
            ["scope"] = new JsonObject { ["programmes"] = ground.Programmes is { } programmes ? new JsonArray([.. programmes.Select(p => JsonValue.Create(p))]) : null },
            ["organization"] = moment.BodyJson(body),
            ["post"] = post is { } there ? moment.PostJson(there) : null,
            ["holders"] = new JsonArray([.. (seat?.Holders ?? []).Select(Holder)]),
            ["vacancy"] = seat is null || seat.Status is "filled" ? null : new JsonObject { ["status"] = seat.Status, ["since"] = seat.Open > 0 ? Since(rule, seat) : null },
            ["basis"] = new JsonObject { ["clause"] = rule.Clause, ["text"] = rule.Text, ["portfolio"] = PortfolioJson(ground.Portfolio), ["contact"] = ContactJson(ground.Contact) },
            ["ledger"] = new JsonArray([.. ledger.Select(position => JsonValue.Create(position))]),
        };
        var department = ground.Portfolio is { } portfolio ? moment.On(portfolio.Id)!.Id("department") : null;
        return new Link(rule, place, body, post, ground.Portfolio?.Id, ground.Contact?.Id, department, [.. (seat?.Holders ?? []).Select(term => moment.On(term.Id)!.Id("official")!.Value)], json);
    }

    private JsonObject Holder(Thing term)
    {
        var (cell, run) = (moment.On(term.Id)!, term.RunOn(moment.Day));
        var official = moment.On(cell.Id("official"));
        return new JsonObject
        {
            ["official"] = new JsonObject { ["id"] = cell.Id("official"), ["staffNumber"] = official?.Text("staffNumber") ?? "", ["name"] = official?.Text("name") },
            ["appointment"] = new JsonObject
            {
                ["id"] = term.Id,
                ["kind"] = cell.Text("kind"),
                ["validFrom"] = Days.Text(run.Start),
                ["validUntil"] = Days.End(run.End),
                ["document"] = cell.Text("document"),
            },
        };
    }

    private JsonObject? PortfolioJson(Thing? portfolio)
    {
        if (portfolio is null) return null;
        var (cell, run) = (moment.On(portfolio.Id)!, portfolio.RunOn(moment.Day));
        return new JsonObject
        {
            ["id"] = portfolio.Id,
            ["programme"] = cell.Text("programme"),
            ["department"] = cell.Id("department") is { } department ? new JsonObject { ["id"] = department, ["name"] = moment.On(department)?.Text("name") } : null,
            ["validFrom"] = Days.Text(run.Start),
            ["validUntil"] = Days.End(run.End),
            ["document"] = cell.Text("document"),
        };
    }

    private JsonObject? ContactJson(Thing? contact)
    {
        if (contact is null) return null;
        var (cell, run) = (moment.On(contact.Id)!, contact.RunOn(moment.Day));
        var into = moment.On(cell.Id("division"))!;
        return new JsonObject
        {
            ["id"] = contact.Id,
            ["division"] = new JsonObject { ["code"] = into.Text("code"), ["name"] = into.Text("name") },
            ["validFrom"] = Days.Text(run.Start),
            ["validUntil"] = Days.End(run.End),
            ["document"] = cell.Text("document"),
        };
    }

    private IEnumerable<Gap> Gaps(LawRule rule)
    {
        foreach (var kind in rule.Positions.Count > 0 ? [] : rule.Bodies)
            if (!moment.Bodies(place, [kind], moment.Day).Any()) yield return Missing(rule, "organizationMissing", null, kind, day => moment.Bodies(place, [kind], day).Any());
        foreach (var position in rule.Positions)
        {
            var homes = moment.Law.HomesOf(rule, position);
            var posts = moment.Posts(place, homes, position, moment.Day).ToList();
            var nowhere = homes.Count > 0 && !moment.Bodies(place, homes, moment.Day).Any();
            // Whatever is missing, the responsibility has had no bearer since the last post of that position was there.
            if (posts.Count is 0)
                yield return Missing(rule, nowhere ? "organizationMissing" : "postMissing", position, nowhere ? homes[0] : null, day => moment.Posts(place, homes, position, day).Any());
            foreach (var (body, post) in posts)
                if (moment.Seat(post.Id) is { Open: > 0 } seat)
                    yield return new Gap(rule, place, position, body.Id, post.Id, Json(rule, "postVacant", seat.Acting > 0, Since(rule, seat), position, null, body.Id, post.Id, seat.Open));
        }
    }

    private Gap Missing(LawRule rule, string reason, string? position, string? kind, Func<int, bool> there)
    {
        var last = Enumerable.Range(1, moment.Day).LastOrDefault(day => there(day - 1));
        var since = Moment.Later(Moment.Later(moment.RuleSince(rule, place), Days.Date(moment.World.Find(place)!.First)), Days.Date(last));
        return new Gap(rule, place, position ?? "", null, null, Json(rule, reason, false, Days.Since(since), position, kind, null, null, 1));
    }

    /// <summary>The latest of: the last holder's end, the start of the post, of the rule and of its condition.</summary>
    private string? Since(LawRule rule, Seat seat) =>
        Days.Since(Moment.Later(moment.RuleSince(rule, place), Moment.Later(Days.Date(seat.Start), Days.Date(seat.LastEnd))));

    private JsonObject Json(LawRule rule, string reason, bool acting, string? since, string? position, string? kind, long? body, long? post, long seats) => new()
    {
        ["division"] = moment.DivisionJson(place),
        ["clause"] = rule.Clause,
        ["kind"] = rule.Kind,
        ["grade"] = rule.Grade,
        ["reason"] = reason,
        ["acting"] = acting,
        ["since"] = since,
        ["position"] = position,
        ["organizationKind"] = kind,
        ["organization"] = body is { } there ? moment.BodyJson(there) : null,
        ["post"] = post is { } held ? moment.PostJson(held) : null,
        ["seats"] = seats,
    };
}
