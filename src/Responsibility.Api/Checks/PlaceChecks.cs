using static Responsibility.Api.Checks.CheckSql;

namespace Responsibility.Api.Checks;

/// <summary>Divisions and the bodies that they ought to have.</summary>
internal static class PlaceChecks
{
    public static IReadOnlyList<DataCheck> All =>
    [
        new(CheckName.OrganizationWithoutPost, CheckSeverity.Info, CheckSection.Organizations, "organization",
            Both("Organizations that have no post on that day.", "当日未设任何职务的机构。"),
            Both("Create its posts, or end it where it is no more.", "补设职务;已不存在的机构予以终止。"),
            Both("An organization.", "一个机构。"),
            Always("It has no post", "未设职务"),
            _ => WithoutPostSql),
        Lacking(CheckName.DivisionWithoutPartyCommittee, "partyCommittee",
            Both("Provinces, cities, counties and townships without a party committee.", "无党委的省、市、县、乡镇。"), Always("No party committee", "无党委")),
        Lacking(CheckName.DivisionWithoutGovernment, "government",
            Both("Provinces, cities, counties and townships without a government.", "无政府的省、市、县、乡镇。"), Always("No government", "无政府")),
        new(CheckName.PoorVillageWithoutTeam, CheckSeverity.Severe, CheckSection.Organizations, "division",
            Both("Villages that bear the tag poorVillage on that day and have no resident team.", "当日标为贫困村而无驻村工作队的村。"),
            Both("Establish the team, or correct the tag.", "登记驻村工作队,或更正标签。"),
            Both("A division.", "一个区划。"),
            Always("No resident team", "无驻村工作队"),
            _ => PoorVillageSql),
    ];

    private static readonly string WithoutPostSql =
        $"""
        SELECT o.id, place.id AS division_id, o.name AS label, {NoFact} AS fact,
               CASE WHEN EXISTS (SELECT 1 FROM post p WHERE p.organization_id = o.id AND {Known.On("p")}) THEN 0 ELSE 1 END AS broken
          FROM place
         CROSS JOIN organization o
         WHERE o.division_id = place.id AND {Known.On("o")}
        """;

    private static readonly string PoorVillageSql =
        $"""
        SELECT d.id, d.id AS division_id, d.name AS label, {NoFact} AS fact, {Lacks("residentTeam")} AS broken
          FROM place
         CROSS JOIN attribute t
         CROSS JOIN division d
         WHERE t.division_id = place.id AND t.name = 'poorVillage' AND {Known.On("t")} AND d.id = place.id AND d.level = 'village' AND {Known.On("d")}
        """;

    private static DataCheck Lacking(CheckName name, string kind, BothLanguages introduction, (Text With, Text Without) detail) => new(
        name, CheckSeverity.Severe, CheckSection.Organizations, "division", introduction, Both("Establish it.", "登记该机构。"), Both("A division.", "一个区划。"), detail,
        _ => $"""
            SELECT d.id, d.id AS division_id, d.name AS label, {NoFact} AS fact, {Lacks(kind)} AS broken
              FROM place
             CROSS JOIN division d
             WHERE d.id = place.id AND d.level IN ('province', 'city', 'county', 'township') AND {Known.On("d")}
            """);

    private static string Lacks(string kind) => $"CASE WHEN EXISTS (SELECT 1 FROM organization o WHERE o.division_id = d.id AND o.kind = '{kind}' AND {Known.On("o")}) THEN 0 ELSE 1 END";
}
