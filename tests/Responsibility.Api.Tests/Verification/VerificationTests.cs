using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Ledger;
using Responsibility.Api.Tests.Storage;

namespace Responsibility.Api.Tests.Verification;

public sealed class VerificationTests
{
    private const string Jobs = "ledger/verifications";

    [Theory, OnEveryDatabase]
    public async Task A_register_in_use_is_found_sound(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var signed = await (await Auditor.Of(api)).WhenSigned();

        var started = await api.Post(Jobs, new { replay = true });
        var job = await Ended(api, Api.Id(await Api.Body(started)));

        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        started.Headers.Location!.ToString().ShouldBe($"/api/v1/{Jobs}/{Api.Id(job)}");
        job.ShouldSatisfyAllConditions(
            j => j.At("state").ShouldBe("finished"),
            j => j.At("replay").ShouldBe("true"),
            j => j.At("outcome/sound").ShouldBe("true", j.ToJsonString()),
            j => j.At("outcome/size").ShouldBe($"{signed.Size}"),
            j => j.At("outcome/root").ShouldBe(Convert.ToBase64String(signed.Root)),
            j => j["outcome"]!["checkpoints"]!.AsArray().ShouldContain(c => c.At("outside") == "true" && c.At("keyKnown") == "true"));
    }

    /// <summary>Facts go on being recorded while a verification runs; it tells of those before it began, and of rows as they stand at its end.</summary>
    [Theory, OnEveryDatabase]
    public async Task What_is_recorded_meanwhile_is_no_fault(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.Database.Facts(2000);
        var id = Api.Id(await api.Has(Jobs, new { replay = true }));
        var facts = 0;
        while ((await api.Ask($"{Jobs}/{id}")).At("state") is "queued" or "running")
        {
            var official = await api.HasOfficial("乔某", $"LM{++facts:0000}");
            if (facts % 3 is 0) await api.Has($"officials/{official}/erasure", new { ground = "依申请" });
        }

        var job = await Ended(api, id);
        job.At("outcome/sound").ShouldBe("true", job.ToJsonString());
        facts.ShouldBeGreaterThan(0);
    }

    [Theory, OnEveryDatabase]
    public async Task What_was_changed_behind_the_ledgers_back_is_named_and_no_person_with_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var official = Api.Id((await api.Ask("officials?staffNumber=LK0001"))["items"]![0]!.AsObject());
        await api.Database.Operate(session => session.Execute("UPDATE official SET name = '无名氏' WHERE id = @official", new { official }), Api.Ct);
        await api.Database.Operate(session => session.Execute("UPDATE personal SET value = '\"无名氏\"' WHERE position = @official AND member = 'name'", new { official }), Api.Ct);

        var quick = await Ended(api, Api.Id(await api.Has(Jobs, new { })));
        var whole = await Ended(api, Api.Id(await api.Has(Jobs, new { replay = true })));

        quick.At("outcome/sound").ShouldBe("false");
        quick.At("outcome/faults").ShouldBe("1");
        quick.At("outcome/findings/0/fault").ShouldBe("personalAltered");
        quick.At("outcome/findings/0/position").ShouldBe($"{official}");
        // The name that was put in is the same in both places: against each other they are sound, against the leaf they are not.
        whole.At("outcome/faults").ShouldBe("1");
        await api.Database.Operate(session => session.Execute("UPDATE official SET name = '某氏' WHERE id = @official", new { official }), Api.Ct);
        whole = await Ended(api, Api.Id(await api.Has(Jobs, new { replay = true })));
        var row = whole["outcome"]!["findings"]!.AsArray().Single(f => f.At("fault") == "rowDiffers")!;
        row.At("detail")!.ShouldSatisfyAllConditions(d => d.ShouldStartWith("official: "), d => d.ShouldContain($"id={official} "), d => d.ShouldContain("name=(withheld, differs)"));
        foreach (var name in new[] { "无名氏", "某氏", BusyHistory.Name, BusyHistory.Phone }) whole.ToJsonString().ShouldNotContain(name);
    }

    /// <summary>The process that ran it is gone: another takes it up when its lease has run out.</summary>
    [Theory, OnEveryDatabase]
    public async Task A_job_that_was_left_is_begun_anew(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.Database.Operate(
            session => session.Execute(
                """
                INSERT INTO verification (state, replay, actor, created_at, started_at, lease, leased_until, progress)
                VALUES ('running', @replay, 'key:1', '2017-07-09T00:00:00.000000Z', '2017-07-09T00:00:01.000000Z', 'gone', '2017-07-09T00:00:31.000000Z', '{"phase":"reading","done":1,"of":6}')
                """, new { replay = false }), Api.Ct);
        var id = await api.Database.Read(session => session.Get<long>("SELECT max(id) FROM verification"), Api.Ct);

        var job = await Ended(api, id);

        job.At("state").ShouldBe("finished");
        job.At("startedAt").ShouldBe("2017-07-09T00:00:01.000000Z");
        job["progress"].ShouldBeNull();
    }

    [Theory, OnEveryDatabase]
    public async Task Jobs_are_listed_the_latest_first_and_one_key_starts_one(Backend backend)
    {
        await using var api = await Api.On(backend);
        var ids = new List<long>();
        for (var n = 0; n < 3; n++) ids.Add(Api.Id(await api.Has(Jobs, new { })));
        using var first = await api.Send(HttpMethod.Post, Jobs, JsonContent.Create(new { replay = false }), ("Idempotency-Key", "v1"));
        using var again = await api.Send(HttpMethod.Post, Jobs, JsonContent.Create(new { replay = false }), ("Idempotency-Key", "v1"));
        var id = Api.Id(await Api.Body(first));
        Api.Id(await Api.Body(again)).ShouldBe(id);

        var page = await api.Ask($"{Jobs}?limit=3");

        page["items"]!.AsArray().Select(j => Api.Id(j!.AsObject())).ShouldBe([id, ids[2], ids[1]]);
        var rest = await api.Ask($"{Jobs}?limit=3&before={page.At("nextBefore")}");
        rest["items"]!.AsArray().Select(j => Api.Id(j!.AsObject())).ShouldBe([ids[0]]);
        rest["nextBefore"].ShouldBeNull();
    }

    [Fact]
    public async Task Only_administrators_and_of_jobs_that_there_are()
    {
        await using var api = await Api.On(Backend.Sqlite);

        await api.Get($"{Jobs}/99").Refuses(HttpStatusCode.NotFound, "verification-unknown");
        (await api.Post(Jobs, new { replay = "yes" }).Refuses(HttpStatusCode.BadRequest, "member-type")).Faults().ShouldBe(["/replay member-type"]);
        using var stranger = api.Connect(null);
        (await stranger.PostAsJsonAsync($"/api/v1/{Jobs}", new { }, Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<JsonObject> Ended(Api api, long id)
    {
        for (var waited = 0; waited < 600; waited++)
        {
            var job = await api.Ask($"{Jobs}/{id}");
            if (job.At("state") is not ("queued" or "running")) return job;
            await Task.Delay(50, Api.Ct);
        }
        throw new TimeoutException("The verification did not end.");
    }
}
