using Responsibility.Api.Accountability;
using Responsibility.Api.Appointments;
using Responsibility.Api.Appraisals;
using Responsibility.Api.Duties;
using Responsibility.Api.Posts;
using Responsibility.Api.Problems;
using Responsibility.Api.Supervision;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Dossiers;

/// <summary>The sections of a dossier that are read: one question for each, however much there is, and one more to count what is cut.</summary>
internal sealed class DossierSections(Session session, Moment moment, OfficialId official)
{
    /// <summary>More of one kind is not told.</summary>
    public const int Most = 1000;

    /// <summary>Ten years of weeks, as far back as compliance is reckoned.</summary>
    private const int ComplianceDays = 7 * (DutyQuestion.MostIntervals - 2);

    private readonly object parameters = new { Id = official, moment.AsOf, moment.KnownAt };

    public Task<Taken<TermRow>> Terms() => Take<TermRow>(TermsSql, "a.valid_from, a.id");

    public Section<DossierTerm> Show(Taken<TermRow> terms) => terms.As(terms.Rows.Select(row => row.Show(moment.AsOf)));

    public async Task<Section<AssignedTask>> Tasks()
    {
        var rows = await Take<TaskRow>($"{TaskRow.Select} AND t.id IN ({BorneSql})", "t.id");
        return rows.As(await TaskRow.Show(session, rows.Rows, moment));
    }

    public async Task<Section<FoundProblem>> Problems()
    {
        var rows = await Take<ProblemRow>($"{ProblemRow.Select} AND p.id IN (SELECT x.problem_id FROM rectification x WHERE x.id <= @KnownAt AND x.task_id IN ({BorneSql}))", "p.id");
        var lights = await Lights.Of(session, moment);
        return rows.As(rows.Rows.Select(row => row.Show(lights)));
    }

    public async Task<Section<SupervisionNotice>> Notices()
    {
        var rows = await Take<NoticeRow>($"{NoticeRow.Select} AND n.id IN ({NoticedSql})", "n.id");
        return rows.As(await NoticeRow.Show(session, rows.Rows, moment));
    }

    public async Task<Section<DutyRecord>> DutyRecords()
    {
        var rows = await Take<DutyRecordRow>($"{DutyRecordRow.Select} AND r.official_id = @Id", "r.valid_from, r.id");
        return rows.As(rows.Rows.Select(row => row.Show()));
    }

    /// <summary>Interval by interval as the list of them has it, and counted.</summary>
    public async Task<Section<DossierCompliance>> DutyCompliance(IReadOnlyList<TermRow> terms)
    {
        if (terms.Count is 0) return new([], 0, true);
        var (first, earliest) = (terms[0].ValidFrom, DateOnly.FromDayNumber(Math.Max(moment.AsOf.DayNumber - ComplianceDays, 0)));
        var asked = await DutyQuestion.Of(session, moment, new ListDutyCompliance(Official: [official], Post: [.. terms.Select(term => term.PostId).Distinct()], From: first < earliest ? earliest : first));
        // Where no rule set is in force nothing is asked of anybody.
        if (asked.Refusal is not null) return new([], 0, true);
        var judged = new List<DutyCompliance>();
        await foreach (var (_, row) in ListDutyComplianceHandler.Rows(session, asked.Required(), ""))
            if (row.Holders.Any(holder => holder.Id == official)) judged.Add(row);
        var items = from row in judged
                    group row by (row.Obligation, row.RuleSet) into all
                    select new DossierCompliance(
                        all.Key.Obligation, all.Key.RuleSet, all.Min(row => row.Interval.From), all.Max(row => row.Interval.Until), all.Count(), In(all, DutyState.Met), In(all, DutyState.Behind), In(all, DutyState.Open));
        var shown = items.ToList();
        return new(shown, shown.Count, first >= earliest);

        static int In(IEnumerable<DutyCompliance> rows, DutyState state) => rows.Count(row => row.State == state);
    }

    public async Task<Section<DossierHandover>> Handovers()
    {
        var rows = await Take<HandoverRow>(HandoversSql, "h.id");
        return rows.As(rows.Rows.Select(row => row.Show()));
    }

    public async Task<Section<Sanction>> Sanctions()
    {
        var rows = await Take<SanctionRow>($"{SanctionRow.Select} AND san.official_id = @Id", "san.id");
        return rows.As(rows.Rows.Select(row => row.Show()));
    }

    public async Task<Section<DossierAppraisal>> Appraisals()
    {
        var rows = await Take<AppraisalRow>(AppraisalsSql, "y.year, y.id, r.ordinal");
        return rows.As(rows.Rows.Select(row => row.Show()));
    }

    public async Task<Section<AppointmentConfirmation>> Confirmations()
    {
        var rows = await Take<ConfirmationRow>($"{ConfirmationRow.Select} AND c.official_id = @Id AND c.valid_from <= @AsOf", "c.id");
        return rows.As(await ConfirmationRow.Show(session, rows.Rows, moment));
    }

    private async Task<Taken<T>> Take<T>(string sql, string order)
    {
        var rows = await session.List<T>($"{sql} ORDER BY {order} LIMIT {Most + 1}", parameters);
        return rows.Count <= Most ? new(rows, rows.Count) : new([.. rows.Take(Most)], await session.Get<long>($"SELECT count(*) FROM ({sql}) AS found", parameters));
    }

    /// <summary>Rows of a section, and how many there are.</summary>
    internal sealed record Taken<T>(IReadOnlyList<T> Rows, long Total)
    {
        public Section<TItem> As<TItem>(IEnumerable<TItem> items) => new([.. items], Total, Total == Rows.Count);
    }

    /// <summary>A version of a term, and what it was on as that was on its first day.</summary>
    internal sealed record TermRow
    {
        public AppointmentId Id { get; init; }
        public AppointmentKind Kind { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public string? Document { get; init; }
        public DateOnly? DocumentDate { get; init; }
        public string? EndDocument { get; init; }
        public string? EndReason { get; init; }
        public PostId PostId { get; init; }
        public required string Position { get; init; }
        public required string Title { get; init; }
        public OrganizationId OrganizationId { get; init; }
        public required string OrganizationName { get; init; }
        public OrganizationKind OrganizationKind { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }

        public Period Period => new(ValidFrom, ValidUntil);

        public DossierTerm Show(DateOnly asOf) => new(
            Id, new PostRef(PostId, Position, Title), new OrganizationRef(OrganizationId, OrganizationName, OrganizationKind), new DivisionRef(Code, DivisionName, Level), Kind, ValidFrom, Stated.Until(ValidUntil),
            Math.Min(ValidUntil.DayNumber, asOf.DayNumber + 1) - ValidFrom.DayNumber, Document, DocumentDate, EndDocument, EndReason);
    }

    private sealed record HandoverRow
    {
        public HandoverId Id { get; init; }
        public PostId PostId { get; init; }
        public required string Position { get; init; }
        public required string Title { get; init; }
        public AppointmentId AppointmentId { get; init; }
        public AppointmentId PredecessorId { get; init; }
        public DateOnly ChangedOn { get; init; }
        public DateOnly SignedOn { get; init; }
        public long Listed { get; init; }
        public string? Note { get; init; }

        public DossierHandover Show() => new(Id, new PostRef(PostId, Position, Title), AppointmentId, PredecessorId, ChangedOn, SignedOn, Listed, Note);
    }

    private sealed record AppraisalRow
    {
        public int Year { get; init; }
        public AppraisalId AppraisalId { get; init; }
        public DateOnly PublishedOn { get; init; }
        public PostId PostId { get; init; }
        public required string Position { get; init; }
        public required string Title { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }
        public double? Total { get; init; }
        public string? Band { get; init; }
        public long? Place { get; init; }
        public required string Told { get; init; }

        public DossierAppraisal Show() => new(
            Year, new PostRef(PostId, Position, Title), new DivisionRef(Code, DivisionName, Level), Responsibility.Rules.Appraising.Months(KeptResult.DaysOf(Told), Year), (decimal?)Total, Band, (int?)Place,
            AppraisalId, PublishedOn);
    }

    private static readonly string AppraisalsSql =
        $"""
        SELECT y.year, r.appraisal_id, y.valid_from AS published_on, r.post_id, p.position, p.title, d.code, d.name AS division_name, d.level, r.total, r.band, r.place, r.told
          FROM appraisal_result r
          JOIN any_appraisal y ON y.id = r.appraisal_id AND {Known.On("y")}
          JOIN any_post p ON p.id = r.post_id AND {Known.Nearest("p", "any_post")}
          JOIN any_division d ON d.id = r.division_id AND {Known.Nearest("d", "any_division")}
         WHERE r.official_id = @Id AND {Known.At("r")}
        """;

    /// <summary>Terms of the official that had begun by the moment's day.</summary>
    private static readonly string Held = $"a.official_id = @Id AND a.valid_from <= @AsOf AND {Known.At("a")}";

    private static readonly string TermsSql =
        $"""
        SELECT a.id, a.kind, a.valid_from, a.valid_until, a.document, a.document_date, a.end_document, a.end_reason, p.id AS post_id, p.position, p.title,
               o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, d.code, d.name AS division_name, d.level
          FROM appointment a
          JOIN any_post p ON p.id = a.post_id AND {Then("p", "any_post")}
          JOIN any_organization o ON o.id = p.organization_id AND {Then("o", "any_organization")}
          JOIN any_division d ON d.id = o.division_id AND {Then("d", "any_division")}
         WHERE {Held}
        """;

    /// <summary>Tasks that were open and borne by a post on a day on which the official held it.</summary>
    private static readonly string BorneSql =
        $"""
        SELECT b.task_id
          FROM appointment a
         CROSS JOIN task_bearer b
         CROSS JOIN task v
         WHERE {Held} AND b.post_id = a.post_id AND v.id = b.task_id AND {Known.At("v")} AND v.valid_from <= @AsOf AND v.valid_from < a.valid_until AND v.valid_until > a.valid_from
           AND v.state NOT IN ('verified', 'closed', 'cancelled')
        """;

    private static readonly string NoticedSql =
        $"""
        SELECT m.id
          FROM appointment a
         CROSS JOIN supervision_notice m
         WHERE {Held} AND m.post_id = a.post_id AND {Known.At("m")} AND m.issued_on >= a.valid_from AND m.issued_on < a.valid_until
        """;

    private static readonly string HandoversSql =
        $"""
        SELECT h.id, h.post_id, p.position, p.title, h.appointment_id, h.predecessor_id, h.changed_on, h.valid_from AS signed_on,
               (SELECT count(*) FROM handover_item i WHERE i.handover_id = h.id) AS listed, h.note
          FROM handover h
          JOIN any_post p ON p.id = h.post_id AND {Known.Nearest("p", "any_post")}
         WHERE h.official_id = @Id AND {Known.On("h")}
        """;

    private static string Then(string alias, string table) => Known.Nearest(alias, table).Replace("@AsOf", "a.valid_from", StringComparison.Ordinal);
}
