namespace Responsibility;

/// <summary>The position of the fact that created a thing.</summary>
public interface IId
{
    long Value { get; }
}

/// <summary>A type of its own per thing, so that the compiler keeps their ids apart.</summary>
public interface IId<TSelf> : IId where TSelf : struct, IId<TSelf>
{
    static abstract TSelf From(long value);
}

public readonly record struct DivisionId(long Value) : IId<DivisionId>
{
    public static DivisionId From(long value) => new(value);
}

public readonly record struct AttributeId(long Value) : IId<AttributeId>
{
    public static AttributeId From(long value) => new(value);
}

public readonly record struct OrganizationId(long Value) : IId<OrganizationId>
{
    public static OrganizationId From(long value) => new(value);
}

public readonly record struct PostId(long Value) : IId<PostId>
{
    public static PostId From(long value) => new(value);
}

public readonly record struct NoticeId(long Value) : IId<NoticeId>
{
    public static NoticeId From(long value) => new(value);
}

public readonly record struct OfficialId(long Value) : IId<OfficialId>
{
    public static OfficialId From(long value) => new(value);
}

public readonly record struct AppointmentId(long Value) : IId<AppointmentId>
{
    public static AppointmentId From(long value) => new(value);
}

public readonly record struct ConfirmationId(long Value) : IId<ConfirmationId>
{
    public static ConfirmationId From(long value) => new(value);
}

public readonly record struct PortfolioId(long Value) : IId<PortfolioId>
{
    public static PortfolioId From(long value) => new(value);
}

public readonly record struct ContactId(long Value) : IId<ContactId>
{
    public static ContactId From(long value) => new(value);
}

public readonly record struct RuleSetId(long Value) : IId<RuleSetId>
{
    public static RuleSetId From(long value) => new(value);
}

public readonly record struct TaskId(long Value) : IId<TaskId>
{
    public static TaskId From(long value) => new(value);
}

public readonly record struct DutyRecordId(long Value) : IId<DutyRecordId>
{
    public static DutyRecordId From(long value) => new(value);
}

public readonly record struct LetterId(long Value) : IId<LetterId>
{
    public static LetterId From(long value) => new(value);
}

public readonly record struct HandoverId(long Value) : IId<HandoverId>
{
    public static HandoverId From(long value) => new(value);
}

public readonly record struct CaseId(long Value) : IId<CaseId>
{
    public static CaseId From(long value) => new(value);
}

public readonly record struct SanctionId(long Value) : IId<SanctionId>
{
    public static SanctionId From(long value) => new(value);
}

public readonly record struct AppraisalId(long Value) : IId<AppraisalId>
{
    public static AppraisalId From(long value) => new(value);
}

public readonly record struct ScoreId(long Value) : IId<ScoreId>
{
    public static ScoreId From(long value) => new(value);
}

public readonly record struct ObjectionId(long Value) : IId<ObjectionId>
{
    public static ObjectionId From(long value) => new(value);
}

public readonly record struct ProblemId(long Value) : IId<ProblemId>
{
    public static ProblemId From(long value) => new(value);
}

public readonly record struct InspectionId(long Value) : IId<InspectionId>
{
    public static InspectionId From(long value) => new(value);
}

public readonly record struct InspectionMemberId(long Value) : IId<InspectionMemberId>
{
    public static InspectionMemberId From(long value) => new(value);
}
