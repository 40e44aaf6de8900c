namespace Responsibility.Api.Imports;

/// <summary>The columns of each type of file, by the names that people give them.</summary>
internal static class ImportColumns
{
    /// <param name="Name">The name in the API and in templates.</param>
    /// <param name="Aliases">Other headers, English or Chinese.</param>
    internal sealed record ImportColumn(string Name, bool Required, string Example, params string[] Aliases);

    private static readonly ImportColumn ValidFrom = new("validFrom", false, "2016-05-01", "生效日期");
    private static readonly ImportColumn ValidUntil = new("validUntil", false, "", "失效日期");
    private static readonly ImportColumn Document = new("document", false, "豫组干〔2016〕12号", "文号");
    private static readonly ImportColumn Organization = new("organization", true, "中共兰考县委员会", "任职机构", "单位", "机构");
    private static readonly ImportColumn BearerDivision = new("bearerDivision", true, "410225000000", "单位区划代码", "责任主体区划代码");

    private static readonly Dictionary<ImportType, ImportColumn[]> Columns = new()
    {
        [ImportType.Divisions] =
        [
            new("code", true, "410225000000", "代码"), new("name", true, "兰考县", "名称"), new("level", true, "county", "级别"),
            new("parent_code", false, "410200000000", "上级代码", "parent"), ValidFrom, ValidUntil, Document,
        ],
        [ImportType.Attributes] =
        [
            new("division", true, "410225101200", "行政区划代码", "区划代码"), new("tag", false, "poorVillage", "标签"), new("number", false, "", "指标"), new("value", false, "", "数值", "值"),
            ValidFrom, ValidUntil, Document,
        ],
        [ImportType.Roster] =
        [
            new("staffNumber", true, "T000001", "工号", "人员编号"), new("name", true, "测试", "姓名"), new("division", true, "410225000000", "行政区划代码", "区划代码"), Organization,
            new("organizationKind", false, "partyCommittee", "机构类型"), new("position", false, "partySecretary", "职务类别"), new("title", false, "县委书记", "职务", "职务名称"),
            new("validFrom", true, "2016-05-01", "任职日期", "任职时间"), new("validUntil", false, "", "免职日期", "免职时间"), new("kind", false, "substantive", "任职类型"),
            new("document", false, "豫组干〔2016〕12号", "任职文号"), new("documentDate", false, "2016-04-28", "发文日期"), new("phone", false, "", "电话", "手机号"),
            new("dispatchedBy", false, "", "派出单位"),
        ],
        [ImportType.Portfolios] =
        [
            BearerDivision, Organization, new("position", false, "deputyHeadInCharge", "职务类别"), new("title", false, "副县长(分管扶贫)", "职务", "职务名称"),
            new("programme", false, "industry", "专项"), new("department", false, "", "部门"), ValidFrom, ValidUntil, Document,
        ],
        [ImportType.Contacts] =
        [
            BearerDivision, Organization, new("position", false, "leader", "职务类别"), new("title", false, "省委常委、宣传部部长", "职务", "职务名称"),
            new("division", true, "410225000000", "行政区划代码", "区划代码", "联系点"), ValidFrom, ValidUntil, Document,
        ],
    };

    public static IReadOnlyList<ImportColumn> Of(ImportType type) => Columns[type];

    /// <summary>Where each column of the type stands in a file with that header, which headers are not known, and which columns are missing.</summary>
    public static (Dictionary<string, int> Found, List<string> Unknown, List<string> Missing) Match(ImportType type, IReadOnlyList<string> header)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var unknown = new List<string>();
        for (var i = 0; i < header.Count; i++)
        {
            var name = header[i].Trim();
            if (Array.Find(Columns[type], c => Same(c.Name, name) || Array.Exists(c.Aliases, alias => Same(alias, name))) is { } column && found.TryAdd(column.Name, i)) continue;
            unknown.Add(name);
        }
        return (found, unknown, [.. Columns[type].Where(c => c.Required && !found.ContainsKey(c.Name)).Select(c => c.Name)]);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
