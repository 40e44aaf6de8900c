using System.Text.Json;
using Responsibility.Api.Chain;
using Responsibility.Api.RuleSets;
using Responsibility.Api.Tasks;
using Responsibility.Rules;

namespace Responsibility.Api.Problems;

/// <summary>Who may verify that a problem was put right: nobody who stands, on the day of the verification, in the chain of those who had to, and none of the bodies that carry it out.</summary>
/// <remarks>Whoever answers for supervision and inspection may: that is what inspection groups and discipline commissions are there for.</remarks>
internal static class Independence
{
    /// <summary>The problem that a task rectifies; null where it rectifies none.</summary>
    public static Task<long?> ProblemOf(Session session, TaskId task) => session.Find<long?>("SELECT problem_id FROM rectification WHERE task_id = @task", new { task });

    /// <summary>What stands against a verification by that body, and that official in it.</summary>
    public static async Task<Refusal?> Against(Session session, TaskStanding task, DateOnly day, OrganizationId verifier, OfficialId? official)
    {
        var bodies = (await TaskBodies.Of(session, [task.Id]))[task.Id].Select(b => b.Body).ToHashSet();
        var links = await Links(session, task.Division, task.Programme, new Moment { AsOf = day, KnownAt = session.Head });
        IReadOnlyList<HeldPost> posts = official is { } person ? [.. (await Posts(session, [person], session.Head))[person].Where(post => post.Days.Contains(day))] : [];
        return OfBody(verifier, bodies, links)?.At("verifier", verifier.Value)
            ?? OfOfficial(posts, bodies, links)?.At("official", official!.Value.Value);
    }

    internal static Refusal? OfBody(OrganizationId verifier, IReadOnlySet<OrganizationId> bodies, IReadOnlyList<ChainLink> links) =>
        bodies.Contains(verifier) ? Refusals.VerifierNotIndependent.Because("The body leads or assists in the rectification.", "该单位牵头或配合整改。")
        : links.FirstOrDefault(link => link.Organization.Id == verifier) is { } link ? Named(link)
        : null;

    internal static Refusal? OfOfficial(IReadOnlyList<HeldPost> posts, IReadOnlySet<OrganizationId> bodies, IReadOnlyList<ChainLink> links) =>
        posts.Any(post => bodies.Contains(post.OrganizationId)) ? Refusals.VerifierNotIndependent.Because("The official holds a post in a body that leads or assists.", "该干部在牵头或配合单位任职。")
        : links.FirstOrDefault(link => link.Post is { } borne && posts.Any(post => post.PostId == borne.Id)) is { } link ? Named(link)
        : null;

    private static Refusal Named(ChainLink link) => Refusals.VerifierNotIndependent.Because(
        $"In the chain of that day: {link.Division.Name}, {link.Organization.Name}{(link.Post is { } post ? $", {post.Title}" : "")}; clause {link.Basis.Clause}, {Labels.Of(link.Grade).En.ToLowerInvariant()}.",
        $"当日责任链:{link.Division.Name}{link.Organization.Name}{link.Post?.Title},第{link.Basis.Clause}条,{Labels.Of(link.Grade).Zh}。");

    /// <summary>
    /// The chain of a task's division and programme on a day, but for supervision and inspection; of a division that is no more, that of its last day. Where no rules are in force, nobody stands in it.
    /// </summary>
    internal static async Task<IReadOnlyList<ChainLink>> Links(Session session, DivisionId division, string? programme, Moment on)
    {
        if (await Versions.Nearest(session, Tables.Division, division.Value, on) is not var (moment, _)) return [];
        var rules = await RuleSetShelf.InForce(session, moment, null);
        if (rules.Refusal is not null) return [];
        var filter = new ChainFilter { Programmes = programme is null ? [] : [programme] };
        var derived = await Chains.Derive(session, moment, division, filter, rules.Required());
        return [.. derived.Answer.Links.Where(link => link.Kind is not ResponsibilityKind.SupervisionInspection)];
    }

    /// <summary>The posts that officials held, whenever they did.</summary>
    internal static async Task<ILookup<OfficialId, HeldPost>> Posts(Session session, IEnumerable<OfficialId> officials, long knownAt) =>
        (await session.List<HeldPost>(PostsSql(session), new { ids = JsonSerializer.Serialize(officials.Select(official => official.Value).Distinct()), KnownAt = knownAt })).ToLookup(post => post.OfficialId);

    internal sealed record HeldPost
    {
        public OfficialId OfficialId { get; init; }
        public PostId PostId { get; init; }
        public OrganizationId OrganizationId { get; init; }
        public DateOnly TermFrom { get; init; } = Period.BeforeRecords;
        public DateOnly TermUntil { get; init; } = Period.Open;
        public DateOnly PostFrom { get; init; } = Period.BeforeRecords;
        public DateOnly PostUntil { get; init; } = Period.Open;

        public Period Days => new Period(TermFrom, TermUntil).Common(new(PostFrom, PostUntil));
    }

    private static string PostsSql(Session session) =>
        $"""
        SELECT a.official_id, a.post_id, p.organization_id, a.valid_from AS term_from, a.valid_until AS term_until, p.valid_from AS post_from, p.valid_until AS post_until
          FROM appointment a
          JOIN post p ON p.id = a.post_id AND p.valid_from < a.valid_until AND p.valid_until > a.valid_from AND {Known.At("p")}
         WHERE a.official_id IN ({session.Numbers("@ids")}) AND {Known.At("a")}
        """;
}
