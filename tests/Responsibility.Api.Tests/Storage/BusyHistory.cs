namespace Responsibility.Api.Tests.Storage;

/// <summary>A little history in which each noun is created, changed, corrected, ended and retracted, through HTTP.</summary>
internal static class BusyHistory
{
    public const string Phone = "13803718888";
    public const string Reason = "因健康原因请辞";
    public const string Name = "欧阳卢氏";
    public const string ErasedName = "钱旧名";

    /// <returns>Kinds of fact that the history consists of, besides what every register begins with.</returns>
    public static async Task Happens(Api api)
    {
        await api.HasLankao();
        await Divisions(api);
        var (committee, department) = await Organizations(api);
        var (secretary, head) = await Posts(api, committee);
        var (first, second) = await Officials(api, committee);
        await Appointments(api, secretary, head, first, second);
        await Portfolios(api, head, committee, department);
        await Contacts(api, secretary, committee);
        await Closing(api);
        await Villages(api);
        await BusyTasks.Happen(api);
        await BusyProblems.Happen(api);
        await BusyDuties.Happen(api);
        await BusyCases.Happen(api);
        await BusyAppraisals.Happen(api);
        await Erased(api, committee, head);
    }

    private static async Task Divisions(Api api)
    {
        await api.HasDivision("410225102", "南彰镇", "township", "410225", "1990-01-01");
        await api.HasDivision("410225102201", "杨场村", "village", "410225102");
        await api.Has("division-changes", new { type = "rename", effectiveOn = "2016-01-01", document = "豫政文〔2015〕9号", division = "410225102", name = "南彰街道" });
        await api.Has("division-changes", new { type = "rename", effectiveOn = "2014-01-01", document = "豫政文〔2013〕2号", division = "410225102", name = "南彰新镇" });
        await api.Has("division-changes", new { type = "reparent", effectiveOn = "2016-06-01", document = "豫政文〔2016〕1号", division = "410225102201", parent = "410225101" });
        await api.Has("division-changes", new { type = "establish", effectiveOn = "2016-06-01", document = "豫政文〔2016〕1号", result = new { code = "410225102202", name = "新村", level = "village", parent = "410225102" } });
        await Api.Body(await api.Patch("divisions/410225102202", new { name = "新庄村", reason = "录入错误" }));
        await api.HasDivision("410225103", "误录镇", "township", "410225");
        (await api.Delete("divisions/410225103")).IsSuccessStatusCode.ShouldBeTrue();

        var tag = Api.Id(await api.Has("divisions/410225102201/attributes", new { tag = "poorVillage", validFrom = "2014-01-01" }));
        await Api.Body(await api.Patch($"attributes/{tag}", new { validFrom = "2014-03-01", reason = "起始日期录入错误" }));
        await api.Has($"attributes/{tag}/end", new { validUntil = "2017-01-01", document = "豫扶贫办〔2017〕1号" });
        await api.Has("divisions/410225102201/attributes", new { number = "poorPopulation", value = 312, validFrom = "2015-01-01" });
        var number = Api.Id(await api.Has("divisions/410225102201/attributes", new { number = "poorPopulation", value = 268.5, validFrom = "2016-01-01" }));
        await api.Has($"attributes/{number}/changes", new { effectiveOn = "2017-01-01", value = 40 });
        var mistake = Api.Id(await api.Has("divisions/410225102202/attributes", new { tag = "weakOrganization" }));
        (await api.Delete($"attributes/{mistake}")).IsSuccessStatusCode.ShouldBeTrue();
    }

    private static async Task<(long Committee, long Department)> Organizations(Api api)
    {
        var committee = await api.HasOrganization("410225", "partyCommittee", "中共兰考县委");
        var department = Api.Id(await api.Has("organizations", new { division = "410225", kind = "department", name = "扶贫办", parent = committee, validFrom = "1996-01-01" }));
        await api.Has($"organizations/{department}/changes", new { effectiveOn = "2016-01-01", name = "扶贫开发办公室", document = "兰编〔2016〕1号" });
        await Api.Body(await api.Patch($"organizations/{department}?asOf=2000-01-01", new { validFrom = "1997-01-01", reason = "成立日期录入错误" }));
        await api.HasPost("待撤职务", "leader", "410225102", "government");
        var mistake = await api.HasOrganization("410225", "institution", "不存在的单位");
        (await api.Delete($"organizations/{mistake}")).IsSuccessStatusCode.ShouldBeTrue();
        return (committee, department);
    }

    private static async Task<(long Secretary, long Head)> Posts(Api api, long committee)
    {
        var secretary = Api.Id(await api.Has("posts", new { organization = committee, position = "partySecretary", title = "县委书记", rank = "副厅级" }));
        var head = Api.Id(await api.Has("posts", new { organization = committee, position = "deputyPartySecretary", capacity = 2, validFrom = "2000-01-01" }));
        await api.Has($"posts/{head}/changes", new { effectiveOn = "2016-01-01", capacity = 3 });
        await Api.Body(await api.Patch($"posts/{secretary}", new { rank = "正处级", reason = "职级录入错误" }));
        var mistake = Api.Id(await api.Has("posts", new { organization = committee, position = "leader", title = "误录" }));
        (await api.Delete($"posts/{mistake}")).IsSuccessStatusCode.ShouldBeTrue();
        return (secretary, head);
    }

    private static async Task<(long First, long Second)> Officials(Api api, long committee)
    {
        var first = Api.Id(await api.Has("officials", new { staffNumber = "LK0001", name = Name, phone = Phone, homeOrganization = committee }));
        var second = await api.HasOfficial("李某", "LK0002");
        await api.Has($"officials/{second}/changes", new { effectiveOn = "2016-01-01", name = "李某某", phone = "13900000000", reason = "依法更名" });
        await Api.Body(await api.Patch($"officials/{second}", new { phone = (string?)null, reason = "号码不是本人的" }));
        var leaver = await api.HasOfficial("离任者", "LK0003");
        await api.Has($"officials/{leaver}/end", new { validUntil = "2016-01-01", reason = Reason });
        var mistake = await api.HasOfficial("误录者", "LK0004");
        (await api.Delete($"officials/{mistake}")).IsSuccessStatusCode.ShouldBeTrue();
        return (first, second);
    }

    private static async Task Appointments(Api api, long secretary, long head, long first, long second)
    {
        var term = Api.Id(await api.Has("appointments", new
        {
            official = first,
            post = secretary,
            validFrom = "2014-03-01",
            document = "豫组干〔2014〕3号",
            documentDate = "2014-02-20",
            dispatchedBy = "省委组织部",
        }));
        await Api.Body(await api.Patch($"appointments/{term}", new { validFrom = "2014-04-01", reason = "任职日期录入错误" }));
        await api.Has($"appointments/{term}/end", new { validUntil = "2017-07-09", document = "豫组干〔2017〕12号", reason = Reason });
        await api.HasAppointment(second, secretary, "2017-07-09", kind: "acting");
        var changing = await api.HasAppointment(first, head, "2017-07-09");
        await api.Has($"appointments/{changing}/changes", new { effectiveOn = "2018-01-01", kind = "concurrent" });
        var mistake = await api.HasAppointment(second, head, "2016-01-01");
        (await api.Delete($"appointments/{mistake}", Reason)).IsSuccessStatusCode.ShouldBeTrue();
    }

    private static async Task Portfolios(Api api, long post, long organization, long department)
    {
        var portfolio = Api.Id(await api.Has("portfolios", new { post, programme = "industry", validFrom = "2015-01-01", document = "兰办〔2015〕1号" }));
        await api.Has($"portfolios/{portfolio}/changes", new { effectiveOn = "2016-01-01", programme = "relocation" });
        await Api.Body(await api.Patch($"portfolios/{portfolio}", new { document = "兰办〔2016〕1号", reason = "文号录入错误" }));
        await api.Has($"portfolios/{portfolio}/end", new { validUntil = "2017-01-01" });
        var mistake = Api.Id(await api.Has("portfolios", new { organization, department }));
        (await api.Delete($"portfolios/{mistake}")).IsSuccessStatusCode.ShouldBeTrue();
        await api.Has("portfolios", new { post, department, validFrom = "2015-01-01" });
    }

    private static async Task Contacts(Api api, long post, long organization)
    {
        var contact = Api.Id(await api.Has("contacts", new { post, division = "410225101", validFrom = "2015-01-01" }));
        await api.Has($"contacts/{contact}/changes", new { effectiveOn = "2016-01-01", division = "410225102" });
        await Api.Body(await api.Patch($"contacts/{contact}", new { document = "兰办〔2016〕2号", reason = "补录文号" }));
        await api.Has($"contacts/{contact}/end", new { validUntil = "2017-01-01" });
        var mistake = Api.Id(await api.Has("contacts", new { organization, division = "410225101201" }));
        (await api.Delete($"contacts/{mistake}")).IsSuccessStatusCode.ShouldBeTrue();
        await api.Has("contacts", new { organization, division = "410225102" });
    }

    /// <summary>A township closes with all that is in it, and a body is wound up with its post and the term on it.</summary>
    private static async Task Closing(Api api)
    {
        await api.HasAppointment(await api.HasOfficial("孙某"), await api.HasPost("镇长", "governmentHead", "410225102", "government"), "2012-01-01");
        await api.Has("division-changes", new { type = "abolish", effectiveOn = "2018-01-01", document = "豫政文〔2018〕1号", division = "410225102202" });
        await api.Has("division-changes", new { type = "abolish", effectiveOn = "2018-02-01", document = "豫政文〔2018〕2号", division = "410225102" });
        var bureau = await api.HasOrganization("410225", "department", "旧局");
        var post = Api.Id(await api.Has("posts", new { organization = bureau, position = "departmentHead", title = "局长" }));
        await api.HasAppointment(await api.HasOfficial("周某"), post, "2012-01-01");
        await api.Has($"posts/{post}/end", new { validUntil = "2019-01-01" });
        await api.Has($"organizations/{bureau}/end", new { validUntil = "2018-06-01", document = "兰编〔2018〕2号" });
    }

    /// <summary>Villages merge, with a body and a post that go along; the merge is corrected; what came of it is split and recoded; a second merge never was.</summary>
    private static async Task Villages(Api api)
    {
        await api.HasDivision("410225104", "仪封镇", "township", "410225");
        foreach (var (code, name) in new[] { ("410225104301", "甲庄"), ("410225104302", "乙庄") }) await api.HasDivision(code, name, "village", "410225104");
        await api.Has("divisions/410225104301/attributes", new { tag = "poorVillage", validFrom = "2014-01-01" });
        var branch = await api.HasOrganization("410225104301", "partyCommittee", "甲庄党支部");
        var group = await api.HasOrganization("410225104301", "villageGroup", "甲庄责任组");
        var secretary = Api.Id(await api.Has("posts", new { organization = branch, position = "villagePartySecretary" }));
        var leader = Api.Id(await api.Has("posts", new { organization = group, position = "villageGroupLeader" }));
        var member = Api.Id(await api.Has("posts", new { organization = group, position = "leader", title = "成员" }));
        foreach (var post in new[] { secretary, leader, member }) await api.HasAppointment(await api.HasOfficial("村干部"), post, "2014-01-01");
        await api.Has("contacts", new { post = member, division = "410225101201", validFrom = "2015-01-01" });
        await api.Has("contacts", new { post = leader, division = "410225104302", validFrom = "2015-01-01" });
        await api.Has("portfolios", new { post = member, programme = "industry", validFrom = "2015-01-01" });

        object Village(string code, string name) => new { code, name, level = "village", parent = "410225104" };
        object branchGoes = new { organization = branch, to = "410225104309" }, leaderGoes = new { post = leader, toOrganization = branch };
        var merge = Api.Id(await api.Has("division-changes", new
        {
            type = "merge",
            effectiveOn = "2016-01-01",
            document = "兰政文〔2016〕3号",
            originals = new[] { "410225104301", "410225104302" },
            result = Village("410225104309", "甲乙村"),
            moves = new[] { branchGoes, leaderGoes },
        }));
        await Api.Body(await api.Patch($"division-changes/{merge}", new { effectiveOn = "2016-03-01", moves = new[] { branchGoes, leaderGoes, new { organization = group, to = "410225104309" } }, reason = "漏录机构" }));
        await api.Has("division-changes", new
        {
            type = "split",
            effectiveOn = "2017-03-01",
            document = "兰政文〔2017〕3号",
            division = "410225104309",
            results = new[] { Village("410225104309", "新甲村"), Village("410225104310", "新乙村") },
            moves = new[] { new { organization = group, to = "410225104310" } },
        });
        await api.Has("division-changes", new { type = "recode", effectiveOn = "2018-01-01", document = "兰政文〔2018〕3号", division = "410225104309", code = "410225104311", name = "甲村" });
        var never = Api.Id(await api.Has("division-changes", new
        {
            type = "merge",
            effectiveOn = "2018-02-01",
            document = "兰政文〔2018〕4号",
            originals = new[] { "410225104310", "410225104311" },
            result = Village("410225104312", "丙村"),
            moves = new[] { new { organization = branch, to = "410225104312" } },
        }));
        (await api.Delete($"division-changes/{never}")).IsSuccessStatusCode.ShouldBeTrue();
    }

    /// <summary>An official whose telephone numbers and names change, out of order and corrected, and of whom only the posts are left.</summary>
    private static async Task Erased(Api api, long committee, long post)
    {
        var official = Api.Id(await api.Has("officials", new { staffNumber = "LK0047", name = ErasedName, phone = "13700000001" }));
        await api.Has($"officials/{official}/changes", new { effectiveOn = "2018-01-01", phone = "13700000002", reason = "换号" });
        await api.Has($"officials/{official}/changes", new { effectiveOn = "2016-01-01", phone = "13700000003" });
        // Nothing but the telephone number tells this version from the one before it.
        await Corrected("2018-06-01", new { homeOrganization = committee, name = "钱更名", reason = "姓名录入错误" });
        await api.Has($"officials/{official}/changes", new { effectiveOn = "2015-06-01", homeOrganization = committee, phone = "13700000004" });
        await Corrected("2017-06-01", new { phone = "13700000001", reason = "仍用原号码" });
        await api.Has($"officials/{official}/changes", new { effectiveOn = "2014-01-01", phone = "13700000005" });
        var term = await api.HasAppointment(official, post, "2012-01-01");
        await api.Has($"appointments/{term}/end", new { validUntil = "2013-01-01", reason = "因个人原因请辞" });
        await api.HasAppointment(official, post, "2020-01-01");
        await api.Has($"officials/{official}/end", new { validUntil = "2021-01-01", reason = "调离本省" });
        await api.Has($"officials/{official}/erasure", new { ground = "《个人信息保护法》第四十七条" });

        async Task Corrected(string day, object patch)
        {
            var version = $"officials/{official}?asOf={day}";
            await Api.Body(await api.Patch(version, patch, await api.ETag(version)));
        }
    }
}
