using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Responsibility.Api.Tests.Http;

public sealed class ListingTests
{
    [Theory, OnEveryDatabase]
    public async Task Pages_show_one_snapshot_while_others_write(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var ids = new List<long>();
        for (var i = 0; i < 25; i++) ids.Add(await api.HasOfficial($"某人{i}", $"N{i:00}"));
        var whole = await api.Ask("officials?limit=1000&count=exact");
        whole.At("total").ShouldBe("25");
        whole["nextCursor"].ShouldBeNull();

        var (seen, cursor, pages) = (new List<string>(), (string?)null, 0);
        do
        {
            var page = await api.Ask($"officials?limit=7&count=exact{(cursor is null ? "" : $"&cursor={cursor}")}");
            page.At("total").ShouldBe("25");
            (page.At("knownAt") == whole.At("knownAt") || pages is 0, page.At("asOf")).ShouldBe((true, whole.At("asOf")));
            seen.AddRange(page["items"]!.AsArray().Select(i => i!.ToJsonString()));
            cursor = page.At("nextCursor");
            await api.HasOfficial("后来人", $"X{++pages}");
            await api.Patch($"officials/{ids[24 - pages]}", new { name = "改名", reason = "录入错误" }).Succeeds();
            (await api.Delete($"officials/{ids[pages * 3]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
        while (cursor is not null);

        pages.ShouldBe(4);
        seen.ShouldBe(whole["items"]!.AsArray().Select(i => i!.ToJsonString()));
        (await api.Ask("officials?count=exact")).At("total").ShouldBe("25", "four came and four never were");
    }

    [Theory, OnEveryDatabase]
    public async Task A_cursor_belongs_to_its_question_and_limits_have_bounds(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasOfficial("王某", "N1");
        await api.HasOfficial("王某", "N2");
        var cursor = (await api.Ask("officials?q=王某&limit=1")).At("nextCursor")!;

        (await api.Ask($"officials?q=王某&limit=1000&cursor={cursor}")).Items("staffNumber").ShouldBe(["N2"]);
        await api.Get($"officials?q=王&cursor={cursor}").Refuses(HttpStatusCode.BadRequest, "cursor-invalid");
        await api.Get($"posts?cursor={cursor}").Refuses(HttpStatusCode.BadRequest, "cursor-invalid");
        await api.Get("officials?q=王某&cursor=x").Refuses(HttpStatusCode.BadRequest, "cursor-invalid");
        var forged = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Replace("\"after\":\"", "\"after\":\"x", StringComparison.Ordinal);
        await api.Get($"officials?q=王某&cursor={Base64Url.EncodeToString(Encoding.UTF8.GetBytes(forged))}").Refuses(HttpStatusCode.BadRequest, "cursor-invalid");
        foreach (var limit in new[] { "0", "-1", "1001" }) await api.Get($"officials?limit={limit}").Refuses(HttpStatusCode.BadRequest, "invalid");
        foreach (var limit in new[] { "x", "1.5", "", "99999999999" }) await api.Get($"officials?limit={limit}").Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        await api.Get("officials?count=all").Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        (await api.Ask("officials?staffNumber=N1&staffNumber=N2&staffNumber=N3")).Items("staffNumber").ShouldBe(["N1", "N2"]);
        var first = await api.Ask("divisions?limit=2");
        (await api.Ask($"divisions?limit=2&cursor={first.At("nextCursor")}")).Items().ShouldBe(["兰考县", "堌阳镇"]);
    }
}
