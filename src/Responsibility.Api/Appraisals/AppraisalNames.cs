using System.Text.Json;
using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Appraisals;

/// <summary>Officials, posts with their bodies, and divisions as they were called on a day or on the day nearest to it: three questions for all of them.</summary>
internal sealed record AppraisalNames(
    IReadOnlyDictionary<OfficialId, OfficialRef> Officials, IReadOnlyDictionary<PostId, (PostRef Post, OrganizationRef Organization)> Posts, IReadOnlyDictionary<DivisionId, DivisionRef> Divisions)
{
    public static async Task<AppraisalNames> Of(Session session, Moment moment, IReadOnlyList<KeptResult> results)
    {
        var officials = await session.List<OfficialRow>(OfficialsSql(session), With(results.Select(r => r.Official.Value)));
        var posts = await session.List<PostRow>(PostsSql(session), With(results.Select(r => r.Post.Value)));
        var divisions = await session.List<DivisionRow>(DivisionsSql(session), With(results.Select(r => r.Division.Value)));
        return new(
            officials.ToDictionary(row => row.Id, row => new OfficialRef(row.Id, row.StaffNumber, row.Name)),
            posts.ToDictionary(row => row.Id, row => (new PostRef(row.Id, row.Position, row.Title), new OrganizationRef(row.OrganizationId, row.OrganizationName, row.OrganizationKind))),
            divisions.ToDictionary(row => row.Id, row => new DivisionRef(row.Code, row.Name, row.Level)));

        object With(IEnumerable<long> ids) => new { ids = JsonSerializer.Serialize(ids.Distinct()), moment.AsOf, moment.KnownAt };
    }

    private sealed record OfficialRow
    {
        public OfficialId Id { get; init; }
        public required string StaffNumber { get; init; }
        public string? Name { get; init; }
    }

    private sealed record PostRow
    {
        public PostId Id { get; init; }
        public required string Position { get; init; }
        public required string Title { get; init; }
        public OrganizationId OrganizationId { get; init; }
        public required string OrganizationName { get; init; }
        public OrganizationKind OrganizationKind { get; init; }
    }

    private sealed record DivisionRow
    {
        public DivisionId Id { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public Level Level { get; init; }
    }

    private static string OfficialsSql(Session session) =>
        $"SELECT f.id, f.staff_number, f.name FROM any_official f WHERE f.id IN ({session.Numbers("@ids")}) AND {Known.Nearest("f", "any_official")}";

    private static string PostsSql(Session session) =>
        $"""
        SELECT p.id, p.position, p.title, o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind
          FROM any_post p
          JOIN any_organization o ON o.id = p.organization_id AND {Known.Nearest("o", "any_organization")}
         WHERE p.id IN ({session.Numbers("@ids")}) AND {Known.Nearest("p", "any_post")}
        """;

    private static string DivisionsSql(Session session) =>
        $"SELECT d.id, d.code, d.name, d.level FROM any_division d WHERE d.id IN ({session.Numbers("@ids")}) AND {Known.Nearest("d", "any_division")}";
}
