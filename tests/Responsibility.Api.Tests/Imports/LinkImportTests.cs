namespace Responsibility.Api.Tests.Imports;

/// <summary>Attributes, portfolios and contacts.</summary>
public sealed class LinkImportTests
{
    [Theory, OnEveryDatabase]
    public async Task Tags_and_numbers_are_loaded_corrected_and_left_alone(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        const string File = "division,tag,number,value,validFrom,validUntil\n410225,poorCounty,,,2012-01-01,2017-02-27\n410225,,poorPopulation,58931,2016-12-31,\n410225,,poorPopulation,12000,2017-12-31,\n";

        var job = await api.Loads("attributes", File);
        var again = await api.Loads("attributes", File);
        var corrected = await api.Loads(
            "attributes", "行政区划代码,标签,指标,值,validFrom,validUntil\n410225,贫困县,,,2012-01-01,-\n410225,,poorPopulation,58932,2016-12-31,\n410225,noSuchTag,,,,\n410225,,poorPopulation,viel,,\n");

        job.Stats().ShouldBe((3, 0, 0, 0));
        again.Stats().ShouldBe((0, 0, 3, 0));
        corrected.Stats().ShouldBe((0, 2, 0, 2));
        corrected.Causes().ShouldBe(["tag-unknown tag 4", "cell-invalid value 5"]);
        var division = await api.Ask("divisions/410225?asOf=2017-07-09");
        division["tags"]!.AsArray().Single()!.GetValue<string>().ShouldBe("poorCounty");
        division["numbers"]!["poorPopulation"]!.GetValue<double>().ShouldBe(58932);
        (await api.Ask("divisions/410225?asOf=2018-01-01"))["numbers"]!["poorPopulation"]!.GetValue<double>().ShouldBe(12000);
    }

    [Theory, OnEveryDatabase]
    public async Task Posts_and_bodies_bear_portfolios_and_contacts(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        await api.Loads("roster", Loading.RosterHeader
            + "S001,王某,410225,兰考县人民政府,政府,deputyHeadInCharge,副县长,,2015-03-01,,,\n"
            + "S002,李某,410225,兰考县教育局,部门,departmentHead,局长,,2015-03-01,,,\n");
        const string Portfolios = "bearerDivision,organization,position,title,programme,department,validFrom,validUntil,document\n"
            + "410225,兰考县人民政府,deputyHeadInCharge,副县长,industry,,2016-03-01,,例1\n"
            + "410225,兰考县人民政府,,副县长,,兰考县教育局,2016-03-01,,例1\n"
            + "410225,兰考县教育局,,,employment,,2016-03-01,,例1\n"
            + "410225,无此机构,,,employment,,2016-03-01,,例1\n"
            + "410225,兰考县教育局,,局长,noSuchProgramme,,2016-03-01,,例1\n"
            + "49,兰考县教育局,,,employment,,2016-03-01,,例1\n";
        const string Contacts = "bearerDivision,organization,position,title,division,validFrom,validUntil,document\n"
            + "410225,兰考县人民政府,,副县长,410225,2016-03-01,,例2\n410225,兰考县教育局,,,4102,2016-03-01,2017-01-01,例2\n";

        var portfolios = await api.Loads("portfolios", Portfolios);
        var contacts = await api.Loads("contacts", Contacts);
        var head = await api.Head();

        portfolios.Stats().ShouldBe((3, 0, 0, 3));
        portfolios.Causes().ShouldBe(["organization-unknown organization 5", "programme-unknown programme 6", "division-unknown bearerDivision 7"]);
        contacts.Stats().ShouldBe((2, 0, 0, 0));
        (await api.Loads("portfolios", Portfolios)).Stats().ShouldBe((0, 0, 3, 3));
        (await api.Loads("contacts", Contacts)).Stats().ShouldBe((0, 0, 2, 0));
        (await api.Head()).ShouldBe(head);
        (await api.Loads("contacts", Contacts.Replace("例2", "例3"))).Stats().ShouldBe((0, 2, 0, 0));
        (await api.Ask("contacts?asOf=2016-07-09"))["items"]!.AsArray().ShouldAllBe(c => c!["document"]!.GetValue<string>() == "例3");
    }
}
