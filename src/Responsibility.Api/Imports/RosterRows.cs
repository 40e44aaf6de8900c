using Responsibility.Api.Accountability;
using Responsibility.Api.Appointments;
using Responsibility.Api.Officials;
using Responsibility.Api.Organizations;
using Responsibility.Api.Posts;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Imports;

/// <summary>
/// Rosters. A row creates what is missing of official, body, post and term, and corrects the term that has its official, post and first day.
/// Everything is decided before anything is recorded, so that a rejected row leaves nothing, not even its official.
/// </summary>
internal sealed class RosterRows(ImportContext context, RosterValidators validators) : ImportRows<RosterRow>(context)
{
    private const string Succeeded = "succeeded";

    private Vocabulary vocabulary = new([]);
    private ILookup<OfficialId, PromotionBars.Sanctioned> sanctioned = Enumerable.Empty<PromotionBars.Sanctioned>().ToLookup(sanction => sanction.OfficialId);

    public override IReadOnlyList<ImportColumn> Columns => RosterRow.Columns;

    protected override RosterRow Read(Cells cells) => RosterRow.Of(cells);

    protected override Refusal? Check(RosterRow statement) => validators.Check(statement);

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk)
    {
        vocabulary = await RuleSetShelf.Vocabulary(session);
        sanctioned = await PromotionBars.Of(session, chunk.Select(row => row.Statement).OfType<RosterRow>().Select(row => row.StaffNumber));
    }

    protected override async Task<RowOutcome> Take(Session session, RosterRow row)
    {
        var named = row.Position ?? row.Title!;
        if (vocabulary.FindPosition(named) is not { } position) return Refusals.PositionUnknown.At(row.Position is null ? "title" : "position", named);
        if (await DivisionCodes.Meant(session, row.Division, row.Day) is not { } division) return Refusals.DivisionUnknown.At("division", row.Division);
        var title = row.Title ?? position.Name.Zh;
        var official = await session.Find<long>(OfficialSql, new { row.StaffNumber });
        if (official > 0 && !await session.Reaches("official", official)) return Refusals.StaffNumberTaken.At("staffNumber", row.StaffNumber);
        if (official > 0 && await AppointmentRows.Known(session, official, row.Division, row.Organization, position.Id, title, row.Day) is { } same) return await Correct(session, row, official, same);
        var organization = (await Bodies.Organization(session, division.Id, row.Organization, row.Day))?.Value ?? 0;
        var post = organization is 0 ? 0 : await session.Find<long>(PostSql, new { organization, held = position.Id, called = title, day = row.Day });
        var term = official is 0 || post is 0 ? 0 : await session.Find<long>(TermSql, new { official, post, day = row.Day });
        if (term > 0) return await Correct(session, row, official, term);

        var plan = await Plan(session, row with { Title = title }, position, official, organization, post);
        if (plan.Refusal is { } refusal) return refusal;
        if (Context.Params.ImportStrategy is ImportStrategy.Update) return Refusals.RowUnknown;
        return await Record(session, Context.Params.ImportStrategy is ImportStrategy.Create ? plan.Required() with { Correction = null } : plan.Required());
    }

    /// <summary>Decides what a new term needs: ids are 0 of what is yet to be created.</summary>
    private async Task<Result<Decision>> Plan(Session session, RosterRow row, Position position, long official, long organization, long post)
    {
        var person = await Person(session, row, official);
        if (person.Refusal is { } nobody) return nobody;
        var decision = person.Required();

        if (organization is 0)
        {
            if ((row.OrganizationKind ?? (position.Organizations is [var usual, ..] ? usual : null)) is not { } kind)
                return Refusals.CellMissing.Because("A new organization needs its kind.", "新机构须写明机构类型。").At("organizationKind");
            var body = await OrganizationNoun.Plan(session, row.AsOrganization(kind), null);
            if (body.Refusal is { } nowhere) return nowhere;
            decision = decision with { Body = body.Required() };
        }
        if (post is 0)
        {
            var statement = row.AsPost(new OrganizationId(organization), position.Id);
            var seat = organization is 0 ? PostNoun.Decided(statement, vocabulary) : await PostNoun.Plan(session, statement, null);
            if (seat.Refusal is { } none) return none;
            decision = decision with { Post = seat.Required() };
        }
        return await Seat(session, row.AsAppointment(new OfficialId(official), new PostId(post)), decision);
    }

    /// <summary>The official: known, corrected or new.</summary>
    private async Task<Result<Decision>> Person(Session session, RosterRow row, long official)
    {
        if (official > 0)
        {
            var correction = await CorrectOfficial(session, row, official);
            return correction.Refusal is { } refusal ? refusal : new Decision { Correction = correction.Required().Fact };
        }
        if (row.Name is null) return Refusals.CellMissing.Because("A new official needs a name.", "新干部须写明姓名。").At("name");
        var plan = await OfficialNoun.Plan(session, row.AsOfficial(), null);
        return plan.Refusal is { } taken ? taken : new Decision { Official = plan.Required() };
    }

    /// <summary>The term: on a free seat, or on that of whoever was there before.</summary>
    private async Task<Result<Decision>> Seat(Session session, AppointOfficial statement, Decision decision)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        var posts = decision.Post is { } created ? Of(created) : await AppointmentNoun.Posts(session, statement.Post);
        var terms = decision.Post is null ? await AppointmentNoun.Terms(session, statement.Post, null, period) : [];
        var refusal = AppointmentNoun.Refusal(statement, period, officials: 1, posts, terms);
        if (refusal?.Code == Refusals.PostOccupied.Code && Context.Params.OnOccupied is OnOccupied.Succeed
            && terms.Where(t => t.Kind.FillsSeat && t.ValidFrom < period.From).MinBy(t => (t.ValidFrom, t.Id.Value)) is { } predecessor)
        {
            refusal = AppointmentNoun.Refusal(statement, period, officials: 1, posts, [.. terms.Where(t => t != predecessor)]);
            decision = decision with { Ended = new(predecessor.Id.Value, period.From, statement.Document, Succeeded) };
        }
        if (refusal is not null) return refusal;
        var decided = AppointmentNoun.Decided(statement, PromotionBars.On(sanctioned[statement.Official], period.From));
        return decided.Refusal is { } barred ? barred.At("confirmation") : decision with { Appointment = decided.Required() };
    }

    private static IReadOnlyList<AppointmentNoun.PostVersion> Of(PostCreated post) => [new() { ValidFrom = post.ValidFrom, ValidUntil = post.ValidUntil, Capacity = post.Capacity }];

    private static async Task<RowOutcome> Record(Session session, Decision decision)
    {
        var (appointment, post) = (decision.Appointment!, decision.Post);
        if (decision.Ended is { } ended) await session.Record(ended);
        if (decision.Correction is { } correction) await session.Record(correction);
        if (decision.Official is { } official) appointment = appointment with { Official = new OfficialId(await session.Record(official)) };
        if (decision.Body is { } body) post = post! with { Organization = new OrganizationId(await session.Record(body)) };
        if (post is not null) appointment = appointment with { Post = new PostId(await session.Record(post)) };
        await AppointmentNoun.RecordBesides(session, await session.Record(appointment), appointment);
        return RowOutcome.Created with { Ended = decision.Ended is null ? 0 : 1 };
    }

    private async Task<RowOutcome> Correct(Session session, RosterRow row, long official, long term)
    {
        var person = await CorrectOfficial(session, row, official);
        if (person.Refusal is { } refusal) return refusal;
        var timeline = await AppointmentNoun.Table.Current(session, term);
        var version = timeline.Versions.First(v => v.Period.From == row.Day);
        var known = await AppointmentNoun.Restate(session, version);
        var statement = row.Over(known);
        // A term that was ended for a successor is not prolonged by the line that once stated its end otherwise.
        if (Context.Params.OnOccupied is OnOccupied.Succeed && version.Values["end_reason"] is Succeeded) statement = statement with { ValidUntil = known.ValidUntil };
        var correction = await Corrects<AppointmentNoun, AppointOfficial, OfficialAppointed, Appointment>(session, term, timeline, version, statement, validators.Appointment);
        if (correction.Refusal is { } refused) return refused;
        if (person.Required().Fact is null) return await Update(session, correction);
        if (Context.Params.ImportStrategy is ImportStrategy.Create) return Refusals.RowExists;
        await session.Record(person.Required().Fact!);
        await correction.Required().Record(session);
        return RowOutcome.Updated;
    }

    private async Task<Result<Correction<OfficialNoun>>> CorrectOfficial(Session session, RosterRow row, long official)
    {
        var timeline = await OfficialNoun.Table.Current(session, official);
        var version = timeline.On(row.Day) ?? timeline.Versions[0];
        var known = await OfficialNoun.Restate(session, version);
        return await Corrects<OfficialNoun, RegisterOfficial, OfficialRegistered, Official>(session, official, timeline, version, row.Over(known), validators.Official);
    }

    /// <summary>All that a row leads to.</summary>
    private sealed record Decision
    {
        public Ended<AppointmentNoun>? Ended { get; init; }
        public Corrected<OfficialNoun>? Correction { get; init; }
        public OfficialRegistered? Official { get; init; }
        public OrganizationEstablished? Body { get; init; }
        public PostCreated? Post { get; init; }
        public OfficialAppointed? Appointment { get; init; }
    }

    private static readonly string OfficialSql = $"SELECT f.id FROM official f WHERE f.staff_number = @StaffNumber AND {Known.Now("f")} ORDER BY f.id LIMIT 1";

    private static readonly string PostSql =
        $"""
        SELECT p.id FROM post p
         WHERE p.organization_id = @organization AND p.position = @held AND p.title = @called AND {Known.Now("p")}
         ORDER BY CASE WHEN p.valid_from <= @day AND p.valid_until > @day THEN 0 ELSE 1 END, p.valid_from DESC
         LIMIT 1
        """;

    private static readonly string TermSql =
        $"SELECT a.id FROM appointment a WHERE a.post_id = @post AND a.official_id = @official AND a.valid_from = @day AND {Known.Now("a")} ORDER BY a.id LIMIT 1";
}
