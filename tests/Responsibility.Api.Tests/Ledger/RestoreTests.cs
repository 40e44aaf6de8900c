using System.Globalization;
using System.Text;
using Responsibility.Ledger;

namespace Responsibility.Api.Tests.Ledger;

/// <summary>A backup is put back after more facts were signed: no second ledger is ever signed under the name of the first.</summary>
public sealed class RestoreTests
{
    [Theory, OnEveryDatabase]
    public async Task An_older_copy_is_not_signed_and_says_so(Backend backend)
    {
        await using var story = await Story.Of(backend);

        await using var restored = Api.Over(story.Copy, null, (Api.KeySetting, story.KeyFile));
        var auditor = new Auditor(restored);

        (await auditor.Unready()).ShouldContain("ledger");
        var head = await restored.Ask("ledger");
        head["signing"]!["state"]!.GetValue<string>().ShouldBe("behind");
        head["signing"]!["detail"]!.GetValue<string>().ShouldContain(story.Last.Size.ToString(CultureInfo.InvariantCulture));
        head["signed"]!["size"]!.GetValue<long>().ShouldBe(story.First.Size);

        // Though it grows beyond the size that was signed, it is another ledger.
        for (var grown = 0; grown < 3; grown++)
        {
            await restored.Database.Facts(60);
            await auditor.Becomes(grown is 0 ? "behind" : "contradicted");
        }
        (await auditor.Unready()).ShouldContain("ledger");
        File.ReadAllBytes(story.KeyFile + ".checkpoint").ShouldBe(Encoding.UTF8.GetBytes(story.LastNote));
        Checkpoint.Open(SignedNote.Parse(await restored.Client.GetByteArrayAsync("/ledger/checkpoint", Api.Ct)), story.Key)!.Root.ShouldBe(story.First.Root);
    }

    [Theory, OnEveryDatabase]
    public async Task The_right_database_put_back_is_signed_again(Backend backend)
    {
        await using var story = await Story.Of(backend);
        await using (var restored = Api.Over(story.Copy, null, (Api.KeySetting, story.KeyFile)))
            (await new Auditor(restored).State()).ShouldBe("behind");

        await using var right = Api.Over(story.Original, null, (Api.KeySetting, story.KeyFile));
        var auditor = await Auditor.Of(right);
        (await auditor.Unready()).ShouldBeEmpty();
        await right.Database.Facts(5);
        await auditor.Proves(story.Last, await auditor.WhenSigned());
        auditor.Key.ToString().ShouldBe(story.Key.ToString());
    }

    [Theory, OnEveryDatabase]
    public async Task On_purpose_it_goes_on_under_a_new_incarnation_that_tells_where_it_departed(Backend backend)
    {
        await using var story = await Story.Of(backend);
        Checkpoint second;
        string key;

        // The setting may stay where it is: the second start opens nothing.
        await using (var restored = Api.Over(story.Copy, null, (Api.KeySetting, story.KeyFile), ("Responsibility:Ledger:NewIncarnation", "2")))
        {
            await restored.Database.Facts(150);
            var auditor = await Auditor.Of(restored);
            second = await auditor.WhenSigned();
            key = auditor.Key.ToString();
            (await auditor.Unready()).ShouldBeEmpty();
        }
        await using var again = Api.Over(story.Copy, null, (Api.KeySetting, story.KeyFile), ("Responsibility:Ledger:NewIncarnation", "2"));
        var later = await Auditor.Of(again);
        later.Key.ToString().ShouldBe(key);
        await later.Proves(second, await later.WhenSigned());

        var name = story.First.Origin[..^2];
        second.Origin.ShouldBe($"{name}/2");
        key.ShouldStartWith($"{name}/2+");
        var incarnations = (await again.Ask("ledger"))["incarnations"]!.AsArray();
        incarnations.Select(i => i!["origin"]!.GetValue<string>()).ShouldBe([$"{name}/1", $"{name}/2"]);
        var departed = incarnations[1]!.AsObject();
        departed["departsFrom"]!.GetValue<string>().ShouldBe(story.LastNote);
        departed["sharedSize"]!.GetValue<long>().ShouldBe(story.First.Size);
        Checkpoint.Open(SignedNote.Parse(Encoding.UTF8.GetBytes(departed["departsFrom"]!.GetValue<string>())), story.Key)!.Size.ShouldBe(story.Last.Size);

        // The first incarnation was not forgotten: its key and its last checkpoint stay beside the new ones.
        SignerKey.Parse((await File.ReadAllTextAsync($"{story.KeyFile}.1", Api.Ct)).Trim()).Verifier.ToString().ShouldBe(story.Key.ToString());
        (await File.ReadAllTextAsync($"{story.KeyFile}.1.checkpoint", Api.Ct)).ShouldBe(story.LastNote);
    }

    [Fact]
    public async Task An_incarnation_cannot_be_left_out()
    {
        await using var story = await Story.Of(Backend.Sqlite);
        (await Api.DoesNotStart(story.Copy, (Api.KeySetting, story.KeyFile), ("Responsibility:Ledger:NewIncarnation", "3"))).ShouldContain("the next one is 2");
    }

    /// <summary>A ledger was signed, copied, and signed again after 100 more facts.</summary>
    private sealed class Story : IAsyncDisposable
    {
        public required string Original { get; init; }
        public required string Copy { get; init; }
        public required string KeyFile { get; init; }
        public required string? Folder { get; init; }
        public required VerifierKey Key { get; init; }
        public required Checkpoint First { get; init; }
        public required Checkpoint Last { get; init; }
        public required string LastNote { get; init; }

        public static async Task<Story> Of(Backend backend)
        {
            var (original, folder) = await Api.EmptyDatabase(backend);
            Auditor auditor;
            Checkpoint first;
            await using (var api = Api.Over(original, null))
            {
                await api.Database.Facts(40);
                auditor = await Auditor.Of(api);
                first = await auditor.WhenSigned();
            }
            var copy = await Backup.Of(original);
            await using var again = Api.Over(original, null);
            await again.Database.Facts(100);
            auditor = await Auditor.Of(again);
            var last = await auditor.WhenSigned();
            return new Story
            {
                Original = original,
                Copy = copy,
                KeyFile = again.KeyFile,
                Folder = folder,
                Key = auditor.Key,
                First = first,
                Last = last,
                LastNote = await File.ReadAllTextAsync(again.KeyFile + ".checkpoint", Api.Ct),
            };
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Folder ?? Path.GetDirectoryName(KeyFile)!, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
