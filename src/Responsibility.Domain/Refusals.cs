namespace Responsibility;

/// <summary>Every refusal that the API can answer with. Codes are public and never change.</summary>
public static class Refusals
{
    // The request itself
    public static readonly Refusal Invalid = new("invalid", 400, new("The request is not valid", "请求无效"));
    public static readonly Refusal MalformedJson = new("malformed-json", 400, new("The body is not well-formed JSON", "请求正文不是合法的 JSON"));
    public static readonly Refusal MemberUnknown = new("member-unknown", 400, new("The body has a member that is not known", "请求正文含有未知成员"));
    public static readonly Refusal MemberDuplicate = new("member-duplicate", 400, new("The body has a member twice", "请求正文成员重复"));
    public static readonly Refusal MemberMissing = new("member-missing", 400, new("The body lacks a required member", "请求正文缺少必需成员"));
    public static readonly Refusal MemberType = new("member-type", 400, new("A member has a value of the wrong type", "成员的值类型不符"));
    public static readonly Refusal ParameterUnknown = new("parameter-unknown", 400, new("The query has a parameter that is not known", "未知的查询参数"));
    public static readonly Refusal ParameterInvalid = new("parameter-invalid", 400, new("A query parameter has a value that is not valid", "查询参数的值无效"));
    public static readonly Refusal CursorInvalid = new("cursor-invalid", 400, new("The cursor is not one that this list handed out", "游标无效"));
    public static readonly Refusal KnownAtInFuture = new("known-at-in-future", 400, new("The register cannot tell what it will know", "knownAt 不能晚于现在"));
    public static readonly Refusal WithinRequired = new("within-required", 400, new("Of the whole register this is not answered: name a division", "不可对全部登记查询,请用 within 指明区划"));
    public static readonly Refusal AfterInFuture = new("after-in-future", 400, new("The ledger has not come that far", "账本尚未记到该位置"));
    public static readonly Refusal FactKindUnknown = new("fact-kind-unknown", 400, new("No such kind of fact", "未知的事实类型"));
    public static readonly Refusal Unauthenticated = new("unauthenticated", 401, new("A key is needed", "需要访问密钥"));
    public static readonly Refusal Forbidden = new("forbidden", 403, new("The key does not allow this", "该密钥无此权限"));
    public static readonly Refusal ApiKeyUnknown = new("api-key-unknown", 404, new("No such API key", "访问密钥不存在"));
    public static readonly Refusal ApiKeyRevoked = new("api-key-revoked", 409, new("The API key was revoked", "访问密钥已吊销"));
    public static readonly Refusal LastAdministrator = new("last-administrator", 409, new("Without this key nobody could administer the register", "吊销后将没有管理员密钥"));
    public static readonly Refusal GrantExceeds = new("grant-exceeds-own", 403, new("Nobody gives more than they have", "不得授予超出自身的权限或范围"));
    public static readonly Refusal NotFound = new("not-found", 404, new("There is no such thing", "资源不存在"));
    public static readonly Refusal MethodNotAllowed = new("method-not-allowed", 405, new("This address does not answer that method", "该地址不支持此方法"));
    public static readonly Refusal NotAcceptable = new("not-acceptable", 406, new("None of the accepted media types is offered", "无法提供所要求的媒体类型"));
    public static readonly Refusal TookTooLong = new("took-too-long", 408, new("It took too long; ask for less at once", "处理超时,请缩小查询范围"));
    public static readonly Refusal TooManyRequests = new("too-many-requests", 429, new("Too much at once; come again after the time in Retry-After", "请求过多,请在 Retry-After 所示时间后再试"));
    public static readonly Refusal VersionChanged = new("version-changed", 412, new("The version has changed since it was read", "版本已变更,请重新读取"));
    public static readonly Refusal BodyTooLarge = new("body-too-large", 413, new("The body is too large", "请求正文过大"));
    public static readonly Refusal MediaTypeUnsupported = new("media-type-unsupported", 415, new("The media type of the body is not supported", "不支持该媒体类型"));
    public static readonly Refusal IdempotencyKeyReused = new("idempotency-key-reused", 422, new("The idempotency key was used with another body", "幂等键已用于另一请求正文"));
    public static readonly Refusal IfMatchRequired = new("if-match-required", 428, new("Say which version is meant with If-Match", "请用 If-Match 指明版本"));
    public static readonly Refusal Unexpected = new("unexpected", 500, new("Something went wrong here", "服务内部错误"));
    public static readonly Refusal NotReady = new("not-ready", 503, new("The service cannot do its work yet", "服务尚未就绪"));

    // Rule sets
    public static readonly Refusal RuleSetNotInForce = new("rule-set-not-in-force", 422, new("No rule set is in force on that day", "该日没有生效的规则"));
    public static readonly Refusal RuleSetInvalid = new("rule-set-invalid", 422, new("The rule set is not valid", "规则文件无效"));
    public static readonly Refusal RuleSetVersion = new("rule-set-version", 409, new("This version of the rule set cannot be recorded any more", "该规则的此版本号已不能使用"));
    public static readonly Refusal RuleSetUnknown = new("rule-set-unknown", 422, new("No such rule set", "规则不存在"));
    public static readonly Refusal ProgrammeUnknown = new("programme-unknown", 422, new("No rule set declares this programme", "未知的专项"));
    public static readonly Refusal PositionUnknown = new("position-unknown", 422, new("No rule set declares this position", "未知的职务类别"));
    public static readonly Refusal TagUnknown = new("tag-unknown", 422, new("No rule set declares this tag or number", "未知的标签或指标"));

    // Divisions
    public static readonly Refusal DivisionUnknown = new("division-unknown", 422, new("No such division", "区划不存在"));
    public static readonly Refusal DivisionCodeTaken = new("division-code-taken", 409, new("Another division has this code in part of this period", "该代码在此期间已被其他区划使用"));
    public static readonly Refusal DivisionLevel = new("division-level", 422, new("A division of this level cannot stand there", "该级别的区划不能置于此上级之下"));
    public static readonly Refusal DivisionCycle = new("division-cycle", 422, new("A division cannot stand under itself", "区划不能隶属于自身或其下级"));
    public static readonly Refusal DivisionNotInForce = new("division-not-in-force", 409, new("The division does not exist on that day", "该区划在该日不存在"));
    public static readonly Refusal DivisionMove = new("division-move", 422, new("Only what is in a division that changes can be moved", "只能移动变更区划内的下级区划、机构或职务"));
    public static readonly Refusal DivisionChangeUnknown = new("division-change-unknown", 404, new("No such division change", "区划变更不存在"));
    public static readonly Refusal UseDivisionChange = new("use-division-change", 422, new("A new name, code or parent of a division is a division change", "区划更名、变更代码或上级须走区划变更"));
    public static readonly Refusal AttributeOverlaps = new("attribute-overlaps", 409, new("The division has this tag or number in part of this period", "该区划在此期间已有此标签或指标"));
    public static readonly Refusal AttributeUnknown = new("attribute-unknown", 404, new("No such attribute", "标签或指标记录不存在"));

    // Organizations, posts, officials, appointments
    public static readonly Refusal OrganizationUnknown = new("organization-unknown", 422, new("No such organization", "机构不存在"));
    public static readonly Refusal OrganizationAmbiguous = new("organization-ambiguous", 422, new("Several organizations go by this", "有多个机构符合"));
    public static readonly Refusal OrganizationExists = new("organization-exists", 409, new("The division has an organization of this name in part of this period", "该区划在此期间已有同名机构"));
    public static readonly Refusal PostUnknown = new("post-unknown", 422, new("No such post", "职务(岗位)不存在"));
    public static readonly Refusal PostAmbiguous = new("post-ambiguous", 422, new("Several posts go by this", "有多个职务(岗位)符合"));
    public static readonly Refusal PostExists = new("post-exists", 409, new("The organization has a post of this title in part of this period", "该机构在此期间已有同名职务"));
    public static readonly Refusal PostNotInForce = new("post-not-in-force", 409, new("The post does not exist in part of this period", "该职务在此期间的部分日期不存在"));
    public static readonly Refusal PostOccupied = new("post-occupied", 409, new("The post is fully held in part of this period", "该职务在此期间已满员"));
    public static readonly Refusal OfficialUnknown = new("official-unknown", 422, new("No such official", "干部不存在"));
    public static readonly Refusal StaffNumberTaken = new("staff-number-taken", 409, new("Another official has this staff number", "该工号已被使用"));
    public static readonly Refusal AppointmentUnknown = new("appointment-unknown", 404, new("No such appointment", "任职记录不存在"));
    public static readonly Refusal AppointmentOverlaps = new("appointment-overlaps", 409, new("The official holds this post in part of this period already", "该干部在此期间已任此职"));
    public static readonly Refusal SanctionBarsAppointment = new("sanction-bars-appointment", 409, new("A sanction bars the official from being appointed on that day: confirm it with a reason", "该干部在该日处于处分影响期,任职须附说明"));
    public static readonly Refusal PortfolioUnknown = new("portfolio-unknown", 404, new("No such portfolio", "分管记录不存在"));
    public static readonly Refusal PortfolioExists = new("portfolio-exists", 409, new("The bearer has this portfolio in part of this period already", "该分管在此期间已登记"));
    public static readonly Refusal ContactUnknown = new("contact-unknown", 404, new("No such contact", "联系记录不存在"));
    public static readonly Refusal ContactExists = new("contact-exists", 409, new("The bearer has this contact in part of this period already", "该联系在此期间已登记"));

    // Imports
    public static readonly Refusal ImportUnknown = new("import-unknown", 404, new("No such import", "导入任务不存在"));
    public static readonly Refusal ImportEnded = new("import-ended", 409, new("The import has ended", "导入任务已结束"));
    public static readonly Refusal ImportRunning = new("import-running", 409, new("Officials are being imported; wait until that has ended, or cancel it", "正在导入干部数据,请待其结束或先取消"));
    public static readonly Refusal EncodingUnsupported = new("encoding-unsupported", 415, new("The file is neither UTF-8, UTF-16 with BOM nor GB 18030, or not what it is said to be", "文件编码不是 UTF-8、带 BOM 的 UTF-16 或 GB 18030,或与声明的编码不符"));
    public static readonly Refusal FileMissing = new("file-missing", 400, new("The form has no part named file", "表单中没有名为 file 的部分"));
    public static readonly Refusal FileEmpty = new("file-empty", 422, new("The file is empty", "文件为空"));
    public static readonly Refusal FileMalformed = new("file-malformed", 422, new("The file is not well-formed", "文件格式有误"));
    public static readonly Refusal GzipMalformed = new("gzip-malformed", 422, new("The file is said to be packed by gzip, but is not, is damaged or cut short, or has something behind its end", "文件声明为 gzip 压缩,但并非如此,或已损坏、不完整、末尾有多余内容"));
    public static readonly Refusal ColumnMissing = new("column-missing", 422, new("The file lacks a required column", "文件缺少必需的列"));
    public static readonly Refusal ColumnTwice = new("column-twice", 422, new("The file has a column twice", "文件中有重复的列"));
    public static readonly Refusal ColumnUnknown = new("column-unknown", 422, new("The column is not known and was left aside", "未知的列,已忽略"));
    public static readonly Refusal RowMalformed = new("row-malformed", 422, new("The row is not well-formed", "该行格式有误"));
    public static readonly Refusal CellMissing = new("cell-missing", 422, new("The row says nothing in a required column", "必填列为空"));
    public static readonly Refusal CellTurnedNumber = new("cell-turned-number", 422, new("A spreadsheet turned a code into a number and cut it", "电子表格将代码转为数字,末位丢失"));
    public static readonly Refusal CellInvalid = new("cell-invalid", 422, new("A cell has a value that cannot be read", "单元格的值无法识别"));
    public static readonly Refusal TooManyRowsForAll = new("too-many-rows-for-all", 422, new("The file has too many rows to be kept or rejected as a whole", "文件行数过多,不能整体导入"));
    public static readonly Refusal NothingKept = new("nothing-kept", 422, new("Rows were rejected, so nothing was kept", "有行被拒绝,全部未保存"));
    public static readonly Refusal SyncUnsupported = new("sync-unsupported", 400, new("Nothing of this type ends because a file does not speak of it", "此类型不支持同步"));
    public static readonly Refusal SyncEndsTooMuch = new("sync-ends-too-much", 422, new("More would end than may; nothing was kept", "将终止的记录过多,全部未保存"));
    public static readonly Refusal SyncIncomplete = new("sync-incomplete", 422, new("Rows were rejected, so nothing was ended", "有行被拒绝,未终止任何记录"));
    public static readonly Refusal RowExists = new("row-exists", 422, new("It is known already, and the import only creates", "记录已存在,而本次导入只新增"));
    public static readonly Refusal RowUnknown = new("row-unknown", 422, new("It is not known yet, and the import only updates", "记录不存在,而本次导入只更新"));

    // Tasks
    public static readonly Refusal TaskUnknown = new("task-unknown", 422, new("No such task", "任务不存在"));
    public static readonly Refusal TaskStep = new("task-step", 409, new("The task does not allow this step now", "该任务当前不能办理此环节"));
    public static readonly Refusal NoticeUnknown = new("notice-unknown", 422, new("No such notice", "督办单不存在"));
    public static readonly Refusal NoticeDay = new("notice-day", 422, new("A notice is acknowledged on a day from that of its issue up to today", "督办单的签收日期须在发出日期至今天之间"));
    public static readonly Refusal SupervisionDay = new("supervision-day", 422, new("What is late can be looked for up to today only", "只能对今天及以前的日期进行督办"));
    public static readonly Refusal SupervisionRunUnknown = new("supervision-run-unknown", 404, new("No such run", "督办运行不存在"));
    public static readonly Refusal SupervisionRunning = new("supervision-running", 409, new("What is late is being looked for already", "督办正在运行"));
    public static readonly Refusal TaskAmbiguous = new("task-ambiguous", 422, new("Several tasks go by this", "有多项任务符合"));
    public static readonly Refusal TaskStartsBeforeParent = new("task-starts-before-parent", 422, new("A part of a task cannot begin before the whole", "分解任务的起始日期不能早于上级任务"));
    public static readonly Refusal TaskDueAfterParent = new("task-due-after-parent", 422, new("A part of a task cannot be due after the whole", "分解任务的完成期限不能晚于上级任务"));
    public static readonly Refusal TaskMetricDiffers = new("task-metric-differs", 422, new("A part of a task is counted as the whole is", "分解任务的指标和单位须与上级任务一致"));
    public static readonly Refusal TaskTooDeep = new("task-too-deep", 422, new("The task is broken down too deep", "任务分解层级过多"));
    public static readonly Refusal AllocationOutside = new("allocation-outside-subtree", 422, new("A task is allocated only in or below its own division", "任务只能分解到本区划及其下级"));
    public static readonly Refusal AllocationExists = new("allocation-exists", 409, new("That part of the task is allocated already", "该分解已存在"));
    public static readonly Refusal ExtensionNotLater = new("extension-not-later", 422, new("An extension ends later than what it extends", "延期后的期限须晚于原期限"));
    public static readonly Refusal QuantityBackward = new("quantity-backward", 409, new("What was done by a day cannot be less than what was done before it", "累计完成数不能少于此前已报数"));
    public static readonly Refusal VerifierSameBody = new("verifier-same-body", 422, new("Who carries out a task cannot verify it", "验收单位不能是承办单位"));
    public static readonly Refusal VerifiedBeyondReported = new("verified-beyond-reported", 422, new("More than was reported cannot be accepted", "验收数不能超过已报数"));
    public static readonly Refusal UseTaskStep = new("use-task-step", 422, new("A task that is known already is changed by its steps", "已登记的任务须通过办理环节变更"));
    public static readonly Refusal ProgressReportUnknown = new("progress-report-unknown", 404, new("No such progress report", "进度报告不存在"));

    // Problems, rectification, inspections
    public static readonly Refusal ProblemUnknown = new("problem-unknown", 422, new("No such problem", "问题不存在"));
    public static readonly Refusal ProblemExists = new("problem-exists", 409, new("Just this problem is recorded already", "该问题已登记"));
    public static readonly Refusal FoundInFuture = new("found-in-future", 422, new("A problem is recorded once it is found", "发现日期不能晚于今天"));
    public static readonly Refusal FoundBeforeInspection = new("found-before-inspection", 422, new("The inspection had not begun when the problem was found", "发现日期早于督导巡察开始之日"));
    public static readonly Refusal FoundAfterInspection = new("found-after-inspection", 422, new("The inspection was over when the problem was found", "发现日期晚于督导巡察结束之日"));
    public static readonly Refusal FoundOutsideScope = new("found-outside-scope", 422, new("The inspection does not cover the division", "该区划不在督导巡察范围内"));
    public static readonly Refusal RectificationExists = new("rectification-exists", 409, new("A task rectifies the problem already", "该问题已有整改任务"));
    public static readonly Refusal RectificationBeforeFound = new("rectification-before-found", 422, new("A problem cannot be rectified before it is found", "整改不能早于问题发现之日"));
    public static readonly Refusal VerifierNotIndependent = new("verifier-not-independent", 422, new("Who stands in the chain of those who rectify cannot verify", "验收方处于整改责任链上,不具独立性"));
    public static readonly Refusal InspectionUnknown = new("inspection-unknown", 422, new("No such inspection", "督导巡察不存在"));
    public static readonly Refusal InspectionExists = new("inspection-exists", 409, new("The group has an inspection of this title in part of this period", "该组在此期间已有同名督导巡察"));
    public static readonly Refusal NotAnInspectionGroup = new("not-an-inspection-group", 422, new("The organization is not an inspection group", "该机构不是督导巡察组"));
    public static readonly Refusal InspectionMemberUnknown = new("inspection-member-unknown", 404, new("No such member of an inspection group", "督导巡察组成员记录不存在"));
    public static readonly Refusal InspectionMemberElsewhere = new("inspection-member-elsewhere", 409, new("The official is in an inspection group in part of this period already", "该干部在此期间已在督导巡察组"));
    public static readonly Refusal PlannedEndBeforeStart = new("planned-end-before-start", 422, new("The planned end must be later than the first day", "计划结束日期须晚于抽调之日"));

    // Cases, sanctions
    public static readonly Refusal CaseUnknown = new("case-unknown", 422, new("No such case", "问责案件不存在"));
    public static readonly Refusal NotACandidate = new("not-a-candidate", 422, new("They did not answer for the place on any day of the incident", "事发期间不是该地的责任主体"));
    public static readonly Refusal SanctionUnknown = new("sanction-unknown", 404, new("No such sanction", "问责处理不存在"));
    public static readonly Refusal SanctionStep = new("sanction-step-illegal", 409, new("The sanction does not allow this step", "处理当前状态不能办理此环节"));
    public static readonly Refusal CaseStep = new("case-step-illegal", 409, new("The case does not allow this step", "案件当前状态不能办理此环节"));
    public static readonly Refusal ProposerDecides = new("proposer-decides", 422, new("Whoever proposes a sanction does not decide it", "提出处理建议的机构不能作出决定"));
    public static readonly Refusal EffectEndsBefore = new("effect-ends-before", 422, new("The effect cannot end before the decision", "影响期不能早于决定之日届满"));
    public static readonly Refusal CandidateAmbiguous = new("candidate-ambiguous", 422, new("The official answered by several appointments; say which is meant", "该干部事发当日有多项任职负有责任,请指明任职记录"));
    public static readonly Refusal SanctionFormUnknown = new("sanction-form-unknown", 422, new("No such form of sanction for them", "没有适用于该对象的此种问责方式"));
    public static readonly Refusal ProposedBeforeIncident = new("proposed-before-incident", 422, new("A proposal cannot precede the incident", "处理建议不能早于事发之日"));
    public static readonly Refusal AlreadyProposed = new("already-proposed", 409, new("The case has a sanction of them already", "该案对其已有处理"));

    // Appraisals
    public static readonly Refusal NobodyAppraised = new("nobody-appraised", 422, new("The rule set appraises nobody", "该规则未规定考评"));
    public static readonly Refusal AppraisalNotBegun = new("appraisal-not-begun", 422, new("The year had not begun on that day", "该日考评年度尚未开始"));
    public static readonly Refusal NotAppraised = new("not-appraised", 422, new("The official is not appraised in that post for that year", "该干部该年度不因此职务接受考评"));
    public static readonly Refusal IndicatorUnknown = new("indicator-unknown", 422, new("The rule set has no such indicator to be entered", "该规则没有此项须录入的指标"));
    public static readonly Refusal AppraisalScoresMissing = new("appraisal-scores-missing", 409, new("Scores are still to be entered", "尚有指标未录入评分"));
    public static readonly Refusal AppraisalPublished = new("appraisal-published", 409, new("The appraisal of the year is published there", "该地该年度考评结果已公布"));
    public static readonly Refusal AppraisalNotPublished = new("appraisal-not-published", 409, new("No result of theirs is published", "其考评结果尚未公布"));
    public static readonly Refusal AppraisalEmpty = new("appraisal-empty", 422, new("Nobody there is appraised for the year", "该地该年度无考评对象"));
    public static readonly Refusal ObjectionUnknown = new("appraisal-objection-unknown", 404, new("No such objection", "考评异议不存在"));
    public static readonly Refusal ObjectionOpen = new("appraisal-objection-open", 409, new("Another objection to this result is not settled yet", "对该结果另有异议尚未处理"));
    public static readonly Refusal ObjectionSettled = new("appraisal-objection-settled", 409, new("The objection is settled otherwise already", "该异议已另行处理"));
    public static readonly Refusal ObjectionDay = new("appraisal-objection-day", 422, new("An objection follows the publication, and its outcome the objection", "异议不能早于公布之日,处理不能早于异议之日"));

    // Duties and handover
    public static readonly Refusal DayInFuture = new("day-in-future", 422, new("What was done is recorded once it is done", "尚未发生的事项不能登记"));
    public static readonly Refusal ObligationUnknown = new("obligation-unknown", 422, new("The rule set in force has no such obligation", "现行规则没有此项履职要求"));
    public static readonly Refusal ObligationAct = new("obligation-act", 422, new("The obligation asks for another act", "该履职要求不是此种履职方式"));
    public static readonly Refusal DutyRecordUnknown = new("duty-record-unknown", 404, new("No such duty record", "履职记录不存在"));
    public static readonly Refusal DutyRecordExists = new("duty-record-exists", 409, new("That visit is recorded already", "该走访已登记"));
    public static readonly Refusal NightsOverlap = new("nights-overlap", 409, new("The official spent one of these nights elsewhere, or it is recorded already", "该干部其中某晚已登记住村"));
    public static readonly Refusal DutyRangeTooLong = new("duty-range-too-long", 422, new("The range has too many intervals", "查询范围内的周期过多"));
    public static readonly Refusal HandoverNone = new("handover-none", 409, new("The post has not passed from one holder to another", "该职务没有发生前后任交接"));
    public static readonly Refusal NotTheSuccessor = new("not-the-successor", 422, new("A handover is signed by the successor", "交接须由继任者签收"));
    public static readonly Refusal HandoverSigned = new("handover-signed", 409, new("The handover was signed on another day or with another note", "该交接已另行签收"));

    // Responsibility letters
    public static readonly Refusal LetterUnknown = new("letter-unknown", 404, new("No such responsibility letter", "责任书不存在"));
    public static readonly Refusal LetterExists = new("letter-exists", 409, new("The two signed a letter for this year on another day or by another document", "双方该年度的责任书已另行登记"));
    public static readonly Refusal LetterNotBelow = new("letter-not-below", 422, new("A letter is signed by a body below with one above it", "责任书须由下级单位与其上级单位签订"));

    // The ledger
    public static readonly Refusal PositionUnknownToLedger = new("ledger-position-unknown", 404, new("The ledger has no fact at this position", "账本在该位置没有记录"));
    public static readonly Refusal SizeUnknown = new("ledger-size-unknown", 422, new("The ledger was never of this size", "账本从未达到该大小"));
    public static readonly Refusal TileUnknown = new("ledger-tile-unknown", 404, new("The signed ledger has no such tile", "已签名的账本没有该数据块"));
    public static readonly Refusal NotSignedYet = new("ledger-not-signed-yet", 404, new("It is not signed yet", "尚未签名"));
    public static readonly Refusal VerificationUnknown = new("verification-unknown", 404, new("No such verification", "核验任务不存在"));

    // Changing what was recorded
    public static readonly Refusal BelongsNowhere = new("belongs-nowhere", 422, new("Say where it belongs: to a division that you reach", "请写明归属:须在您的区划范围内"));
    public static readonly Refusal InUse = new("in-use", 409, new("Others rest on it", "仍被其他记录引用"));
    public static readonly Refusal RestsOnRetracted = new("rests-on-retracted", 409, new("What would be as before rests on what was retracted since", "恢复后的记录所依据的记录已被撤销"));
    public static readonly Refusal NotInForce = new("not-in-force", 409, new("It does not exist on that day", "该记录在该日不存在"));
    public static readonly Refusal VersionsOverlap = new("versions-overlap", 409, new("Its versions would overlap", "更正后各版本期间重叠"));
}
