namespace Responsibility.Api.Tests.Imports;

/// <summary>Organizations, posts, officials and appointments, each in a file of its own.</summary>
public sealed class NounImportTests
{
    private const string Organizations = "division,name,kind,parent,parentDivision,formerName,validFrom,validUntil,document\n";
    private const string Posts = "division,organization,position,title,formerTitle,rank,capacity,validFrom,validUntil\n";
    private const string Officials = "staffNumber,name,phone,homeOrganization,homeDivision,validFrom,validUntil\n";
    private const string Appointments = "staffNumber,division,organization,position,title,kind,validFrom,validUntil,document,documentDate,dispatchedBy\n";

    [Theory, OnEveryDatabase]
    public async Task Bodies_are_loaded_renamed_corrected_and_left_alone(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        const string File = Organizations
            + "410225,兰考县人民政府,政府,,,,,,\n"
            + "410225,扶贫办,department,兰考县人民政府,,,1996-01-01,,兰编〔1996〕1号\n"
            + "4102,开封市人民政府,government,,,,,,\n"
            + "410225,扶贫开发办公室,,开封市人民政府,4102,扶贫办,2016-01-01,2018-06-01,兰编〔2016〕1号\n"
            + "410225,旧局,department,,,,1990-01-01,2000-01-01,\n410225,旧局,department,,,,2005-01-01,2010-01-01,\n";

        var job = await api.Loads("organizations", File);
        var head = await api.Head();
        var again = await api.Loads("organizations", File);

        job.Stats().ShouldBe((5, 1, 0, 0));
        again.Stats().ShouldBe((0, 0, 6, 0));
        (await api.Head()).ShouldBe(head);
        (await On("2015-12-31", "扶贫")).At("items/0/name").ShouldBe("扶贫办");
        var renamed = await On("2017-07-09", "扶贫");
        (renamed.At("items/0/name"), renamed.At("items/0/parent/name"), renamed.At("items/0/kind"), renamed.At("items/0/validUntil")).ShouldBe(("扶贫开发办公室", "开封市人民政府", "department", "2018-06-01"));
        renamed.At("items/0/id").ShouldBe((await On("2000-01-01", "扶贫")).At("items/0/id"));

        var refused = await api.Loads("organizations", Organizations
            + "419999,某局,department,,,,,,\n"
            + "410225,某局,department,无此上级,,,,,\n"
            + "410225,某局,,,,,,,\n"
            + "410225,旧局,institution,,,,,,\n"
            + "410225,旧局,department,,,,2006-01-01,,\n"
            + "410225,某局,department,,,无此机构,2016-01-01,,\n"
            + "410225,某局,department,,,旧局,,,\n"
            + "410225,某局,无此类型,,,,,,\n");
        refused.Causes().ShouldBe([
            "division-unknown division 2", "organization-unknown parent 3", "cell-missing kind 4", "organization-ambiguous name 5", "organization-exists name 6", "organization-unknown formerName 7",
            "cell-missing validFrom 8", "cell-invalid kind 9"]);
        (await api.Head()).ShouldBe(head);

        (await api.Loads("organizations", Organizations + "410225,扶贫办,institution,-,,,1996-01-01,,\n")).Stats().ShouldBe((0, 1, 0, 0));
        var corrected = await On("2000-01-01", "扶贫");
        (corrected.At("items/0/kind"), (string?)corrected["items"]![0]!["parent"]).ShouldBe(("institution", null));
        (await api.Loads("organizations", Organizations + "410225,新局,department,,,,,,\n", "&importStrategy=update")).Causes().ShouldBe(["row-unknown  2"]);
        (await api.Loads("organizations", Organizations + "410225,扶贫办,department,,,,1996-01-01,,\n", "&importStrategy=create")).Causes().ShouldBe(["row-exists  2"]);

        Task<System.Text.Json.Nodes.JsonObject> On(string day, string q) => api.Ask($"organizations?asOf={day}&q={Uri.EscapeDataString(q)}");
    }

    [Theory, OnEveryDatabase]
    public async Task Posts_are_loaded_retitled_corrected_and_left_alone(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        await api.Loads("organizations", Organizations + "410225,兰考县人民政府,government,,,,,,\n410225,中共兰考县委,partyCommittee,,,,,,\n");
        const string File = Posts
            + "410225,兰考县人民政府,,县长,,正处级,,,\n"
            + "410225,兰考县人民政府,deputyHeadInCharge,副县长,,,2,2000-01-01,\n"
            + "410225,兰考县人民政府,分管副职,常务副县长,副县长,副处级,1,2016-01-01,2020-01-01\n"
            + "410225,中共兰考县委,leader,县委常委,,,,,\n410225,中共兰考县委,leader,宣传部部长,,,,,\n";
        await api.Loads("officials", Officials + "S001,王某,,,,,\nS002,李某,,,,,\n");

        var job = await api.Loads("posts", File.Replace("分管副职", "deputyHeadInCharge"));
        var head = await api.Head();

        job.Stats().ShouldBe((4, 1, 0, 0));
        (await api.Loads("posts", File.Replace("分管副职", "deputyHeadInCharge"))).Stats().ShouldBe((0, 0, 5, 0));
        (await api.Head()).ShouldBe(head);
        (await api.Ask("posts?position=governmentHead")).At("items/0/rank").ShouldBe("正处级");
        var (before, after) = (await api.Ask("posts?position=deputyHeadInCharge&asOf=2015-12-31"), await api.Ask("posts?position=deputyHeadInCharge&asOf=2016-01-01"));
        (before.At("items/0/title"), before.At("items/0/capacity")).ShouldBe(("副县长", "2"));
        (after.At("items/0/title"), after.At("items/0/capacity"), after.At("items/0/validUntil"), after.At("items/0/id")).ShouldBe(("常务副县长", "1", "2020-01-01", before.At("items/0/id")));

        await api.Loads("appointments", Appointments + "S001,410225,兰考县人民政府,,副县长,,2005-01-01,2010-01-01,,,\nS002,410225,兰考县人民政府,,副县长,,2005-01-01,2010-01-01,,,\n");
        head = await api.Head();
        var refused = await api.Loads("posts", Posts
            + "410225,无此机构,leader,甲,,,,,\n"
            + "410225,中共兰考县委,leader,,,正处级,,,\n"
            + "410225,中共兰考县委,noSuchPosition,甲,,,,,\n"
            + "410225,中共兰考县委,,无此职务,,,,,\n"
            + "410225,中共兰考县委,leader,县委常委,,,,2016-01-01,\n"
            + "410225,兰考县人民政府,deputyHeadInCharge,副县长,,,1,2000-01-01,\n"
            + "410225,兰考县人民政府,deputyHeadInCharge,副县长,,,1.5,2000-01-01,\n"
            + "410225,中共兰考县委,leader,甲,无此职务,,,2016-01-01,\n");
        refused.Causes().ShouldBe([
            "organization-unknown organization 2", "post-ambiguous position 3", "position-unknown position 4", "position-unknown title 5", "post-exists title 6", "post-occupied capacity 7",
            "inclusive-between capacity 8", "post-unknown formerTitle 9"]);
        (await api.Head()).ShouldBe(head);
        (await api.Loads("posts", Posts + "410225,兰考县人民政府,,县长,,-,,,\n")).Stats().ShouldBe((0, 1, 0, 0));
        (await api.Ask("posts?position=governmentHead"))["items"]![0]!["rank"].ShouldBeNull();
    }

    [Theory, OnEveryDatabase]
    public async Task Officials_are_loaded_changed_corrected_and_left_alone(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        await api.Loads("organizations", Organizations + "410225,兰考县人民政府,government,,,,,,\n410225,中共兰考县委,partyCommittee,,,,,,\n");
        const string File = Officials
            + "S001,王某,13900000001,兰考县人民政府,410225,,\n"
            + "S001,王谋,-,中共兰考县委,410225,2016-01-01,\n"
            + "S002,李某,,,,,2018-01-01\n";

        var job = await api.Loads("officials", File);
        var head = await api.Head();

        job.Stats().ShouldBe((2, 1, 0, 0));
        (await api.Loads("officials", File)).Stats().ShouldBe((0, 0, 3, 0));
        (await api.Head()).ShouldBe(head);
        var (before, after) = (await api.Ask("officials?staffNumber=S001&asOf=2015-12-31"), await api.Ask("officials?staffNumber=S001&asOf=2016-01-01"));
        (before.At("items/0/name"), before.At("items/0/phone"), before.At("items/0/homeOrganization/name")).ShouldBe(("王某", "139****01", "兰考县人民政府"));
        (after.At("items/0/name"), (string?)after["items"]![0]!["phone"], after.At("items/0/homeOrganization/name")).ShouldBe(("王谋", null, "中共兰考县委"));
        (await api.Ask("officials?staffNumber=S002&asOf=2018-01-01"))["items"]!.AsArray().ShouldBeEmpty();

        var refused = await api.Loads("officials", Officials
            + "S003,,,,,,\n410225199001011234,周某,,,,,\nS001,王谋,,无此机构,410225,,\nS001,王谋,,兰考县人民政府,,,\nS001,王谋,,兰考县人民政府,419999,,\nS002,李某,,,,2019-01-01,\nS002,李某,,,,,2019-01-01\n");
        refused.Causes().ShouldBe([
            "cell-missing name 2", "identity-number staffNumber 3", "organization-unknown homeOrganization 4", "cell-missing homeDivision 5", "division-unknown homeDivision 6", "not-in-force validFrom 7",
            "not-in-force validUntil 8"]);
        (await api.Head()).ShouldBe(head);
        (await api.Loads("officials", "工号,姓名\nS001,王某某\n")).Stats().ShouldBe((0, 1, 0, 0));
        (await api.Ask("officials?staffNumber=S001")).At("items/0/name").ShouldBe("王某某");
        (await api.Ask("officials?staffNumber=S001&asOf=2015-12-31")).At("items/0/name").ShouldBe("王某");

        var erased = Api.Id((await api.Ask("officials?staffNumber=S001"))["items"]![0]!.AsObject());
        await api.Has($"officials/{erased}/erasure", new { ground = "《个人信息保护法》第四十七条" });
        (await api.Database.Read(s => s.Get<long>("SELECT count(*) FROM import_upload u JOIN import_job j ON j.id = u.job_id WHERE j.type = 'officials'"), Api.Ct)).ShouldBe(0);
        (await api.Loads("officials", "staffNumber,homeOrganization,homeDivision\nS001,中共兰考县委,410225\n")).Stats().ShouldBe((0, 0, 1, 0));
    }

    [Theory, OnEveryDatabase]
    public async Task Terms_are_loaded_corrected_succeeded_and_left_alone(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        await api.Loads("organizations", Organizations + "410225,中共兰考县委,partyCommittee,,,,,,\n");
        await api.Loads("posts", Posts + "410225,中共兰考县委,partySecretary,县委书记,,,,2000-01-01,\n410225,中共兰考县委,leader,县委常委,,,,,\n410225,中共兰考县委,leader,宣传部部长,,,,,\n");
        await api.Loads("officials", Officials + "S001,王某,,,,,\nS002,李某,,,,,\n");
        const string File = Appointments
            + "S001,410225,中共兰考县委,partySecretary,,substantive,2014-03-01,,豫组干〔2014〕3号,2014-02-20,省委组织部\n"
            + "S002,410225,中共兰考县委,,县委书记,挂职,2017-07-09,,豫组干〔2017〕12号,,\n";

        (await api.Loads("appointments", File)).Causes().ShouldBe(["post-occupied title 3"]);
        var job = await api.Loads("appointments", File, "&onOccupied=succeed");
        var head = await api.Head();

        job.Stats().ShouldBe((1, 0, 1, 0));
        job["stats"]!["ended"]!.GetValue<long>().ShouldBe(1);
        (await api.Loads("appointments", File, "&onOccupied=succeed")).Stats().ShouldBe((0, 0, 2, 0));
        (await api.Head()).ShouldBe(head);
        var before = (await api.Ask("appointments?asOf=2017-07-08"))["items"]!.AsArray().Single()!;
        (before["official"]!["staffNumber"]!.GetValue<string>(), before["endReason"]!.GetValue<string>(), before["dispatchedBy"]!.GetValue<string>()).ShouldBe(("S001", "succeeded", "省委组织部"));

        var refused = await api.Loads("appointments", Appointments
            + "S009,410225,中共兰考县委,partySecretary,,,2018-01-01,,,,\n"
            + "S001,410225,中共兰考县委,leader,,,2018-01-01,,,,\n"
            + "S001,410225,中共兰考县委,,无此职务,,2018-01-01,,,,\n"
            + "S001,410225,无此机构,leader,,,2018-01-01,,,,\n"
            + "S001,410225,中共兰考县委,noSuchPosition,,,2018-01-01,,,,\n"
            + "S001,419999,中共兰考县委,leader,,,2018-01-01,,,,\n"
            + "S001,410225,中共兰考县委,partySecretary,,acting,1999-01-01,1999-06-01,,,\n"
            + "S001,410225,中共兰考县委,,县委常委,,2018-01-01,2018-01-01,,,\n");
        refused.Causes().ShouldBe([
            "official-unknown staffNumber 2", "post-ambiguous position 3", "post-unknown title 4", "organization-unknown organization 5", "position-unknown position 6", "division-unknown division 7",
            "post-not-in-force validFrom 8", "period-empty validUntil 9"]);
        (await api.Head()).ShouldBe(head);
        (await api.Loads("appointments", Appointments + "S001,410225,中共兰考县委,partySecretary,,,2014-03-01,,-,2014-02-21,\n")).Stats().ShouldBe((0, 1, 0, 0));
        before = (await api.Ask("appointments?asOf=2017-07-08"))["items"]!.AsArray().Single()!;
        ((string?)before["document"], before["documentDate"]!.GetValue<string>(), before["validUntil"]!.GetValue<string>()).ShouldBe((null, "2014-02-21", "2017-07-09"));
    }
}
