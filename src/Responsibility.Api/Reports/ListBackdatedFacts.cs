using System.Globalization;
using Responsibility.Api.Imports;
using Responsibility.Ledger;

namespace Responsibility.Api.Reports;

/// <summary>What was recorded of appointments, posts, portfolios, contacts and attributes long after the day from which it is said to be so: that they began, ended, or were otherwise; the last recorded first.</summary>
/// <param name="Days">Only what was recorded more than so many days after that day.</param>
/// <param name="What">Only what these facts say; all where absent.</param>
/// <param name="InitialLoad"><c>true</c>: only what came with a first load of the register; <c>false</c>: only what did not.</param>
/// <param name="Within">Code of a division: only what belonged to it or a division below, as these stand on that day.</param>
/// <param name="From">Only what was recorded on this day or later, in the time zone of the register.</param>
/// <param name="Until">Only what was recorded before this day.</param>
/// <param name="AsOf">The day by which <c>within</c> is told; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all. A page may be shorter, or empty, and yet not the last: 50,000 facts are looked through for it at most.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>; for that all facts are looked through.</param>
internal sealed record ListBackdatedFacts(
    int Days = 30, Recording[]? What = null, bool? InitialLoad = null, string? Within = null, DateOnly? From = null, DateOnly? Until = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50,
    string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<BackdatedFact>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }

    internal bool Wants(Recording what) => What is null or [] || What.Contains(what);
}

/// <summary>
/// Something that was recorded long after the day from which it is said to be so: that a thing began, that it ended, or a correction of days that were over. It is told of as it was recorded, whatever was corrected or retracted
/// since; what is said to have begun before records is left out. Of what ended with something else, that alone is told.
/// </summary>
/// <param name="Noun">What it is: <c>appointment</c>, <c>post</c>, <c>portfolio</c>, <c>contact</c> or <c>attribute</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="What">Whether it is that the thing began, ended, or was otherwise.</param>
/// <param name="Division">The division to which it belonged on <c>validFrom</c>: of a post that of its body, of an appointment that of its post, of a portfolio that of its bearer, of a contact the linked one.</param>
/// <param name="ValidFrom">The first day of what began; otherwise that of the version that ended or was corrected, null where that is before records.</param>
/// <param name="Day">The day from which it is said to be so: its first, the first on which it was no more, or the first of which a correction says something else than before; null where that is before records.</param>
/// <param name="RecordedAt">When it was recorded, UTC.</param>
/// <param name="Position">Position of the fact in the ledger.</param>
/// <param name="DaysLate">How many days after that day it was recorded, in the time zone of the register; null where that is before records.</param>
/// <param name="Actor">Who recorded it, as a pseudonym.</param>
/// <param name="InitialLoad">Whether it came with a first load: by the register's own loader, or by whoever had a file loaded that was said to be an initial load, between its first fact and its last.</param>
/// <param name="AfterProblem">Id of the first problem that was then known in the division and was found on that day or later; null where there was none.</param>
/// <example>
/// {
///   "noun": "appointment", "id": 1410, "what": "created", "division": {"code": "410225101201", "name": "范场村", "level": "village"}, "validFrom": "2017-03-01", "day": "2017-03-01", "recordedAt": "2017-06-20T02:15:30.123456Z",
///   "position": 1410, "daysLate": 111, "actor": "key:2", "initialLoad": false, "afterProblem": 1402
/// }
/// </example>
public sealed record BackdatedFact(
    string Noun, long Id, Recording What, DivisionRef Division, DateOnly? ValidFrom, DateOnly? Day, string RecordedAt, long Position, int? DaysLate, string Actor, bool InitialLoad, ProblemId? AfterProblem);

internal sealed class ListBackdatedFactsHandler(Database database, Settings settings) : IRequestHandler<ListBackdatedFacts, Result<Page<BackdatedFact>>>
{
    /// <summary>So many positions are looked at together.</summary>
    private const int Together = 2_000;

    /// <summary>So many are looked at for one page, so that a page of a village costs no more than one of the nation.</summary>
    private const int MostWalked = 50_000;

    public Task<Result<Page<BackdatedFact>>> Handle(ListBackdatedFacts request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<BackdatedFact>>> (session, moment) =>
        {
            var (root, outside) = await DivisionCodes.Root(session, request.Within, moment);
            if (outside is not null) return outside;
            var (low, high) = (await Before(session, request.From, moment, 0), await Before(session, request.Until, moment, moment.KnownAt));
            var after = high + 1;
            if (request.Cursor is { } text
                && !long.TryParse(Cursor.Parse(text, Cursor.Of(request)).Required().After, NumberStyles.None, CultureInfo.InvariantCulture, out after)) return Refusals.CursorInvalid.At("cursor", text);
            var loads = await Load.All(session);
            var (limit, whole, total) = (request.Whole ? int.MaxValue - 1 : request.Limit, request.Whole || request.Count is not null, 0L);
            var items = new List<BackdatedFact>();
            var at = whole ? high : Math.Min(high, after - 1);
            var stop = whole ? low : Math.Max(low, at - MostWalked);
            while (at > stop && (whole || items.Count <= limit))
            {
                var from = Math.Max(stop, at - Together);
                foreach (var fact in await Late(session, moment, request, root?.Id, loads, from, at))
                {
                    total++;
                    if (fact.Position < after && items.Count <= limit) items.Add(fact);
                }
                at = from;
            }
            long? last = items.Count > limit ? items[limit - 1].Position : at > low ? at + 1 : null;
            var next = last is { } position ? new Cursor(moment.AsOf, moment.KnownAt, position.ToString(CultureInfo.InvariantCulture), Cursor.Of(request)).ToString() : null;
            return new Page<BackdatedFact>([.. items.Take(limit)], next, moment.AsOf, moment.KnownAtText, request.Count is null ? null : total) { Stable = moment.Stable };
        }, ct);

    /// <summary>The last position that was recorded before that day.</summary>
    private async Task<long> Before(Session session, DateOnly? day, Moment moment, long otherwise)
    {
        if (day is not { } first) return otherwise;
        var midnight = first.ToDateTime(TimeOnly.MinValue);
        // No time zone takes the first and the last year of the calendar beyond it.
        var instant = first.Year is > 1 and < 9999 ? new DateTimeOffset(midnight, settings.Zone.GetUtcOffset(midnight)) : new DateTimeOffset(midnight, TimeSpan.Zero);
        var position = await session.Find<long?>(
            "SELECT position FROM ledger WHERE recorded_at < @instant ORDER BY recorded_at DESC, position DESC LIMIT 1", new { instant = Leaf.Time(instant) });
        return Math.Min(position ?? 0, moment.KnownAt);
    }

    /// <summary>What is late among the facts behind one position up to another, the last first.</summary>
    private async Task<IReadOnlyList<BackdatedFact>> Late(Session session, Moment moment, ListBackdatedFacts request, DivisionId? root, Load[] loads, long low, long high)
    {
        var created = request.Wants(Recording.Created) ? await BackdatedRecordings.Created(session, low, high) : [];
        var revised = request.Wants(Recording.Ended) || request.Wants(Recording.Corrected) ? await BackdatedRecordings.Revised(session, low, high) : [];
        var late = created.Where(recording => recording.ValidFrom != Period.BeforeRecords).Concat(revised.Where(recording => request.Wants(recording.What)))
            .Where(recording => Days(recording) > request.Days && (request.InitialLoad is not { } initial || initial == IsInitial(recording)))
            .ToList();
        if (late.Count is 0) return [];
        var places = await BackdatedRecordings.Places(session, moment, root, late);
        var problems = await BackdatedRecordings.Problems(session, places, late);
        return [.. from recording in late where places.ContainsKey(recording.Position) orderby recording.Position descending select Show(recording, places[recording.Position])];

        bool IsInitial(BackdatedRecording recording) => recording.Actor == Caller.System.Actor || Array.Exists(loads, load => load.Has(recording));

        BackdatedFact Show(BackdatedRecording recording, BackdatedPlace place) => new(
            recording.Noun, recording.Id, recording.What, new DivisionRef(place.Code, place.Name, place.Level), Stated.From(recording.ValidFrom), Stated.From(recording.Day), recording.RecordedAt,
            recording.Position, recording.Day == Period.BeforeRecords ? null : Days(recording), recording.Actor, IsInitial(recording),
            problems.TryGetValue(recording.Position, out var problem) ? problem : null);
    }

    private int Days(BackdatedRecording recording)
    {
        var recordedAt = DateTimeOffset.Parse(recording.RecordedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(recordedAt, settings.Zone).DateTime).DayNumber - recording.Day.DayNumber;
    }

    /// <summary>A file that was said to be an initial load.</summary>
    private sealed record Load(string Actor, LedgerRange Range)
    {
        public static async Task<Load[]> All(Session session) =>
        [
            .. from job in await session.List<(string Actor, string Report)>("SELECT actor, report FROM import_job WHERE params LIKE '%\"initialLoad\":true%'")
               let range = ImportReport.Read(job.Report).Ledger
               where range is not null
               select new Load(job.Actor, range),
        ];

        public bool Has(BackdatedRecording recording) => recording.Actor == Actor && recording.Position >= Range.First && recording.Position <= Range.Last;
    }
}

internal sealed class ListBackdatedFactsValidator : AbstractValidator<ListBackdatedFacts>
{
    public ListBackdatedFactsValidator()
    {
        Include(new ListingValidator<ListBackdatedFacts>());
        RuleFor(l => l.Days).GreaterThanOrEqualTo(1);
        this.PeriodOfDays(l => l.Until, l => l.From);
    }
}

/// <summary>A backdated fact for spreadsheets.</summary>
internal sealed record BackdatedFactCsv(
    string Noun, long Id, Recording What, string DivisionCode, string DivisionName, Level Level, DateOnly? ValidFrom, DateOnly? Day, string RecordedAt, long Position, int? DaysLate, string Actor, bool InitialLoad,
    long? AfterProblem)
{
    public static BackdatedFactCsv Of(BackdatedFact item) => new(
        item.Noun, item.Id, item.What, item.Division.Code, item.Division.Name, item.Division.Level, item.ValidFrom, item.Day, item.RecordedAt, item.Position, item.DaysLate, item.Actor, item.InitialLoad,
        item.AfterProblem?.Value);
}

internal static class ListBackdatedFactsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/reports/backdating", async (Question<ListBackdatedFacts> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(BackdatedFactCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListBackdatedFacts), "Reports", "What was recorded long after it is said to be so: beginnings, ends and corrections, and whether a problem was known by then",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<BackdatedFact>), Csv: true))
        .Audits().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
