using System.Text.Json.Serialization;
using Responsibility.Api.Accountability;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Appointments;

/// <summary>Appoints an official to a post for a term.</summary>
/// <param name="Official">Id of the official.</param>
/// <param name="Post">Id of the post.</param>
/// <param name="ValidFrom">First day in office (任职日期).</param>
/// <param name="Kind">How the post is held: <c>substantive</c>, <c>concurrent</c> and <c>seconded</c> fill a seat; <c>acting</c> and <c>inCharge</c> do not.</param>
/// <param name="ValidUntil">First day no longer in office (免职日期); absent while the end is not known.</param>
/// <param name="Document">Number of the appointing document (任职文号), such as 豫组干〔2017〕12号.</param>
/// <param name="DocumentDate">Its date.</param>
/// <param name="DispatchedBy">The unit that sends the official (派出单位), for one who is seconded.</param>
/// <param name="Confirmation">Why the official is appointed all the same (任职说明): needed where a sanction bars that on the first day (影响期). It is recorded beside the appointment and can be erased; alone it changes nothing.</param>
/// <example>{"official": 903, "post": 902, "validFrom": "2016-05-01", "kind": "substantive", "document": "豫组干〔2016〕12号", "documentDate": "2016-04-28"}</example>
/// <example id="change">{"effectiveOn": "2017-01-01", "kind": "substantive", "document": "豫组干〔2017〕3号"}</example>
/// <example id="correction">{"documentDate": "2016-04-27", "reason": "发文日期录入错误"}</example>
public sealed record AppointOfficial(
    OfficialId Official, PostId Post, DateOnly ValidFrom, AppointmentKind Kind = AppointmentKind.Substantive, DateOnly? ValidUntil = null,
    string? Document = null, DateOnly? DocumentDate = null, string? DispatchedBy = null, string? Confirmation = null)
    : IRequest<Result<Seen<Appointment>>>;

/// <summary>An official holding a post for a term.</summary>
/// <param name="Id">Ledger position of the fact that appointed the official.</param>
/// <param name="ValidFrom">First day in office.</param>
/// <param name="ValidUntil">First day no longer in office; null while the end is not known.</param>
/// <param name="EndDocument">The document that ended it.</param>
/// <param name="EndReason">Why it ended; <c>divisionClosed</c>, <c>organizationEnded</c>, <c>postEnded</c>, <c>officialLeft</c>, <c>succeeded</c> where it followed from something else.</param>
/// <example>
/// {
///   "id": 904, "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "kind": "substantive", "validFrom": "2016-05-01", "validUntil": null, "document": "豫组干〔2016〕12号", "documentDate": "2016-04-28",
///   "endDocument": null, "endReason": null, "dispatchedBy": null
/// }
/// </example>
public sealed record Appointment(
    AppointmentId Id, OfficialRef Official, PostRef Post, OrganizationRef Organization, DivisionRef Division, AppointmentKind Kind, DateOnly? ValidFrom, DateOnly? ValidUntil,
    string? Document, DateOnly? DocumentDate, string? EndDocument, string? EndReason, string? DispatchedBy);

/// <summary>An official by id, staff number and name.</summary>
public sealed record OfficialRef(OfficialId Id, string StaffNumber, string? Name);

/// <summary>A post by id, position and title.</summary>
public sealed record PostRef(PostId Id, string Position, string Title);

/// <summary>The fact that the ledger keeps.</summary>
internal sealed record OfficialAppointed(
    OfficialId Official, PostId Post, AppointmentKind AppointmentKind, DateOnly ValidFrom, DateOnly ValidUntil, string? Document, DateOnly? DocumentDate, string? DispatchedBy) : ICreation
{
    public static string Kind => "officialAppointed/1";

    [JsonIgnore]
    public Period Period => new(ValidFrom, ValidUntil);

    /// <summary>Why, and despite which sanctions, where that was stated: recorded after the appointment.</summary>
    [JsonIgnore]
    public StatedReason? Stated { get; init; }

    public Task Apply(Session session, long position) => Tables.Appointment.Create(session, position, this);
}

internal sealed class AppointOfficialValidator : AbstractValidator<AppointOfficial>
{
    public AppointOfficialValidator()
    {
        RuleFor(a => a.Document).DocumentNumber();
        RuleFor(a => a.DispatchedBy).MaximumLength(Rules.NameLength);
        RuleFor(a => a.Confirmation).NotEmpty().MaximumLength(Rules.TextLength).When(a => a.Confirmation is not null);
        this.PeriodOfDays(a => a.ValidUntil, a => a.ValidFrom);
    }
}

internal sealed class AppointOfficialHandler(Database database, Caller caller) : IRequestHandler<AppointOfficial, Result<Seen<Appointment>>>
{
    public Task<Result<Seen<Appointment>>> Handle(AppointOfficial request, CancellationToken ct) =>
        Creating.One<AppointmentNoun, AppointOfficial, OfficialAppointed, Appointment>(database, caller, request, ct);
}

internal sealed class AppointmentNoun : INoun<AppointOfficial, OfficialAppointed, Appointment>
{
    public static string Word => "appointment";
    public static string Resource => "appointments";
    public static VersionTable Table => Tables.Appointment;
    public static Refusal Unknown => Refusals.AppointmentUnknown;

    public static async Task<Result<OfficialAppointed>> Plan(Session session, AppointOfficial statement, long? self) =>
        await Plan(session, statement, self, self is not { } id || !(await Table.Current(session, id)).Versions.Any(held => IsSame(statement, held) && held.Period.From == statement.ValidFrom));

    /// <summary>Whoever holds the post from that day on as before is not appointed anew.</summary>
    public static async Task<Result<OfficialAppointed>?> PlanChange(Session session, AppointOfficial statement, long self) =>
        await Plan(session, statement, self, !(await Table.Current(session, self)).Versions.Any(held => IsSame(statement, held) && held.Period.Contains(statement.ValidFrom)));

    /// <param name="begins">Whether the official is appointed by it, and not only something else of the term is said.</param>
    private static async Task<Result<OfficialAppointed>> Plan(Session session, AppointOfficial statement, long? self, bool begins)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        var officials = await session.Get<long>(OfficialsSql, new { statement.Official });
        var posts = await Posts(session, statement.Post);
        var terms = await Terms(session, statement.Post, self, period);
        if (Refusal(statement, period, officials, posts, terms) is { } refusal) return refusal;
        var bars = begins ? await PromotionBars.On(session, statement.Official, period.From) : [];
        var decided = Decided(statement, bars);
        return decided.Refusal is { } barred ? await Told(session, barred, bars) : decided;
    }

    private static bool IsSame(AppointOfficial statement, TimelineVersion held) =>
        (statement.Official.Value, statement.Post.Value, Parameters.Word(statement.Kind)) == ((long)held.Values["official_id"]!, (long)held.Values["post_id"]!, (string)held.Values["kind"]!);

    /// <summary>What is recorded once nothing else stands against it.</summary>
    /// <param name="bars">The sanctions that bar the official from being appointed on the first day.</param>
    internal static Result<OfficialAppointed> Decided(AppointOfficial statement, IReadOnlyList<SanctionId> bars)
    {
        if (bars.Count > 0 && statement.Confirmation is null) return Refusals.SanctionBarsAppointment;
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        return new OfficialAppointed(statement.Official, statement.Post, statement.Kind, period.From, period.Until, statement.Document, statement.DocumentDate, statement.DispatchedBy)
        {
            Stated = statement.Confirmation is { } reason ? new StatedReason(bars, reason) : null,
        };
    }

    /// <summary>Which sanctions they are is told of those that the caller reaches.</summary>
    private static async Task<Refusal> Told(Session session, Refusal barred, IReadOnlyList<SanctionId> bars)
    {
        var told = barred;
        foreach (var sanction in bars)
            if (await session.Reaches("sanction", sanction.Value)) told = told.At("confirmation", $"sanctions/{sanction.Value}");
        return told.Faults.Count is 0 ? barred.At("confirmation") : told;
    }

    public static Task RecordBesides(Session session, long id, OfficialAppointed plan) => plan.Stated is { } stated
        ? session.Record(new AppointmentConfirmed(new(id), plan.Official, plan.ValidFrom, stated.Sanctions, stated.Reason))
        : Task.CompletedTask;

    /// <summary>The versions of a post as they are held to be now.</summary>
    internal static Task<IReadOnlyList<PostVersion>> Posts(Session session, PostId post) => session.List<PostVersion>(PostsSql, new { Post = post });

    /// <summary>The terms on a post, but for <paramref name="self"/>, that share a day with <paramref name="period"/>.</summary>
    internal static Task<IReadOnlyList<Term>> Terms(Session session, PostId post, long? self, Period period) =>
        session.List<Term>(TermsSql, new { Post = post, self = self ?? 0, period.From, period.Until });

    /// <summary>Whether a seat is free on every day of the term.</summary>
    internal static Refusal? Refusal(AppointOfficial statement, Period period, long officials, IReadOnlyList<PostVersion> posts, IReadOnlyList<Term> terms)
    {
        if (officials is 0) return Refusals.OfficialUnknown.At("official", statement.Official.Value);
        if (posts.Count is 0) return Refusals.PostUnknown.At("post", statement.Post.Value);
        if (!new Period(posts[0].ValidFrom, posts[^1].ValidUntil).Covers(period))
            return Refusals.PostNotInForce.At(period.From < posts[0].ValidFrom ? "validFrom" : "validUntil", period.From < posts[0].ValidFrom ? period.From : posts[^1].ValidUntil);
        if (terms.Any(t => t.OfficialId == statement.Official)) return Refusals.AppointmentOverlaps.At("validFrom", period.From);
        if (!statement.Kind.FillsSeat) return null;

        var filling = terms.Where(t => t.Kind.FillsSeat).ToList();
        return Full(filling, posts, period, one: 1) ? Occupied(filling).At("post", statement.Post.Value) : null;
    }

    /// <summary>Whether on some day of the period the terms, and <paramref name="one"/> more, are more than there are seats.</summary>
    internal static bool Full(IReadOnlyList<Term> filling, IReadOnlyList<PostVersion> posts, Period period, int one)
    {
        // Only where a term or a version of the post begins can the number of seats taken pass the number there are.
        var days = filling.Select(t => t.ValidFrom).Concat(posts.Select(p => p.ValidFrom)).Where(period.Contains).Append(period.From);
        return days.Any(day => filling.Count(t => t.Period.Contains(day)) + one > posts.First(p => day < p.ValidUntil).Capacity);
    }

    internal static Refusal Occupied(IReadOnlyList<Term> filling) => Refusals.PostOccupied.Because(
        $"Held by {string.Join(", ", filling.Select(t => $"appointment {t.Id.Value}"))}.", $"现任职记录:{string.Join('、', filling.Select(t => t.Id.Value))}。");

    public static Task<AppointOfficial> Restate(Session session, TimelineVersion version) => Task.FromResult(new AppointOfficial(
        new OfficialId((long)version.Values["official_id"]!),
        new PostId((long)version.Values["post_id"]!),
        version.Period.From,
        Enum.Parse<AppointmentKind>((string)version.Values["kind"]!, ignoreCase: true),
        Stated.Until(version.Period.Until),
        (string?)version.Values["document"],
        (DateOnly?)version.Values["document_date"],
        (string?)version.Values["dispatched_by"]));

    public static async Task<Seen<Appointment>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<AppointmentRow>($"{AppointmentRow.SelectOne} AND a.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(), version, moment);
    }

    public static string UsesSql =>
        """
        SELECT 'sanction' AS noun, id FROM sanction WHERE appointment_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'handover', id FROM handover WHERE appointment_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'handover', id FROM handover WHERE predecessor_id = @id AND known_until = 9223372036854775807
        """;

    /// <summary>A version of the post: how many seats it had, and when.</summary>
    internal sealed record PostVersion
    {
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public long Capacity { get; init; }
    }

    /// <summary>Another term on the post that shares a day with the one to be decided.</summary>
    internal sealed record Term
    {
        public AppointmentId Id { get; init; }
        public OfficialId OfficialId { get; init; }
        public AppointmentKind Kind { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public Period Period => new(ValidFrom, ValidUntil);
    }

    private static readonly string OfficialsSql = $"SELECT count(*) FROM official f WHERE f.id = @Official AND {Known.Now("f")}";

    private static readonly string PostsSql = $"SELECT p.valid_from, p.valid_until, p.capacity FROM post p WHERE p.id = @Post AND {Known.Now("p")} ORDER BY p.valid_from";

    private static readonly string TermsSql =
        $"""
        SELECT a.id, a.official_id, a.kind, a.valid_from, a.valid_until
          FROM appointment a
         WHERE a.post_id = @Post AND a.id <> @self AND {Known.Now("a")} AND a.valid_from < @Until AND @From < a.valid_until
         ORDER BY a.valid_from
        """;
}

internal sealed record AppointmentRow
{
    public AppointmentId Id { get; init; }
    public AppointmentKind Kind { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }
    public string? Document { get; init; }
    public DateOnly? DocumentDate { get; init; }
    public string? EndDocument { get; init; }
    public string? EndReason { get; init; }
    public string? DispatchedBy { get; init; }
    public OfficialId OfficialId { get; init; }
    public required string StaffNumber { get; init; }
    public string? OfficialName { get; init; }
    public PostId PostId { get; init; }
    public required string Position { get; init; }
    public required string Title { get; init; }
    public OrganizationId OrganizationId { get; init; }
    public required string OrganizationName { get; init; }
    public OrganizationKind OrganizationKind { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }

    /// <summary>What was so on the moment's day.</summary>
    public static readonly string Select = Sql((alias, _) => Known.On(alias));

    /// <summary>The same for one thing, on a day on which what it belongs to may not have existed.</summary>
    public static readonly string SelectOne = Sql(Known.Nearest);

    private static string Sql(Func<string, string, string> joined) =>
        $"""
        SELECT a.id, a.kind, a.valid_from, a.valid_until, a.document, a.document_date, a.end_document, a.end_reason, a.dispatched_by,
               f.id AS official_id, f.staff_number, f.name AS official_name, p.id AS post_id, p.position, p.title,
               o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, d.code, d.name AS division_name, d.level
          FROM appointment a
          JOIN official f ON f.id = a.official_id AND {joined("f", "official")}
          JOIN any_post p ON p.id = a.post_id AND {joined("p", "any_post")}
          JOIN any_organization o ON o.id = p.organization_id AND {joined("o", "any_organization")}
          JOIN any_division d ON d.id = o.division_id AND {joined("d", "any_division")}
         WHERE {Known.On("a")}
        """;

    public Appointment Show() => new(
        Id, new OfficialRef(OfficialId, StaffNumber, OfficialName), new PostRef(PostId, Position, Title),
        new OrganizationRef(OrganizationId, OrganizationName, OrganizationKind), new DivisionRef(Code, DivisionName, Level), Kind,
        Stated.From(ValidFrom), Stated.Until(ValidUntil), Document, DocumentDate, EndDocument, EndReason, DispatchedBy);
}

internal static class AppointOfficialEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/appointments", async (Body<AppointOfficial> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/appointments/{seen.Value.Id.Value}")))
        .Describes<Appointment>(nameof(AppointOfficial), "Appointments", "Appoint an official to a post", StatusCodes.Status201Created)
        .Takes<AppointOfficial>().Writes()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.PostUnknown, Refusals.OfficialUnknown, Refusals.PostOccupied, Refusals.PostNotInForce, Refusals.AppointmentOverlaps, Refusals.SanctionBarsAppointment);
}
