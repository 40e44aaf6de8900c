namespace Responsibility;

/// <summary>Level of a division (行政区划级别). Levels may be skipped; an <c>area</c> hangs under any division.</summary>
public enum Level { Province, City, County, Township, Village, Area }

/// <summary>What a body is (机构类型).</summary>
public enum OrganizationKind { PartyCommittee, Government, Department, DisciplineCommission, VillageGroup, ResidentTeam, RectificationTeam, InspectionGroup, Institution }

/// <summary>How an official holds a post (任职类型): the first three fill the seat, the last two do not.</summary>
public enum AppointmentKind { Substantive, Concurrent, Seconded, Acting, InCharge }

/// <summary>Kind of responsibility (责任类型).</summary>
public enum ResponsibilityKind { Leadership, MainBody, DepartmentCoordination, TownshipVillageContract, ResidentAssistance, SupervisionInspection }

/// <summary>Grade of responsibility (责任等级).</summary>
public enum Grade { Overall, FirstResponsible, DirectResponsible, ConcreteLeadership, ConcreteImplementation, Main, MainBody, Coordination, Assistance, Supervision }

/// <summary>Whether a post is held (缺职状态).</summary>
public enum VacancyStatus { Filled, EndingSoon, ActingOnly, Vacant, Abolished }

/// <summary>Why a required responsibility has no one (责任空缺原因).</summary>
public enum GapReason { PostMissing, PostVacant, OrganizationMissing }

/// <summary>What changes a division (区划变更类型).</summary>
public enum DivisionChangeType { Establish, Abolish, Rename, Recode, Reparent, Split, Merge }

/// <summary>What the holder of a key may see and do (角色).</summary>
public enum Role { Reader, Auditor, Clerk, Administrator }

/// <summary>How far a task has come (任务状态).</summary>
public enum TaskState { Registered, Issued, Acknowledged, InProgress, CompletionRequested, Verified, Closed, Returned, Cancelled, Reopened }

/// <summary>What can be done with a task (任务环节).</summary>
public enum TaskStep { Issue, Acknowledge, ReportProgress, RequestCompletion, Verify, Close, Return, Extend, Cancel, Reopen, Allocate }

/// <summary>How it came about that a problem was closed on the word of somebody who was not independent (自验销号).</summary>
public enum SelfVerification
{
    /// <summary>It was known, and recorded all the same with a reason.</summary>
    Overridden,

    /// <summary>By what was known then nothing stood against the verifier; by what is known now something does.</summary>
    KnownSince,
}

/// <summary>What a fact says of a thing's days (登记事项).</summary>
public enum Recording
{
    /// <summary>That it began.</summary>
    Created,

    /// <summary>That it ended.</summary>
    Ended,

    /// <summary>That it was otherwise than was recorded before.</summary>
    Corrected,
}

/// <summary>How a task stands against its last day (亮灯).</summary>
public enum Light { Green, Yellow, Red }

/// <summary>Why a task's light is what it is (亮灯原因).</summary>
public enum LightReason
{
    /// <summary>It is done, or said to be.</summary>
    Done,

    /// <summary>Nothing warns.</summary>
    OnTrack,

    /// <summary>Its last day is near.</summary>
    DueSoon,

    /// <summary>Less of it is done than of its time is gone.</summary>
    Behind,

    /// <summary>Its last day is over.</summary>
    Overdue,
}

/// <summary>Whether a notice has arrived (督办单状态).</summary>
public enum NoticeState { Issued, Acknowledged }

/// <summary>By whom a problem was found (问题来源).</summary>
public enum ProblemSource { CentralAssessment, ProvincialInspection, ThirdParty, Audit, Complaint, SelfCheck }

/// <summary>How bad a problem is (问题严重程度).</summary>
public enum Severity { Minor, Serious, Grave }

/// <summary>How far a problem is put right (问题整改状态).</summary>
public enum ProblemState
{
    /// <summary>No task rectifies it.</summary>
    Found,

    /// <summary>A task to rectify it goes on.</summary>
    Rectifying,

    /// <summary>It is said to be put right.</summary>
    CompletionRequested,

    /// <summary>A verification found it put right.</summary>
    Verified,

    /// <summary>It was closed after verification.</summary>
    Closed,

    /// <summary>It was found to be there again (反弹).</summary>
    Reopened,
}

/// <summary>How it stands with a duty of a post in an interval (履职情况).</summary>
public enum DutyState
{
    /// <summary>As much was done as is due.</summary>
    Met,

    /// <summary>The interval is over, and less was done than is due.</summary>
    Behind,

    /// <summary>The interval is not over, and less was done so far than is due.</summary>
    Open,

    /// <summary>The interval is over, and nobody held the post on any day on which it was bound.</summary>
    Vacant,
}

/// <summary>How far a case has come (问责案件状态).</summary>
public enum CaseState { Opened, Investigated, Proposed, Decided, Served, Appealed, Upheld, Changed, Revoked, Closed }

/// <summary>What becomes of an appeal (申诉结果).</summary>
public enum AppealOutcome { Upheld, Changed, Revoked }

/// <summary>How far a sanction has come (处理状态).</summary>
public enum SanctionState { Proposed, Decided, Served, Appealed, Upheld, Changed, Revoked }

/// <summary>What an official is found liable for (责任划分).</summary>
public enum Liability { OverallLeadership, MainLeadership, ImportantLeadership, Direct }

/// <summary>On whom a form of sanction can be imposed (问责对象).</summary>
public enum SanctionSubject { Organization, Official }

public static class Words
{
    extension(AppointmentKind kind)
    {
        /// <summary>Acting (代理) and in charge (主持工作) carry the work without filling the seat.</summary>
        public bool FillsSeat => kind is AppointmentKind.Substantive or AppointmentKind.Concurrent or AppointmentKind.Seconded;
    }
}

/// <summary>How it stands with the signing of the ledger (账本签名).</summary>
public enum SigningState
{
    /// <summary>All facts are signed.</summary>
    Signed,

    /// <summary>New facts are about to be signed.</summary>
    Pending,

    /// <summary>The database has fewer facts than were signed: nothing is signed.</summary>
    Behind,

    /// <summary>The database has other facts than were signed: nothing is signed.</summary>
    Contradicted,

    /// <summary>This process does not have the key; another signs.</summary>
    KeyElsewhere,

    /// <summary>Signing fails, such as for want of a disk to write to.</summary>
    Failing,
}

/// <summary>Why a rule does not make an official accountable for a division: the first of its conditions that fails (不担责原因).</summary>
public enum UnmetCondition
{
    /// <summary>The official holds no post that day.</summary>
    NoTerm,

    /// <summary>By the rule a body bears it, and no post.</summary>
    BodyBears,

    /// <summary>The post is of another position.</summary>
    OtherPosition,

    /// <summary>The post is in a body of another kind.</summary>
    OtherBody,

    /// <summary>The post is in a division that is not above the one asked about, nor linked to it.</summary>
    OtherDivision,

    /// <summary>The rule is for divisions of another level.</summary>
    OtherLevel,

    /// <summary>The division lacks the tag or number that the rule asks for.</summary>
    DivisionLacks,

    /// <summary>The rule is of a kind of responsibility that was not asked about.</summary>
    OtherKind,

    /// <summary>No portfolio or contact puts the post in charge of it.</summary>
    NotInCharge,

    /// <summary>The post is in charge of programmes that were not asked about.</summary>
    OtherProgramme,
}

/// <summary>What is wrong with a ledger, or with a register that does not say what its ledger says (账本问题).</summary>
public enum LedgerFault
{
    /// <summary>No fact stands at a position, though others stand behind it.</summary>
    PositionMissing,

    /// <summary>The row of a fact is not what its leaf says, or its leaf not what its hash says.</summary>
    EntryAltered,

    /// <summary>The public payload is not the one that the leaf binds.</summary>
    PayloadAltered,

    /// <summary>Personal data are not those that the leaf binds.</summary>
    PersonalAltered,

    /// <summary>Personal data are gone, and no fact says that they were erased.</summary>
    PersonalMissing,

    /// <summary>Personal data stand where the leaf binds none, or where they were erased.</summary>
    PersonalUnexpected,

    /// <summary>A fact was recorded before the one in front of it.</summary>
    TimeReversed,

    /// <summary>A stored tile does not hold the hashes of the leaves.</summary>
    TileAltered,

    /// <summary>A tile is not stored that should be.</summary>
    TileMissing,

    /// <summary>A tile is stored for which there are no leaves.</summary>
    TileUnexpected,

    /// <summary>The ledger has fewer facts than were signed.</summary>
    Cut,

    /// <summary>The facts are not those that were signed.</summary>
    Contradicted,

    /// <summary>A checkpoint is not what it should be, or not signed by the key of the ledger.</summary>
    CheckpointInvalid,

    /// <summary>A fact cannot be applied to what the facts before it made.</summary>
    Inapplicable,

    /// <summary>A row of the register is not the one that the ledger makes.</summary>
    RowDiffers,
}

/// <summary>How far a verification of the ledger has come (账本核验进度).</summary>
public enum VerificationState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Is going on.</summary>
    Running,

    /// <summary>Has come to an end; its findings tell what is wrong.</summary>
    Finished,

    /// <summary>Broke off without an outcome.</summary>
    Failed,
}

/// <summary>What a verification is doing (账本核验阶段).</summary>
public enum VerificationPhase
{
    /// <summary>Reads the ledger and makes its tree anew.</summary>
    Reading,

    /// <summary>Makes the tables anew from the ledger.</summary>
    Replaying,

    /// <summary>Compares the tables, row by row.</summary>
    Comparing,
}

/// <summary>How far an objection to an appraisal has come (异议状态).</summary>
public enum ObjectionState { Lodged, Upheld, Changed }

/// <summary>What comes of an objection to an appraisal (异议处理结果).</summary>
public enum ObjectionOutcome { Upheld, Changed }

/// <summary>What a check of the register looks for (核查项).</summary>
public enum CheckName
{
    PostVacant, PostActingOnly, PostOfEndedOrganization, AppointmentOutsideRecord, AppointmentWithoutDocument, OfficialWithoutHome, OfficialInTwoPosts, OrganizationWithoutPost, DivisionWithoutPartyCommittee,
    DivisionWithoutGovernment, PoorVillageWithoutTeam, TaskWithoutBearer, TaskOverdueUnsupervised, ProblemOverdue, ProblemUnrectified, HandoverUnsigned, ContactOfVacantPost, PortfolioOfVacantPost,
}

/// <summary>How bad it is where a check finds something (核查级别).</summary>
public enum CheckSeverity { Info, Warning, Severe, Critical }

/// <summary>What a check is about (核查类别).</summary>
public enum CheckSection { Posts, Officials, Organizations, Responsibilities, Tasks, Problems }
