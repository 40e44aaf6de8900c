namespace Responsibility.Rules;

/// <summary>What can be wrong with a rule set file. Codes are public and never change.</summary>
internal static class RuleSetFaults
{
    public static Fault Malformed(string why) =>
        new("", Refusals.MalformedJson.Code, new($"The file is not well-formed JSON: {why}", $"文件不是合法的 JSON：{why}"));

    public static Fault Unknown(string pointer) =>
        new(pointer, Refusals.MemberUnknown.Code, new("No such member is known here", "此处没有该成员"));

    public static Fault Duplicate(string pointer) =>
        new(pointer, Refusals.MemberDuplicate.Code, new("The member is there twice", "成员重复"));

    public static Fault Missing(string pointer) =>
        new(pointer, Refusals.MemberMissing.Code, new("The member is required", "缺少必需成员"));

    public static Fault Type(string pointer, string en, string zh) =>
        new(pointer, Refusals.MemberType.Code, new($"This must be {en}", $"此处应为{zh}"));

    public static Fault NotOneOf(string pointer, string? value, IEnumerable<string> values) =>
        new(pointer, "value-unknown", new($"Allowed are {string.Join(", ", values)}", $"可选值为 {string.Join("、", values)}"), value);

    public static Fault Value(string pointer, string en, string zh, string? value = null) =>
        new(pointer, "value-invalid", new($"This must be {en}", $"此处应为{zh}"), value);

    public static Fault Empty(string pointer) =>
        new(pointer, "list-empty", new("The list may not be empty", "列表不能为空"));

    public static Fault Twice(string pointer, string value) =>
        new(pointer, "declared-twice", new($"'{value}' is declared twice", $"“{value}”重复声明"), value);

    public static Fault Period(string pointer) =>
        new(pointer, "period-invalid", new("validUntil must be later than validFrom", "validUntil 必须晚于 validFrom"));

    public static Fault NoProgramme(string pointer, string value) =>
        new(pointer, Refusals.ProgrammeUnknown.Code, new($"The set declares no programme '{value}'", $"本规则未声明专项“{value}”"), value);

    public static Fault NoPosition(string pointer, string value) =>
        new(pointer, Refusals.PositionUnknown.Code, new($"The set declares no position '{value}'", $"本规则未声明职务类别“{value}”"), value);

    public static Fault NoTag(string pointer, string value) =>
        new(pointer, Refusals.TagUnknown.Code, new($"The set declares no tag or number of this type '{value}'", $"本规则未声明此类标签或指标“{value}”"), value);

    public static Fault NoClause(string pointer, string value) =>
        new(pointer, "clause-unknown", new($"No rule cites clause '{value}'", $"没有规则引用第“{value}”条"), value);

    public static Fault NoName(string pointer, string value) =>
        new(pointer, "name-unknown", new($"The example names no '{value}'", $"示例中没有“{value}”"), value);

    public static Fault Impossible(string pointer, string position, string kind) =>
        new(pointer, "bearer-impossible", new($"A post of {position} never counts in a {kind}", $"职务类别 {position} 不会出现在 {kind} 中"), position);

    public static Fault AliasTaken(string pointer, string alias, string position) =>
        new(pointer, "alias-taken", new($"'{alias}' is already a name of position {position}", $"“{alias}”已是职务类别 {position} 的名称"), alias);

    public static Fault Conflict(string pointer, string id, RuleSet other) => new(
        pointer, "vocabulary-conflict",
        new($"Rule set {other.Id} version {other.Version} declares '{id}' otherwise", $"规则 {other.Id} 第 {other.Version} 版对“{id}”的声明不同"), id);

    public static Fault ExampleFailed(string pointer, string clause, Text example, string expected, string found) => new(
        pointer, "example-failed",
        new($"Clause {clause}, example '{example.En}': expected [{expected}], found [{found}]", $"第 {clause} 条，示例“{example.Zh}”：应为 [{expected}]，实为 [{found}]"),
        clause);
}
