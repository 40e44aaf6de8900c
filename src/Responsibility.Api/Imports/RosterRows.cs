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
    private Vocabulary vocabulary = new([]);
    private RosterBooks books = new();
    private readonly HashSet<object> passed = [];
    private readonly Dictionary<string, Position?> positions = new(StringComparer.Ordinal);
    private ILookup<OfficialId, PromotionBars.Sanctioned> sanctioned = Enumerable.Empty<PromotionBars.Sanctioned>().ToLookup(sanction => sanction.OfficialId);

    public override IReadOnlyList<ImportColumn> Columns => RosterRow.Columns;

    protected override RosterRow Read(Cells cells) => RosterRow.Of(cells);

    protected override Refusal? Check(RosterRow statement) => validators.Check(statement, passed);

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk)
    {
        var rows = chunk.Where(row => row.Refusal is null).Select(row => (RosterRow)row.Statement!).ToList();
        vocabulary = await RuleSetShelf.Vocabulary(session);
        positions.Clear();
        books = await RosterBooks.Of(session, rows);
        sanctioned = await PromotionBars.Of(session, rows.Select(row => row.StaffNumber));
    }

    protected override async Task<RowOutcome> Take(Session session, RosterRow row)
    {
        var named = row.Position ?? row.Title!;
        if (Position(named) is not { } position) return Refusals.PositionUnknown.At(row.Position is null ? "title" : "position", named);
        if (books.Division(row.Division, row.Day) is not { } division || !await session.Reaches("division", division.Id.Value)) return Refusals.DivisionUnknown.At("division", row.Division);
        var title = row.Title ?? position.Name.Zh;
        var official = books.Official(row.StaffNumber, row.Day);
        if (official is not null && !await session.Reaches("official", official.Id)) return Refusals.StaffNumberTaken.At("staffNumber", row.StaffNumber);
        var organization = books.Organization(division.Id, row.Organization, row.Day);
        if (organization > 0 && !await session.Reaches("organization", organization)) organization = 0;
        var post = organization is 0 ? 0 : books.Post(organization, position.Id, title, row.Day);
        if (official is not null && post > 0 && books.Term(official.Id, post, row.Day) is { } term) return await Compare(session, row, official, term);
        if (official is not null && books.Begins(official.Id, row.Day)
            && await AppointmentRows.Known(session, official.Id, row.Division, row.Organization, position.Id, title, row.Day) is { } same) return await Correct(session, row, official.Id, same);

        var plan = await Plan(session, row with { Title = title }, division, position, official, organization, post);
        if (plan.Refusal is { } refusal) return refusal;
        if (Context.Params.ImportStrategy is ImportStrategy.Update) return Refusals.RowUnknown;
        return await Record(session, row, Context.Params.ImportStrategy is ImportStrategy.Create ? plan.Required() with { Correction = null } : plan.Required());
    }

    private Position? Position(string name)
    {
        if (!positions.TryGetValue(name, out var position)) positions.Add(name, position = vocabulary.FindPosition(name));
        return position;
    }

    /// <summary>Decides what a new term needs: ids are 0 of what is yet to be created.</summary>
    private async Task<Result<Decision>> Plan(Session session, RosterRow row, DivisionCodes.Found division, Position position, RosterBooks.Person? official, long organization, long post)
    {
        var person = await Person(session, row, official);
        if (person.Refusal is { } nobody) return nobody;
        var decision = person.Required();

        if (organization is 0)
        {
            if ((row.OrganizationKind ?? (position.Organizations is [var usual, ..] ? usual : null)) is not { } kind)
                return Refusals.CellMissing.Because("A new organization needs its kind.", "新机构须写明机构类型。").At("organizationKind");
            // Another of its name, seen or not, would stand against it.
            if (session.Caller.Scope is not null && await OrganizationNoun.Plan(session, row.AsOrganization(kind), null) is { Refusal: { } taken }) return taken;
            decision = decision with { Body = OrganizationNoun.Decided(row.AsOrganization(kind), division.Id) };
        }
        if (post is 0)
        {
            var seat = PostNoun.Decided(row.AsPost(new OrganizationId(organization), position.Id), vocabulary);
            if (seat.Refusal is { } none) return none;
            decision = decision with { Post = seat.Required() };
        }
        return Seat(row.Term.AsAppointment(new OfficialId(official?.Id ?? 0), new PostId(post)), organization, decision);
    }

    /// <summary>The official: known, corrected or new.</summary>
    private async Task<Result<Decision>> Person(Session session, RosterRow row, RosterBooks.Person? official)
    {
        if (official is not null)
        {
            var known = official.Restate();
            if (row.Over(known) == known) return new Decision();
            var correction = await CorrectOfficial(session, row, official.Id);
            return correction.Refusal is { } refusal ? refusal : new Decision { Correction = correction.Required().Fact };
        }
        return row.Name is null
            ? Refusals.CellMissing.Because("A new official needs a name.", "新干部须写明姓名。").At("name")
            : new Decision { Official = OfficialNoun.Decided(row.AsOfficial()) };
    }

    /// <summary>The term: on a free seat, or on that of whoever was there before.</summary>
    private Result<Decision> Seat(AppointOfficial statement, long organization, Decision decision)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        var posts = decision.Post is { } created ? Of(created) : books.Versions(organization, statement.Post.Value);
        var terms = decision.Post is null ? books.Terms(statement.Post.Value, period) : [];
        var seated = Seating.Decide(statement, posts, terms, PromotionBars.On(sanctioned[statement.Official], period.From), Context.Params.OnOccupied);
        if (seated.Refusal is { } refusal) return refusal;
        var (term, ended) = seated.Required();
        return decision with { Appointment = term, Ended = ended };
    }

    private static IReadOnlyList<AppointmentNoun.PostVersion> Of(PostCreated post) => [new() { ValidFrom = post.ValidFrom, ValidUntil = post.ValidUntil, Capacity = post.Capacity }];

    private async Task<RowOutcome> Record(Session session, RosterRow row, Decision decision)
    {
        var (appointment, post) = (decision.Appointment!, decision.Post);
        if (decision.Ended is { } ended) await session.Record(ended);
        if (decision.Correction is { } correction) await session.Record(correction);
        if (decision.Official is { } official)
        {
            var id = await session.Add(OfficialNoun.Table, official, []);
            books.Note(id, official);
            appointment = appointment with { Official = new OfficialId(id) };
        }
        if (decision.Body is { } body)
        {
            var id = await session.Add(OrganizationNoun.Table, body, [body.Division]);
            books.Note(id, body);
            post = post! with { Organization = new OrganizationId(id) };
        }
        if (post is not null)
        {
            var id = await session.Add(PostNoun.Table, post, books.Homes(post.Organization.Value));
            books.Note(id, post);
            appointment = appointment with { Post = new PostId(id) };
        }
        var term = await session.Add(AppointmentNoun.Table, appointment, books.Homes(appointment.Post.Value));
        books.Note(term, appointment);
        await AppointmentNoun.RecordBesides(session, term, appointment);
        if (decision.Ended is not null || decision.Correction is not null) await books.Renew(session, row.StaffNumber, appointment.Post.Value);
        return RowOutcome.Created with { Ended = decision.Ended is null ? 0 : 1, Thing = term };
    }

    /// <summary>A known term: as the row says, or to be corrected.</summary>
    private async Task<RowOutcome> Compare(Session session, RosterRow row, RosterBooks.Person official, RosterBooks.Held term)
    {
        var (known, person) = (term.Restate(), official.Restate());
        if (row.Term.Over(known, term.EndReason, Context.Params.OnOccupied) == known && row.Over(person) == person) return RowOutcome.Unchanged.Of(term.Id);
        return await Correct(session, row, official.Id, term.Id);
    }

    private async Task<RowOutcome> Correct(Session session, RosterRow row, long official, long term)
    {
        var person = await CorrectOfficial(session, row, official);
        if (person.Refusal is { } refusal) return refusal;
        var timeline = await AppointmentNoun.Table.Current(session, term);
        var version = timeline.Versions.First(v => v.Period.From == row.Day);
        var statement = row.Term.Over(await AppointmentNoun.Restate(session, version), (string?)version.Values["end_reason"], Context.Params.OnOccupied);
        var correction = await Corrects<AppointmentNoun, AppointOfficial, OfficialAppointed, Appointment>(session, term, timeline, version, statement, validators.Appointment);
        if (correction.Refusal is { } refused) return refused;
        if (person.Required().Fact is null && correction.Required().Fact is null) return RowOutcome.Unchanged.Of(term);
        if (Context.Params.ImportStrategy is ImportStrategy.Create) return Refusals.RowExists;
        if (person.Required().Fact is { } renamed) await session.Record(renamed);
        await correction.Required().Record(session);
        await books.Renew(session, row.StaffNumber, (long)version.Values["post_id"]!);
        return RowOutcome.Updated.Of(term);
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
}
