using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>One county of the register as the oracle and the API hold it: whatever is written goes to both, and both must take it alike.</summary>
internal sealed class Register(HttpClient client, CancellationToken ct)
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<World> worlds = [World.Empty];
    private readonly List<string> steps = [];

    public World Now => worlds[^1];

    public IReadOnlyList<World> Worlds => worlds;

    /// <summary>What was written, and what came of it, one line each.</summary>
    public IReadOnlyList<string> Steps => steps;

    public World At(long position) => worlds.Last(world => world.Position <= position);

    /// <summary>What was there before.</summary>
    public void Begins(Thing thing) => Keep(Now.Put(thing.Id, thing));

    /// <summary>A new thing; nothing where it is rightly refused, or known already.</summary>
    public async Task<long?> Create(string path, string noun, int from, int until, Dictionary<string, object?> said, object body)
    {
        var refusal = Statement.Refused(Now, noun, null, from, until, said);
        var (answer, refused) = await Send(HttpMethod.Post, path, body, null, refusal);
        if (refused is not null) return null;
        if (noun is "division") return Known(answer, position => [Now.Put(position, Thing.New(noun, position, from, until, said))]);
        var id = (long)JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!["id"]!;
        // What is already held to be so, word for word, is not recorded again.
        if (Now.Find(id) is not null) return id;
        return Known(answer, position =>
        {
            var world = Now;
            if (noun is "attribute" && said["value"] is not null)
                foreach (var before in world.All(noun).Where(other => other.On(from) is { } cell && cell.Is("division", said["division"]) && cell.Is("name", said["name"]) && other.RunOn(from).Start < from))
                    world = world.Ended(position, before, from);
            return [world.Put(position, Thing.New(noun, position, from, until, said))];
        });
    }

    public async Task Change(string path, Thing thing, int day, Dictionary<string, object?> set, object body)
    {
        var refusal = "not-in-force";
        if (thing.On(day) is { } before)
        {
            var run = thing.RunOn(day);
            refusal = Statement.Refused(Now, thing.Noun, thing.Id, day, run.End, before.With(set).Said);
        }
        var changes = thing.On(day) is { } now && set.Any(s => !Equals(now[s.Key], s.Value));
        World After(long position) => Now.Put(position, thing.Change(position, day, set));
        if (refusal is null && changes && thing.Noun is "post") refusal = Statement.Broken(After(long.MaxValue), thing.Id);
        var (answer, refused) = await Send(HttpMethod.Post, $"{path}/changes", body, null, refusal);
        if (refused is null && changes) Known(answer, position => [After(position)]);
    }

    public async Task End(string path, Thing thing, int until, object body)
    {
        var refusal = until > thing.End || until <= thing.First ? "not-in-force" : null;
        var (answer, refused) = await Send(HttpMethod.Post, $"{path}/end", body, null, refusal);
        if (refused is null && until < thing.End) Known(answer, position => [Now.Ended(position, Now.Find(thing.Id)!, until)]);
    }

    /// <summary>Puts right the version of a day; of a division more may stand against it than the oracle looks for.</summary>
    public async Task Correct(string path, Thing thing, Run wrong, int from, int until, Dictionary<string, object?> set, object body)
    {
        var refusal = Statement.Refused(Now, thing.Noun, thing.Id, from, until, wrong.Cell.With(set).Said);
        var anew = thing.Corrected(long.MaxValue, wrong, from, until, set);
        refusal ??= anew is null ? "versions-overlap" : null;
        var changes = from != wrong.Start || until != wrong.End || set.Any(s => !Equals(wrong.Cell[s.Key], s.Value));
        if (refusal is null && changes && thing.Noun is "post") refusal = Statement.Broken(Now.Put(long.MaxValue, anew!), thing.Id);
        var (answer, refused) = await Send(HttpMethod.Patch, $"{path}?asOf={Days.Text(wrong.End is 1 ? 0 : Math.Max(1, wrong.Start))}", body, wrong.Cell.Ledger, refusal, may: thing.Noun is "division");
        if (refused is null && changes) Known(answer, position => [Now.Put(position, thing.Corrected(position, wrong, from, until, set)!)]);
    }

    public async Task Retract(string path, Thing thing)
    {
        var refusal = Statement.InUse(Now, thing) ? "in-use" : null;
        var (_, refused) = await Send(HttpMethod.Delete, $"{path}?reason={Uri.EscapeDataString("登记有误")}", null, thing.Runs()[^1].Cell.Ledger, refusal);
        if (refused is null) Keep(Now.Put(await Retracted($"{thing.Noun}Retracted/1", "thing", thing.Id), Thing.New(thing.Noun, thing.Id, 0, 0, thing.Runs()[0].Cell.Said)));
    }

    public async Task Alter(DivisionStatement said)
    {
        var body = JsonSerializer.SerializeToNode(said, Plain)!.AsObject();
        body.Remove("day");
        body["effectiveOn"] = Days.Text(said.Day);
        var (answer, refused) = await Send(HttpMethod.Post, "division-changes", body, null, null, may: true);
        if (refused is null) Known(answer, last => Divisions.Change(Now, said, last));
    }

    public async Task Correct(Altered change, int day)
    {
        var possible = day == change.Doing.Day || (Divisions.Corrected(Now, change, day, long.MaxValue - 10) is [.., var again] && !Statement.Dangles(again));
        var body = new { effectiveOn = Days.Text(day), reason = "生效日期录入错误" };
        var (answer, refused) = await Send(HttpMethod.Patch, $"division-changes/{change.Id}", body, change.Written, possible ? null : "in-use", may: true);
        if (refused is null && day != change.Doing.Day) Known(answer, last => Divisions.Corrected(Now, change, day, last)!);
    }

    public async Task Retract(Altered change)
    {
        var possible = Divisions.Retracted(Now, change, long.MaxValue - 10) is { } undone && !Statement.Dangles(undone) && !change.Doing.Established.Any(id => Statement.InUse(undone, undone.Find(id)!));
        var (_, refused) = await Send(HttpMethod.Delete, $"division-changes/{change.Id}?reason={Uri.EscapeDataString("变更未获批准")}", null, change.Written, possible ? null : "in-use", may: true);
        if (refused is null) Keep(Divisions.Retracted(Now, change, await Retracted("divisionChangeRetracted/1", "change", change.Id))!);
    }

    /// <summary>The answer to a question, as JSON, and its status.</summary>
    public async Task<(int Status, JsonNode Json)> Ask(string question)
    {
        using var answer = await client.GetAsync($"/api/v1/{question}", ct);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!);
    }

    /// <param name="may">Whether it may be refused for more than the oracle looks for; what must be refused must be, all the same.</param>
    private async Task<(HttpResponseMessage Answer, string? Refused)> Send(HttpMethod method, string path, object? body, long? version, string? refusal, bool may = false)
    {
        var text = body is null ? null : JsonSerializer.Serialize(body, Plain);
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = text is null ? null : new StringContent(text, Encoding.UTF8, "application/json") };
        if (version is { } known) request.Headers.TryAddWithoutValidation("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{known}\""));
        var answer = await client.SendAsync(request, ct);
        var refused = answer.IsSuccessStatusCode ? null : (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!["code"] ?? "?";
        steps.Add($"{method} {Uri.UnescapeDataString(path)} {text} → {(int)answer.StatusCode} {refused ?? (answer.Headers.TryGetValues("Known-At", out var at) ? at.First() : "")}");
        if (refused != refusal && !(may && refused is not (null or "unexpected" or "version-changed")))
            throw new OracleException($"The write should {(refusal is null ? "be taken" : $"be refused with {refusal}")}, but {(refused is null ? "was taken" : $"was refused with {refused}")}.", steps[^1]);
        return (answer, refused);
    }

    /// <summary>Takes over what was recorded; its last fact is the one at which the answer says that it is known.</summary>
    private long Known(HttpResponseMessage answer, Func<long, IReadOnlyList<World>> after)
    {
        var last = long.Parse(answer.Headers.GetValues("Known-At").First()["pos:".Length..], CultureInfo.InvariantCulture);
        foreach (var world in after(last)) Keep(world);
        return last;
    }

    private void Keep(World world) => worlds.Add(world);

    /// <summary>Where a retraction was recorded: its answer has no body to say so.</summary>
    private async Task<long> Retracted(string kind, string member, long id)
    {
        var (_, page) = await Ask(string.Create(CultureInfo.InvariantCulture, $"changes?after={Now.Position}&limit=1000&kind={kind}"));
        return page["items"]!.AsArray().Where(item => (long)item!["data"]!["fact"]![member]! == id).Select(item => (long)item!["data"]!["position"]!).Single();
    }
}

/// <summary>The API and the oracle do not say the same.</summary>
internal sealed class OracleException(string message, string about) : Exception($"{message}\n{about}");
