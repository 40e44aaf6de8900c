using System.Reflection;
using Responsibility.Rules;

namespace Responsibility;

/// <summary>Every word of the API as people read it: the field's own term in Chinese, and English beside it.</summary>
/// <remarks>Rule sets bring the labels of the words that they declare: programmes, positions, tags.</remarks>
public static class Labels
{
    private static readonly Dictionary<Enum, Text> Known = new()
    {
        [Level.Province] = new("Province", "省"),
        [Level.City] = new("City", "市"),
        [Level.County] = new("County", "县"),
        [Level.Township] = new("Township", "乡镇"),
        [Level.Village] = new("Village", "村"),
        [Level.Area] = new("Area", "片区"),

        [OrganizationKind.PartyCommittee] = new("Party committee", "党委"),
        [OrganizationKind.Government] = new("Government", "政府"),
        [OrganizationKind.Department] = new("Department", "部门"),
        [OrganizationKind.DisciplineCommission] = new("Discipline commission", "纪委"),
        [OrganizationKind.VillageGroup] = new("Village responsibility group", "村级脱贫责任组"),
        [OrganizationKind.ResidentTeam] = new("Resident work team", "驻村工作队"),
        [OrganizationKind.RectificationTeam] = new("Rectification team", "整顿工作队"),
        [OrganizationKind.InspectionGroup] = new("Inspection group", "督导巡察组"),
        [OrganizationKind.Institution] = new("Public institution", "事业单位"),

        [AppointmentKind.Substantive] = new("Substantive", "实任"),
        [AppointmentKind.Concurrent] = new("Concurrent", "兼任"),
        [AppointmentKind.Seconded] = new("Seconded", "挂职/选派"),
        [AppointmentKind.Acting] = new("Acting", "代理"),
        [AppointmentKind.InCharge] = new("In charge", "主持工作"),

        [ResponsibilityKind.Leadership] = new("Leadership", "领导责任"),
        [ResponsibilityKind.MainBody] = new("Main body", "主体责任"),
        [ResponsibilityKind.DepartmentCoordination] = new("Coordination by departments", "部门协调责任"),
        [ResponsibilityKind.TownshipVillageContract] = new("Contract of township and village", "乡村包干责任"),
        [ResponsibilityKind.ResidentAssistance] = new("Resident assistance", "驻村帮扶责任"),
        [ResponsibilityKind.SupervisionInspection] = new("Supervision and inspection", "督查巡查责任"),

        [Grade.Overall] = new("Overall responsibility", "负总责"),
        [Grade.FirstResponsible] = new("First responsible", "第一责任人"),
        [Grade.DirectResponsible] = new("Directly responsible", "直接责任人"),
        [Grade.ConcreteLeadership] = new("Concrete leadership", "具体领导责任"),
        [Grade.ConcreteImplementation] = new("Concrete implementation", "具体实施责任"),
        [Grade.Main] = new("Main responsibility", "主要责任"),
        [Grade.MainBody] = new("Responsibility as main body", "主体责任"),
        [Grade.Coordination] = new("Coordination", "协调责任"),
        [Grade.Assistance] = new("Assistance", "帮扶责任"),
        [Grade.Supervision] = new("Supervision", "督查责任"),

        [VacancyStatus.Filled] = new("Filled", "在岗"),
        [VacancyStatus.EndingSoon] = new("Ending soon, no successor", "即将到期"),
        [VacancyStatus.ActingOnly] = new("Acting only", "仅有代理或主持工作"),
        [VacancyStatus.Vacant] = new("Vacant", "空缺"),
        [VacancyStatus.Abolished] = new("Abolished", "已撤销"),

        [GapReason.PostMissing] = new("The post does not exist", "未设职务"),
        [GapReason.PostVacant] = new("The post is vacant", "职务空缺"),
        [GapReason.OrganizationMissing] = new("The body does not exist", "未设机构"),

        [DivisionChangeType.Establish] = new("Establish", "设立"),
        [DivisionChangeType.Abolish] = new("Abolish", "撤销"),
        [DivisionChangeType.Rename] = new("Rename", "更名"),
        [DivisionChangeType.Recode] = new("Give another code", "变更代码"),
        [DivisionChangeType.Reparent] = new("Put under another division", "变更隶属"),
        [DivisionChangeType.Split] = new("Split", "分设"),
        [DivisionChangeType.Merge] = new("Merge", "合并"),

        [Light.Green] = new("Green", "绿灯"),
        [Light.Yellow] = new("Yellow", "黄灯"),
        [Light.Red] = new("Red", "红灯"),

        [LightReason.Done] = new("Done", "已完成"),
        [LightReason.OnTrack] = new("On track", "正常推进"),
        [LightReason.DueSoon] = new("Due soon", "即将到期"),
        [LightReason.Behind] = new("Behind", "进度滞后"),
        [LightReason.Overdue] = new("Overdue", "逾期"),

        [NoticeState.Issued] = new("Issued", "已发出"),
        [NoticeState.Acknowledged] = new("Acknowledged", "已签收"),

        [TaskState.Registered] = new("Registered", "已立项"),
        [TaskState.Issued] = new("Issued", "已交办"),
        [TaskState.Acknowledged] = new("Acknowledged", "已签收"),
        [TaskState.InProgress] = new("In progress", "办理中"),
        [TaskState.CompletionRequested] = new("Completion requested", "已报办结"),
        [TaskState.Verified] = new("Verified", "已验收"),
        [TaskState.Closed] = new("Closed", "已销号"),
        [TaskState.Returned] = new("Returned", "已退办"),
        [TaskState.Cancelled] = new("Cancelled", "已撤销"),
        [TaskState.Reopened] = new("Reopened", "已重启"),

        [TaskStep.Issue] = new("Issue", "交办"),
        [TaskStep.Acknowledge] = new("Acknowledge", "签收"),
        [TaskStep.ReportProgress] = new("Report progress", "反馈"),
        [TaskStep.RequestCompletion] = new("Request completion", "报请办结"),
        [TaskStep.Verify] = new("Verify", "验收"),
        [TaskStep.Close] = new("Close", "销号"),
        [TaskStep.Return] = new("Return", "退办"),
        [TaskStep.Extend] = new("Extend", "延期"),
        [TaskStep.Cancel] = new("Cancel", "撤销"),
        [TaskStep.Reopen] = new("Reopen", "重启"),
        [TaskStep.Allocate] = new("Allocate", "分解"),

        [ProblemSource.CentralAssessment] = new("Assessment by the centre", "中央考核"),
        [ProblemSource.ProvincialInspection] = new("Inspection by the province", "省级督导巡察"),
        [ProblemSource.ThirdParty] = new("Third-party assessment", "第三方评估"),
        [ProblemSource.Audit] = new("Audit", "审计"),
        [ProblemSource.Complaint] = new("Complaint", "信访举报"),
        [ProblemSource.SelfCheck] = new("Self-check", "自查"),

        [Severity.Minor] = new("Minor", "一般"),
        [Severity.Serious] = new("Serious", "较重"),
        [Severity.Grave] = new("Grave", "严重"),

        [ProblemState.Found] = new("Found", "已发现"),
        [ProblemState.Rectifying] = new("Being rectified", "整改中"),
        [ProblemState.CompletionRequested] = new("Said to be rectified", "已报整改完成"),
        [ProblemState.Verified] = new("Verified", "已验收"),
        [ProblemState.Closed] = new("Closed", "已销号"),
        [ProblemState.Reopened] = new("There again", "反弹"),

        [CaseState.Opened] = new("Opened", "已立案"),
        [CaseState.Investigated] = new("Investigated", "已调查"),
        [CaseState.Proposed] = new("Proposed", "已提出处理建议"),
        [CaseState.Decided] = new("Decided", "已处理"),
        [CaseState.Served] = new("Served", "已送达"),
        [CaseState.Appealed] = new("Appealed", "申诉中"),
        [CaseState.Upheld] = new("Upheld", "申诉后维持"),
        [CaseState.Changed] = new("Changed", "申诉后变更"),
        [CaseState.Revoked] = new("Revoked", "已撤销"),
        [CaseState.Closed] = new("Closed", "已结案"),

        [AppealOutcome.Upheld] = new("Upheld", "维持"),
        [AppealOutcome.Changed] = new("Changed", "变更"),
        [AppealOutcome.Revoked] = new("Revoked", "撤销"),

        [SanctionState.Proposed] = new("Proposed", "已提出"),
        [SanctionState.Decided] = new("Decided", "已决定"),
        [SanctionState.Served] = new("Served", "已送达"),
        [SanctionState.Appealed] = new("Appealed", "申诉中"),
        [SanctionState.Upheld] = new("Upheld", "维持"),
        [SanctionState.Changed] = new("Changed", "变更"),
        [SanctionState.Revoked] = new("Revoked", "撤销"),

        [Liability.OverallLeadership] = new("Overall leadership", "全面领导责任"),
        [Liability.MainLeadership] = new("Main leadership", "主要领导责任"),
        [Liability.ImportantLeadership] = new("Important leadership", "重要领导责任"),
        [Liability.Direct] = new("Direct", "直接责任"),

        [SanctionSubject.Organization] = new("Organization", "党组织"),
        [SanctionSubject.Official] = new("Official", "领导干部"),

        [Role.Reader] = new("Reader", "查询员"),
        [Role.Auditor] = new("Auditor", "审计员"),
        [Role.Clerk] = new("Clerk", "经办员"),
        [Role.Administrator] = new("Administrator", "管理员"),

        [AttributeType.Tag] = new("Tag", "标签"),
        [AttributeType.Number] = new("Number", "指标"),

        [SigningState.Signed] = new("Signed", "已签名"),
        [SigningState.Pending] = new("About to be signed", "待签名"),
        [SigningState.Behind] = new("Older than what was signed", "落后于已签名内容"),
        [SigningState.Contradicted] = new("Not what was signed", "与已签名内容不符"),
        [SigningState.KeyElsewhere] = new("Signed elsewhere", "由他处签名"),
        [SigningState.Failing] = new("Signing fails", "签名失败"),

        [UnmetCondition.NoTerm] = new("Holds no post that day", "当日未任职"),
        [UnmetCondition.BodyBears] = new("A body bears it", "由机构承担"),
        [UnmetCondition.OtherPosition] = new("Another position", "职务类别不符"),
        [UnmetCondition.OtherBody] = new("A body of another kind", "机构类型不符"),
        [UnmetCondition.OtherDivision] = new("In another division", "不在该区划的上级链上"),
        [UnmetCondition.OtherLevel] = new("Another level", "区划级别不符"),
        [UnmetCondition.DivisionLacks] = new("The division lacks a tag or number", "区划不具备所需标签或指标"),
        [UnmetCondition.OtherKind] = new("Another kind of responsibility", "责任类型不在询问范围"),
        [UnmetCondition.NotInCharge] = new("No portfolio or contact", "无分管或联系"),
        [UnmetCondition.OtherProgramme] = new("Other programmes", "专项不在询问范围"),

        [LedgerFault.PositionMissing] = new("No fact at the position", "位置上没有事实"),
        [LedgerFault.EntryAltered] = new("The entry was altered", "账目被改动"),
        [LedgerFault.PayloadAltered] = new("The payload was altered", "公开内容被改动"),
        [LedgerFault.PersonalAltered] = new("Personal data were altered", "个人信息被改动"),
        [LedgerFault.PersonalMissing] = new("Personal data are missing", "个人信息缺失"),
        [LedgerFault.PersonalUnexpected] = new("Personal data where there are none", "不应存在的个人信息"),
        [LedgerFault.TimeReversed] = new("Recorded before its predecessor", "记录时间早于前一条"),
        [LedgerFault.TileAltered] = new("The tile was altered", "哈希块被改动"),
        [LedgerFault.TileMissing] = new("The tile is missing", "哈希块缺失"),
        [LedgerFault.TileUnexpected] = new("A tile of no leaves", "不应存在的哈希块"),
        [LedgerFault.Cut] = new("Fewer facts than were signed", "事实少于已签名数量"),
        [LedgerFault.Contradicted] = new("Not what was signed", "与已签名内容不符"),
        [LedgerFault.CheckpointInvalid] = new("The checkpoint is not valid", "检查点无效"),
        [LedgerFault.Inapplicable] = new("The fact cannot be applied", "事实无法应用"),
        [LedgerFault.RowDiffers] = new("The row is not what the ledger says", "登记行与账本不符"),

        [VerificationState.Queued] = new("Queued", "排队中"),
        [VerificationState.Running] = new("Running", "核验中"),
        [VerificationState.Finished] = new("Finished", "已完成"),
        [VerificationState.Failed] = new("Failed", "中断"),

        [VerificationPhase.Reading] = new("Reading the ledger", "读取账本"),
        [VerificationPhase.Replaying] = new("Replaying the facts", "重放事实"),
        [VerificationPhase.Comparing] = new("Comparing the tables", "比对登记表"),

        [Act.NightStay] = new("Night in a village", "住村"),
        [Act.Visit] = new("Visit", "走访"),

        [DutyState.Met] = new("Met", "已履行"),
        [DutyState.Behind] = new("Behind", "未达要求"),
        [DutyState.Open] = new("Not over yet", "进行中"),
        [DutyState.Vacant] = new("Post vacant", "空缺"),

        [Interval.Week] = new("Every week", "每周"),
        [Interval.Month] = new("Every month", "每月"),
        [Interval.Quarter] = new("Every quarter", "每季度"),
        [Interval.Year] = new("Every year", "每年"),

        [Measure.TasksOnTime] = new("Tasks done on time", "任务按期完成"),
        [Measure.ProblemsRectified] = new("Problems put right", "问题整改到位"),
        [Measure.RedNotices] = new("Red notices", "红牌督办"),
        [Measure.DutyCompliance] = new("Duties done", "履职达标"),
        [Measure.Sanctions] = new("Sanctions", "问责处理"),
        [Measure.Entered] = new("Entered", "评定录入"),

        [ObjectionState.Lodged] = new("Lodged", "已提出"),
        [ObjectionState.Upheld] = new("The result stands", "维持"),
        [ObjectionState.Changed] = new("The result was changed", "变更"),

        [ObjectionOutcome.Upheld] = new("The result stands", "维持"),
        [ObjectionOutcome.Changed] = new("The result is changed", "变更"),

        [Colour.Blue] = new("Blue", "蓝色"),
        [Colour.Yellow] = new("Yellow", "黄色"),
        [Colour.Red] = new("Red", "红色"),

        [WarningReason.DueSoon] = new("Due soon", "即将到期"),
        [WarningReason.Behind] = new("Behind", "进度滞后"),
        [WarningReason.Overdue] = new("Overdue", "逾期"),

        [Rung.Bearer] = new("Bearer", "责任单位"),
        [Rung.DirectResponsible] = new("Directly responsible", "直接责任人"),
        [Rung.FirstResponsible] = new("First responsible", "第一责任人"),
        [Rung.LevelAbove] = new("The level above", "上一级"),

        [CheckName.PostVacant] = new("Posts that are vacant", "职务空缺"),
        [CheckName.PostActingOnly] = new("Posts held only by somebody acting", "职务仅有代理或主持工作"),
        [CheckName.PostOfEndedOrganization] = new("Posts whose organization is not there", "机构已撤而职务仍在"),
        [CheckName.AppointmentOutsideRecord] = new("Appointments outside the record of their official or post", "任职期间超出干部或职务记录"),
        [CheckName.AppointmentWithoutDocument] = new("Appointments without a document number", "任职缺文号"),
        [CheckName.OfficialWithoutHome] = new("Officials without a home organization", "干部缺编制单位"),
        [CheckName.OfficialInTwoPosts] = new("Officials with two substantive appointments", "干部同时实任两职"),
        [CheckName.OrganizationWithoutPost] = new("Organizations without any post", "机构未设职务"),
        [CheckName.DivisionWithoutPartyCommittee] = new("Divisions without a party committee", "区划缺党委"),
        [CheckName.DivisionWithoutGovernment] = new("Divisions without a government", "区划缺政府"),
        [CheckName.PoorVillageWithoutTeam] = new("Poor villages without a resident team", "贫困村缺驻村工作队"),
        [CheckName.TaskWithoutBearer] = new("Tasks that nobody bears", "任务无责任主体"),
        [CheckName.TaskOverdueUnsupervised] = new("Overdue tasks without a supervision notice", "任务逾期未督办"),
        [CheckName.ProblemOverdue] = new("Problems past the last day of their rectification", "问题整改逾期"),
        [CheckName.ProblemUnrectified] = new("Problems without rectification after 30 days", "问题三十日未整改"),
        [CheckName.HandoverUnsigned] = new("Handovers unsigned for more than 30 days", "交接逾三十日未签"),
        [CheckName.ContactOfVacantPost] = new("Contacts of vacant posts", "联系点责任职务空缺"),
        [CheckName.PortfolioOfVacantPost] = new("Portfolios of vacant posts", "分管职务空缺"),

        [Recording.Created] = new("Created", "新增登记"),
        [Recording.Ended] = new("Ended", "终止登记"),
        [Recording.Corrected] = new("Corrected", "更正登记"),

        [SelfVerification.Overridden] = new("Recorded all the same", "例外登记"),
        [SelfVerification.KnownSince] = new("Known only since", "事后查明"),

        [CheckSeverity.Info] = new("For information", "提示"),
        [CheckSeverity.Warning] = new("Warning", "警告"),
        [CheckSeverity.Severe] = new("Severe", "严重"),
        [CheckSeverity.Critical] = new("Critical", "危急"),

        [CheckSection.Posts] = new("Posts", "职务"),
        [CheckSection.Officials] = new("Officials and appointments", "干部与任职"),
        [CheckSection.Organizations] = new("Organizations", "机构"),
        [CheckSection.Responsibilities] = new("Contacts, portfolios and handovers", "联系、分管与交接"),
        [CheckSection.Tasks] = new("Tasks", "任务"),
        [CheckSection.Problems] = new("Problems", "问题"),
    };

    /// <summary>Every enum of the domain, by name.</summary>
    public static IReadOnlyList<Type> Enums { get; } =
        [.. Assembly.GetExecutingAssembly().GetExportedTypes().Where(t => t.IsEnum).OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>The word as people read it; null for a value without a label.</summary>
    public static Text? Find(Enum value) => Known.GetValueOrDefault(value);

    /// <summary>The word as people read it.</summary>
    public static Text Of(Enum value) => Known[value];
}
