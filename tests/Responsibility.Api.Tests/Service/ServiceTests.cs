using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Service;

public sealed class ServiceTests
{
    [Theory, OnEveryDatabase]
    public async Task The_vocabulary_has_every_word_in_both_languages(Backend backend)
    {
        await using var api = await Api.On(backend);

        var words = await api.Ask("vocabulary");

        foreach (var group in new[] { "levels", "organizationKinds", "appointmentKinds", "responsibilityKinds", "grades", "vacancyStatuses", "gapReasons", "divisionChangeTypes", "roles", "programmes", "positions", "tags" })
            words[group]!.AsArray().ShouldNotBeEmpty(group);
        words.SelectMany(group => group.Value!.AsArray()).ShouldAllBe(word => word!["zh"]!.GetValue<string>().Length > 0 && word["en"]!.GetValue<string>().Length > 0);
        JsonNode.DeepEquals(words["levels"]![0], JsonNode.Parse("""{"id": "province", "zh": "省", "en": "Province"}""")).ShouldBeTrue();
        Word(words, "grades", "firstResponsible")["zh"]!.GetValue<string>().ShouldBe("第一责任人");
        Word(words, "positions", "partySecretary")["aliases"]!.AsArray().ShouldContain(a => a!.GetValue<string>() == "县委书记");
    }

    [Theory, OnEveryDatabase]
    public async Task Before_a_rule_set_was_recorded_its_words_were_not_known(Backend backend)
    {
        await using var api = await Api.On(backend);
        (await api.Ask("vocabulary?knownAt=pos:0"))["programmes"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task Meta_says_what_runs_and_on_what(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();

        var meta = await api.Ask("meta");

        meta["version"]!.GetValue<string>().ShouldNotContain("+");
        meta["ledgerSize"]!.GetValue<long>().ShouldBe(await api.Head());
        meta["databaseKind"]!.GetValue<string>().ShouldBe(backend is Backend.Sqlite ? "sqlite" : "postgresql");
        meta["ruleSets"]!.AsArray().ShouldContain(set => set!["id"]!.GetValue<string>() == "henan-2017");
    }

    [Theory, OnEveryDatabase]
    public async Task Rule_sets_are_listed_on_days_on_which_they_are_in_force(Backend backend)
    {
        await using var api = await Api.On(backend);
        (await api.Ask("rule-sets?asOf=2017-07-09"))["items"]!.AsArray().ShouldContain(set => set!["id"]!.GetValue<string>() == "henan-2017");
        (await api.Ask("rule-sets?asOf=1990-01-01"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task A_rule_set_is_shown_byte_for_byte(Backend backend)
    {
        await using var api = await Api.On(backend);

        var response = await api.Get("rule-sets/henan-2017?version=1");

        (await response.Content.ReadAsStringAsync(Api.Ct)).ShouldBe(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "rules", "henan-2017.json"), Api.Ct));
        (await api.Get("rule-sets/henan-2017")).Headers.ETag.ShouldBe(response.Headers.ETag);
        (await api.Get("rule-sets/henan-2017?version=99")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Api.CodeOf(await api.Get("rule-sets/nowhere"))).ShouldBe("rule-set-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task Health_is_told_to_strangers(Backend backend)
    {
        await using var api = await Api.On(backend);
        using var stranger = api.Connect(null);
        JsonNode.Parse(await stranger.GetStringAsync("/healthz/live", Api.Ct))!["status"]!.GetValue<string>().ShouldBe("live");
        JsonNode.Parse(await stranger.GetStringAsync("/healthz/ready", Api.Ct))!["status"]!.GetValue<string>().ShouldBe("ready");
    }

    [Theory, OnEveryDatabase]
    public async Task Without_its_schema_or_its_writer_the_service_is_not_ready(Backend backend)
    {
        await using var api = await Api.On(backend);
        using var stranger = api.Connect(null);

        await api.Database.Operate(session => session.Execute("DELETE FROM schema_changelog"), Api.Ct);
        var response = await stranger.GetAsync("/healthz/ready", Api.Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await Api.Problem(response))["detail"]!.GetValue<string>().ShouldContain("schema");

        await api.Database.DisposeAsync();
        response = await stranger.GetAsync("/healthz/ready", Api.Ct);
        (await Api.Problem(response))["detail"]!.GetValue<string>().ShouldContain("writer");
    }

    [Fact]
    public async Task The_health_check_of_a_service_that_does_not_answer_fails_soon() =>
        (await Responsibility.Api.Service.HealthCheck.Run(["--healthcheck", "--urls", "http://127.0.0.1:1"])).ShouldBe(1);

    private static JsonObject Word(JsonObject words, string group, string id) => words[group]!.AsArray().Single(word => word!["id"]!.GetValue<string>() == id)!.AsObject();
}
