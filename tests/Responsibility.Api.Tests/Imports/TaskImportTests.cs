namespace Responsibility.Api.Tests.Imports;

/// <summary>Tasks and reports of progress.</summary>
public sealed class TaskImportTests
{
    private const string Header = "title,division,programme,metric,quantity,unit,startsOn,dueOn,lead,assisting,parentDivision,parentTitle\n";

    private const string Tasks = Header
        + "2017年易地搬迁,4102,relocation,搬迁人口,10000,人,2017-03-01,2017-12-31,,,,\n"
        + "2017年易地搬迁,410225,relocation,搬迁人口,8000,人,2017-03-01,2017-12-31,兰考县扶贫办,兰考县住建局、兰考县国土局,4102,\n"
        + "堌阳镇安置点,410225101,relocation,搬迁人口,5000,人,2017-03-01,2017-11-30,,,410225,2017年易地搬迁\n";

    [Theory, OnEveryDatabase]
    public async Task Tasks_are_loaded_with_their_parts_of_which_the_whole_stands_further_up_in_the_file(Backend backend)
    {
        await using var api = await With(backend);

        var job = await api.Loads("tasks", Tasks);
        var head = await api.Head();
        var again = await api.Loads("tasks", Tasks);

        job.Stats().ShouldBe((3, 0, 0, 0));
        again.Stats().ShouldBe((0, 0, 3, 0));
        (await api.Head()).ShouldBe(head);
        var city = (await api.Ask("tasks?division=4102")).Items("id").Single();
        var tree = await api.Ask($"tasks/{city}/tree");
        tree.At("tasks").ShouldBe("3");
        tree.At("root/children/0/lead/name").ShouldBe("兰考县扶贫办");
        tree.At("root/children/0/children/0/title").ShouldBe("堌阳镇安置点");
        (await api.Ask("tasks?division=410225")).At("items/0/assisting/1/name").ShouldBe("兰考县国土局");
    }

    [Theory, OnEveryDatabase]
    public async Task A_row_that_cannot_be_a_task_is_rejected_with_its_column_and_the_others_stay(Backend backend)
    {
        await using var api = await With(backend);
        await api.Loads("tasks", Tasks);

        var job = await api.Loads("tasks", Header
            + "2017年易地搬迁,4102,relocation,搬迁人口,11000,人,2017-03-01,2017-12-31,,,,\n"
            + "安置点,410225101,relocation,搬迁人口,100,人,2017-03-01,2018-01-01,,,4102,2017年易地搬迁\n"
            + "安置点,410203,relocation,搬迁人口,100,人,2017-03-01,2017-12-31,,,410225,2017年易地搬迁\n"
            + "安置点,410225101,relocation,搬迁人口,100,人,2017-03-01,2017-12-31,,,410225,无此任务\n"
            + "安置点,410225101,relocation,搬迁人口,100,人,2017-03-01,2017-12-31,无此单位,,410225,2017年易地搬迁\n"
            + "安置点,410225101,relocation,搬迁人口,-1,人,2017-03-01,2017-12-31,,,410225,2017年易地搬迁\n"
            + "安置点,410225101,relocation,搬迁人口,100,人,三月,2017-12-31,,,410225,2017年易地搬迁\n"
            + "安置点,410225101,易地搬迁,搬迁人口,100,人,2017-03-01,2017-12-31,,,410225,2017年易地搬迁\n");

        job.Stats().ShouldBe((1, 0, 0, 7));
        job.Causes().ShouldBe(
        [
            "use-task-step quantity 2", "task-due-after-parent dueOn 3", "allocation-outside-subtree division 4", "task-unknown parentTitle 5",
            "organization-unknown lead 6", "greater-than quantity 7", "cell-invalid startsOn 8",
        ]);
    }

    [Theory, OnEveryDatabase]
    public async Task Progress_is_loaded_corrected_and_left_alone(Backend backend)
    {
        await using var api = await With(backend);
        await api.Loads("tasks", Tasks);
        const string Progress = "任务名称,区划代码,截至日期,累计完成数,备注\n堌阳镇安置点,410225101,2017-06-30,1000,第一批\n堌阳镇安置点,410225101,2017-09-30,3000,\n";

        var job = await api.Loads("progress", Progress);
        var then = await api.Head();
        var again = await api.Loads("progress", Progress);
        var unchanged = await api.Head();
        var corrected = await api.Loads("progress", "title,division,reportedOn,quantity\n堌阳镇安置点,410225101,2017-06-30,990\n堌阳镇安置点,410225101,2017-10-31,2999\n"
            + "堌阳镇安置点,410225101,2017-09-30,900\n堌阳镇安置点,410225101,2017-10-31,-1\n无此任务,410225101,2017-10-31,1\n");

        job.Stats().ShouldBe((2, 0, 0, 0));
        again.Stats().ShouldBe((0, 0, 2, 0));
        unchanged.ShouldBe(then);
        corrected.Stats().ShouldBe((0, 1, 0, 4));
        corrected.Causes().ShouldBe(["quantity-backward quantity 3", "quantity-backward quantity 4", "quantity-negative quantity 5", "task-unknown title 6"]);
        var city = (await api.Ask("tasks?division=4102")).Items("id").Single();
        (await api.Ask($"tasks/{city}/tree?asOf=2017-07-09")).At("root/reported").ShouldBe("990");
        (await api.Ask($"tasks/{city}/tree?asOf=2017-07-09&knownAt=pos:{then}")).At("root/reported").ShouldBe("1000");
        (await api.Ask("tasks?division=410225101&asOf=2017-06-30")).At("items/0/state").ShouldBe("inProgress");
    }

    private static async Task<Api> With(Backend backend)
    {
        var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410203", "顺河回族区", "county", "4102");
        foreach (var name in new[] { "兰考县扶贫办", "兰考县住建局", "兰考县国土局" }) await api.HasOrganization("410225", "department", name);
        return api;
    }
}
