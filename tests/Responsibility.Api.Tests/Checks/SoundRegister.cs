namespace Responsibility.Api.Tests.Checks;

/// <summary>兰考县 and what is above and below it, with all that checks look for in order on 2018-06-30, but for one post that nobody holds.</summary>
internal sealed class SoundRegister
{
    public const string County = "410225";
    public const string Township = "410225101";
    public const string Village = "410225101201";
    public const string Document = "兰组〔2018〕1号";

    private int made;

    private SoundRegister(Api api) => Api = api;

    public Api Api { get; }
    public Body Committee { get; private set; } = null!;
    public Body Team { get; private set; } = null!;
    public Body Office { get; private set; } = null!;
    public Body Bureau { get; private set; } = null!;
    public long VacantPost { get; private set; }
    public long Concurrent { get; private set; }
    public long Task { get; private set; }

    /// <summary>A body with a post, and who holds it by which appointment.</summary>
    internal sealed record Body(long Organization, long Post, long Official, long Appointment);

    public static async Task<SoundRegister> Of(Api api)
    {
        var register = new SoundRegister(api);
        await api.HasLankao();
        foreach (var division in new[] { "41", "4102", County, Township })
        {
            var committee = await register.HasBody(division, "partyCommittee", "partySecretary");
            await register.HasBody(division, "government", "governmentHead");
            if (division is Township) register.Committee = committee;
        }
        register.Team = await register.HasBody(Village, "residentTeam", "leader");
        register.Office = await register.HasBody(County, "department", "departmentHead");
        register.Bureau = await register.HasBody(County, "department", "departmentHead");
        register.VacantPost = Api.Id(await api.Has("posts", new { organization = register.Office.Organization, position = "leader", title = "空缺职务" }));
        var second = Api.Id(await api.Has("posts", new { organization = register.Office.Organization, position = "leader", title = "兼任职务" }));
        register.Concurrent = await register.HasTerm(register.Bureau.Official, second, "2017-01-01", "concurrent");
        register.Task = Api.Id(await api.Has("tasks", new { title = "易地搬迁", division = County, startsOn = "2018-03-01", dueOn = "2018-12-31" }));
        return register;
    }

    public async Task<Body> HasBody(string division, string kind, string position)
    {
        var organization = await Api.HasOrganization(division, kind, $"机构{++made}");
        var post = Api.Id(await Api.Has("posts", new { organization, position, title = $"职务{made}" }));
        var official = await HasOfficial(organization);
        return new Body(organization, post, official, await HasTerm(official, post, "2017-01-01"));
    }

    public async Task<long> HasOfficial(long home) => Api.Id(await Api.Has("officials", new { staffNumber = $"CK{++made:0000}", name = "张某", homeOrganization = home }));

    public async Task<long> HasTerm(long official, long post, string validFrom, string kind = "substantive", string? document = Document) =>
        Api.Id(await Api.Has("appointments", new { official, post, validFrom, kind, document }));

    /// <summary>Whoever holds the office leaves, and another comes.</summary>
    public async Task<long> HasSuccessor(Body body, string day, string kind = "substantive") => await HasTerm(await HasOfficial(body.Organization), body.Post, day, kind);

    public Task Ends(string what, string day) => Api.Has($"{what}/end", new { validUntil = day, reason = "调整" });

    public async Task<long> Division(string code) => Api.Id(await Api.Ask($"divisions/{code}"));

    /// <summary>Has the tables say what no fact says, as a register might that was loaded by other means.</summary>
    public Task Tamper(string sql, object parameters) => Api.Database.Operate(session => session.Execute(sql, parameters), Api.Ct);
}
