using Responsibility.Api.Posts;
using static Responsibility.Api.Checks.CheckSql;

namespace Responsibility.Api.Checks;

/// <summary>Posts, and the links that rest on them.</summary>
internal static class PostChecks
{
    public static IReadOnlyList<DataCheck> All =>
    [
        new(CheckName.PostVacant, CheckSeverity.Warning, CheckSection.Posts, "post",
            Both("Posts with a seat that nobody fills and nobody carries in the meantime; the same as the vacancies of status vacant.", "有空缺席位且无人代理或主持工作的职务,与缺职清单中的空缺一致。"),
            Both("Appoint somebody, or end the post where it is no longer needed.", "任命人选;不再需要的职务予以撤销。"),
            Both("A post.", "一个职务。"),
            (new("Vacant since {0}", "自 {0} 起空缺"), new("Nobody has held it yet", "尚无人任职")),
            _ => Held(VacancyStatus.Vacant, $"CAST({PostStatus.LastEnd("p.id")} AS text)")),
        new(CheckName.PostActingOnly, CheckSeverity.Info, CheckSection.Posts, "post",
            Both("Posts with a seat that nobody fills, whose work somebody acting or in charge carries.", "有空缺席位、仅由代理或主持工作者承担的职务。"),
            Both("Appoint somebody who fills the seat.", "任命正式人选。"),
            Both("A post.", "一个职务。"),
            Always("Carried by somebody acting or in charge", "仅有代理或主持工作"),
            _ => Held(VacancyStatus.ActingOnly, NoFact)),
        new(CheckName.PostOfEndedOrganization, CheckSeverity.Severe, CheckSection.Posts, "post",
            Both("Posts that are there though their organization is not there on that day.", "机构当日不存在而仍在册的职务。"),
            Both("End the post on the last day of its organization, or correct the organization's days.", "按机构终止日撤销该职务,或更正机构起止日期。"),
            Both("A post.", "一个职务。"),
            (new("Its organization ended on {0}", "机构已于 {0} 撤销"), new("Its organization has not begun", "机构尚未设立")),
            _ => OfEndedSql),
        Links(CheckName.ContactOfVacantPost, "contact",
            Both("Links to divisions (联系) whose bearer is a vacant post.", "责任职务空缺的联系点。"), Both("A contact.", "一条联系记录。")),
        Links(CheckName.PortfolioOfVacantPost, "portfolio",
            Both("Portfolios (分管) whose bearer is a vacant post.", "责任职务空缺的分管。"), Both("A portfolio.", "一条分管记录。")),
    ];

    private static readonly string Counts = $"p.capacity, {PostStatus.Holders("p")} AS holders, {PostStatus.Acting("p")} AS acting, 0 AS ending";

    private static readonly string OfEndedSql =
        $"""
        SELECT p.id, place.id AS division_id, {PostLabel} AS label, CASE WHEN o.valid_until <= @AsOf THEN CAST(o.valid_until AS text) END AS fact,
               CASE WHEN o.valid_until <= @AsOf OR o.valid_from > @AsOf THEN 1 ELSE 0 END AS broken
          FROM place
         CROSS JOIN organization o
         CROSS JOIN post p
         WHERE o.division_id = place.id AND {Known.Nearest("o", "organization")} AND p.organization_id = o.id AND {Known.On("p")}
        """;

    private static string Held(VacancyStatus status, string fact) =>
        $"""
        SELECT seat.id, seat.division_id, seat.label, seat.fact, CASE WHEN {PostStatus.Any([status])} THEN 1 ELSE 0 END AS broken
          FROM (SELECT p.id, place.id AS division_id, {PostLabel} AS label, {fact} AS fact, {Counts} FROM {PostsSql}) seat
        """;

    private static DataCheck Links(CheckName name, string noun, BothLanguages introduction, BothLanguages issues) => new(
        name, CheckSeverity.Warning, CheckSection.Responsibilities, noun, introduction,
        Both("Fill the post, or give what it bears to another.", "补齐任职,或改由其他职务承担。"), issues, Always("The post that bears it is vacant", "承担职务空缺"),
        _ => $"""
            SELECT seat.id, seat.division_id, seat.label, {NoFact} AS fact, CASE WHEN {PostStatus.Any([VacancyStatus.Vacant])} THEN 1 ELSE 0 END AS broken
              FROM (SELECT link.id, place.id AS division_id, {PostLabel} AS label, {Counts}
                      FROM {PostsSql.Replace("CROSS JOIN post p", $"CROSS JOIN post p\n CROSS JOIN {noun} link", StringComparison.Ordinal)} AND link.post_id = p.id AND {Known.On("link")}) seat
            """);
}
