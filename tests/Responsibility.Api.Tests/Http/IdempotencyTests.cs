using System.Net;
using System.Net.Http.Json;

namespace Responsibility.Api.Tests.Http;

public sealed class IdempotencyTests
{
    [Theory, OnEveryDatabase]
    public async Task The_same_key_answers_the_same_and_records_once(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var body = new { staffNumber = "HN1", name = "王某", phone = "13812345678" };

        await api.Records(1, async () =>
        {
            var (first, again) = (await Post(api, "k1", body), await Post(api, "k1", body));
            (again.StatusCode, again.Headers.Location, again.Headers.ETag).ShouldBe((HttpStatusCode.Created, first.Headers.Location, first.Headers.ETag));
            (await again.Content.ReadAsStringAsync(Api.Ct)).ShouldBe(await first.Content.ReadAsStringAsync(Api.Ct));
        });
        await Post(api, "k1", new { staffNumber = "HN2", name = "李某" }).Refuses(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        await Post(api, new string('k', 201), body).Refuses(HttpStatusCode.BadRequest, "parameter-invalid");

        // A refusal is decided anew: what stood in the way may be gone.
        await Post(api, "k3", body).Refuses(HttpStatusCode.Conflict, "staff-number-taken");
        (await api.Delete((await api.Ask("officials?staffNumber=HN1")).Items("id").Select(id => $"officials/{id}").Single())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Post(api, "k3", body)).StatusCode.ShouldBe(HttpStatusCode.Created);

        // After a day the key is free again, also where nothing was written meanwhile.
        await api.Database.Operate(s => s.Execute("UPDATE idempotency SET stored_at = '2017-07-09T00:00:00.000000Z'"), Api.Ct);
        (await Post(api, "k1", new { staffNumber = "HN4", name = "钱某" })).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory, OnEveryDatabase]
    public async Task Of_eight_requests_with_one_key_one_records_and_all_get_its_answer(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.Records(1, async () =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Post(api, "one", new { staffNumber = "HN1", name = "王某" })));
            answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created);
            (await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync(Api.Ct)))).Distinct().Count().ShouldBe(1);
        });
    }

    private static Task<HttpResponseMessage> Post(Api api, string key, object body) =>
        api.Send(HttpMethod.Post, "officials", JsonContent.Create(body), ("Idempotency-Key", key));
}
