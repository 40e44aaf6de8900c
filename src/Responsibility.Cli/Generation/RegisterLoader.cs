using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Api.Appointments;
using Responsibility.Api.Contacts;
using Responsibility.Api.Divisions;
using Responsibility.Api.Officials;
using Responsibility.Api.Organizations;
using Responsibility.Api.Portfolios;
using Responsibility.Api.Posts;
using Responsibility.Storage;

namespace Responsibility.Cli.Generation;

/// <summary>Loads what is generated into an empty register by the database's bulk path, all of it as facts; behind that, one by one, what may do more than create a thing, or speaks of divisions still to come.</summary>
internal sealed class RegisterLoader : IAsyncDisposable
{
    private const int Together = 1000;
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);

    private readonly Database database;
    private readonly BulkLoad bulk;
    private readonly Dictionary<string, DivisionId> divisions = new(StringComparer.Ordinal);
    private readonly Known above = new([], []);
    private readonly List<Row> behind = [];

    // Bodies and posts of a township or village are forgotten with it, and everywhere the officials: only bodies and posts above are referred to from elsewhere.
    private readonly Known here = new([], []);
    private readonly Dictionary<string, OfficialId> officials = new(StringComparer.Ordinal);
    private string? place;
    private long officialsSoFar;

    private RegisterLoader(Database database)
    {
        this.database = database;
        bulk = new BulkLoad(database, TimeProvider.System);
    }

    /// <returns>How many facts were recorded.</returns>
    public static async Task<long> Load(string connectionString, RosterGenerator generator, IEnumerable<Division> divisions, TextWriter error, CancellationToken ct)
    {
        await using var register = Database.Open(connectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        Migrations.Apply(register);
        if (await register.Read(session => session.Get<long>("SELECT count(*) FROM division"), ct) > 0) throw new InvalidOperationException("The register has divisions already; only an empty one is loaded.");
        await using var loader = new RegisterLoader(register);
        await loader.Load(generator, divisions, error, ct);
        await register.Settle(ct);
        return await register.Read(LedgerTree.Size, ct);
    }

    public ValueTask DisposeAsync() => bulk.DisposeAsync();

    private async Task Load(RosterGenerator generator, IEnumerable<Division> read, TextWriter error, CancellationToken ct)
    {
        var (told, watch) = (TimeSpan.Zero, Stopwatch.StartNew());
        var watched = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        await bulk.Begin(ct);
        foreach (var row in generator.Rows(read.Select(Establish)))
        {
            if (!Add(row)) behind.Add(row);
            if (!bulk.IsFull) continue;
            await bulk.Flush(ct);
            if (!watched || watch.Elapsed - told < BetweenLines) continue;
            told = watch.Elapsed;
            await error.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"\r{divisions.Count:N0} divisions, {officialsSoFar:N0} officials, {told.TotalSeconds:N0} s \e[K"));
        }
        await bulk.Complete(ct);
        // What is recorded one by one asks of what was loaded; planned for the few rows of before, that took minutes.
        if (behind.Count > 0) await database.TakeStock(ct);
        foreach (var rows in behind.Chunk(Together))
        {
            await database.Operate(async session =>
            {
                foreach (var row in rows) await Record(session, row);
            }, ct);
        }
        if (watched) await error.WriteAsync("\r\e[K");
    }

    private Division Establish(Division division)
    {
        var code = DivisionCode.Parse(division.Code).Value;
        divisions.Add(division.Code, new DivisionId(bulk.Create(Tables.Division, new DivisionEstablished(
            code, division.Name, division.Level, division.Parent is { } parent ? divisions[parent.Code] : null, Period.BeforeRecords, Period.Open, null))));
        return division;
    }

    /// <returns>Whether the row does nothing but create things, and all that it speaks of is there.</returns>
    private bool Add(Row row)
    {
        switch (row)
        {
            case RosterRow roster:
                Appoint(roster);
                return true;
            case AttributeRow { Number: null } tag when divisions.ContainsKey(tag.Division):
                bulk.Create(Tables.Attribute, Stated(tag), divisions[tag.Division]);
                return true;
            case ContactRow contact when divisions.ContainsKey(contact.Division):
                bulk.Create(Tables.Contact, Linked(contact), divisions[contact.Division], divisions[contact.Body.Division]);
                return true;
            default:
                return false;
        }
    }

    private void Appoint(RosterRow row)
    {
        var body = row.Seat.Body;
        if (place != body.Division)
        {
            here.Bodies.Clear();
            here.Posts.Clear();
            officials.Clear();
            place = body.Division;
        }
        var known = DivisionCode.Parse(body.Division).Value.EndsWith("000000", StringComparison.Ordinal) ? above : here;
        if (!known.Bodies.TryGetValue(body, out var organization))
        {
            organization = new OrganizationId(bulk.Create(Tables.Organization, new OrganizationEstablished(divisions[body.Division], body.Kind, body.Name, null, Period.BeforeRecords, Period.Open, null), divisions[body.Division]));
            known.Bodies.Add(body, organization);
        }
        if (!known.Posts.TryGetValue(row.Seat, out var post))
        {
            post = new PostId(bulk.Create(Tables.Post, new PostCreated(organization, row.Seat.Position, row.Seat.Title, null, 1, Period.BeforeRecords, Period.Open, null), divisions[body.Division]));
            known.Posts.Add(row.Seat, post);
        }
        var (person, term) = (row.Term.Official, row.Term);
        if (!officials.TryGetValue(person.StaffNumber, out var official))
        {
            official = new OfficialId(bulk.Create(Tables.Official, new OfficialRegistered(person.StaffNumber, person.Name, person.Phone, null)));
            officials.Add(person.StaffNumber, official);
            officialsSoFar++;
        }
        bulk.Create(Tables.Appointment, new OfficialAppointed(official, post, term.Kind, term.From, term.Until ?? Period.Open, term.Document, term.DocumentDate, term.DispatchedBy), divisions[body.Division]);
    }

    private async Task Record(Session session, Row row)
    {
        switch (row)
        {
            case AttributeRow attribute:
                await session.Record(Stated(attribute));
                break;
            case PortfolioRow portfolio:
                await session.Record(new PortfolioAssigned(
                    portfolio.Seat is { } bearer ? above.Posts[bearer] : null, portfolio.Seat is null ? above.Bodies[portfolio.Body] : null, portfolio.Programme,
                    portfolio.Department is { } department ? above.Bodies[new Body(portfolio.Body.Division, OrganizationKind.Department, department)] : null,
                    portfolio.From, portfolio.Until ?? Period.Open, portfolio.Document));
                break;
            case ContactRow contact:
                await session.Record(Linked(contact));
                break;
        }
    }

    private AttributeStated Stated(AttributeRow attribute) =>
        new(divisions[attribute.Division], attribute.Tag ?? attribute.Number!, attribute.Value, attribute.From, attribute.Until ?? Period.Open, attribute.Document);

    private ContactLinked Linked(ContactRow contact) => new(
        contact.Seat is { } linked ? above.Posts[linked] : null, contact.Seat is null ? above.Bodies[contact.Body] : null, divisions[contact.Division], contact.From, contact.Until ?? Period.Open, contact.Document);

    private sealed record Known(Dictionary<Body, OrganizationId> Bodies, Dictionary<Seat, PostId> Posts);
}
