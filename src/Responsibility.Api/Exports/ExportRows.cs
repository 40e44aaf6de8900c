using System.Globalization;
using System.Net.Mime;
using Responsibility.Api.Access;
using Responsibility.Api.Imports;
using Responsibility.Api.Officials;

namespace Responsibility.Api.Exports;

/// <summary>A file that can be imported: its columns are those of the template, and loaded again it changes nothing.</summary>
/// <remarks>
/// A row is a version, known by its first day; without <c>asOf</c> the file has all of them. Loaded into a register that has the same rows it leaves every row unchanged. Into an empty one go, in this order, divisions,
/// attributes, organizations, posts, officials, appointments or roster, portfolios, contacts, tasks and progress. Changes of divisions are no rows: into an empty register goes the state of a day, and after it the changes.
/// Telephones are left blank, which states nothing, unless an auditor or administrator gives a reason.
/// </remarks>
/// <param name="Type">What the rows are.</param>
/// <param name="Within">Code of a division: only what is in it or below; of portfolios and contacts, only those of bearers there.</param>
/// <param name="AsOf">Only what holds on that day; where absent, all versions.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record ExportRows(ImportType Type, string? Within = null, DateOnly? AsOf = null, string? KnownAt = null)
{
    /// <summary>Whether the rows tell of telephones.</summary>
    public bool TellsPhones => Type is ImportType.Officials or ImportType.Roster;
}

/// <summary>Answers with the file, row by row as the database finds them: it is never held as a whole, and one that breaks off is never taken for a whole one.</summary>
internal sealed class ExportResult(Database database, Caller caller, TimeProvider clock, ExportRows ask, ImportFormat format, string? reason, IReadOnlyList<ImportColumn> columns) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            var written = await database.Ask<Moment>(new At(ask.AsOf, ask.KnownAt), (session, moment) => Write(session, moment, httpContext), httpContext.RequestAborted);
            if (written.Refusal is { } refusal) await refusal.ToProblem().ExecuteAsync(httpContext);
        }
        catch when (httpContext.Response.HasStarted)
        {
            httpContext.Abort();
            throw;
        }
    }

    private async Task<Result<Moment>> Write(Session session, Moment moment, HttpContext http)
    {
        var (root, outside) = await DivisionCodes.Root(session, ask.Within, moment);
        if (outside is not null) return outside;
        if (reason is not null) await AccessLog.Record(database, clock, caller, new(Operation, AccessedNoun.Official, null, reason), http.RequestAborted);
        Announce(http.Response, moment, root?.Code);
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["@AsOf"] = moment.AsOf, ["@KnownAt"] = moment.KnownAt };
        if (root is not null) parameters["@Within"] = root.Id.Value;
        // What was written of a file that breaks off is not written to its end: its writer is left as it is.
        ExportWriter file = format is ImportFormat.Csv ? new CsvExport(http.Response.Body, columns) : new NdjsonExport(http.Response.Body, columns);
        await file.Begin();
        foreach (var sql in ExportSql.Of(ask.Type, new ExportScope(ask.AsOf is not null, root is not null, reason is not null)))
            await foreach (var row in session.Stream<dynamic>(sql, parameters)) await file.Write((IDictionary<string, object?>)row);
        await file.DisposeAsync();
        return moment;
    }

    private string Operation => format is ImportFormat.Csv ? "exportCsv" : "exportNdjson";

    private void Announce(HttpResponse response, Moment moment, string? within)
    {
        Answered.Cache(response, moment);
        // Notes on progress can be erased, and a telephone is nobody else's business.
        if (reason is not null || ask.Type is ImportType.Progress) response.Headers.CacheControl = "no-store";
        response.Headers["As-Of"] = moment.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        response.Headers["Known-At"] = moment.KnownAtText;
        var name = string.Join('-', new[] { Parameters.Word(ask.Type), within, ask.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }.Where(part => part is not null));
        response.ContentType = format is ImportFormat.Csv ? StartImportEndpoint.Csv + "; charset=utf-8" : StartImportEndpoint.Ndjson;
        response.Headers.ContentDisposition = new ContentDisposition { FileName = $"{name}.{(format is ImportFormat.Csv ? "csv" : "ndjson")}" }.ToString();
    }
}

internal static class ExportRowsEndpoint
{
    private const int ReasonLength = 200;

    private const string Line = """
        {"staffNumber":"HN0000574","name":"陶刚明","division":"410225000000","organization":"中共兰考县委员会","organizationKind":"partyCommittee","position":"partySecretary","title":"县委书记","kind":"substantive","validFrom":"2017-01-15","document":"开组干〔2016〕127号","documentDate":"2016-12-31"}

        """;

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/exports/{type}.csv", (Question<ExportRows> ask, HttpContext http, IServiceProvider services) => Export(ask.Value, ImportFormat.Csv, http, services))
            .Describes("ExportCsv", "Exports", "Rows of a type as a CSV file that can be imported, UTF-8 with BOM", new AnswersMetadata(StatusCodes.Status200OK, null, Media: StartImportEndpoint.Csv))
            .Exports().UnmasksForReason()
            .HeedsScope().Refuses(Refusals.Invalid, Refusals.NotFound, Refusals.DivisionUnknown, Refusals.KnownAtInFuture);
        v1.MapGet("/exports/{type}.ndjson", (Question<ExportRows> ask, HttpContext http, IServiceProvider services) => Export(ask.Value, ImportFormat.Ndjson, http, services))
            .Describes("ExportNdjson", "Exports", "Rows of a type as one JSON object a line, that can be imported; members of which nothing is said are left out", new AnswersMetadata(StatusCodes.Status200OK, null, Media: StartImportEndpoint.Ndjson, Example: Line))
            .Exports().UnmasksForReason()
            .HeedsScope().Refuses(Refusals.Invalid, Refusals.NotFound, Refusals.DivisionUnknown, Refusals.KnownAtInFuture);
    }

    private static IResult Export(ExportRows ask, ImportFormat format, HttpContext http, IServiceProvider services)
    {
        string? reason = null;
        if (ask.TellsPhones && http.Request.Headers.TryGetValue(ShowOfficialEndpoint.ReasonHeader, out var given))
        {
            if (!Policies.Of(http.Features.Get<Recognised>()!.Roles).Contains(Policies.Unmask, StringComparer.Ordinal)) return Refusals.Forbidden.ToProblem();
            // A header of a browser holds no Chinese characters, so these may be written with per cent signs.
            reason = Uri.UnescapeDataString(given.ToString());
            if (string.IsNullOrWhiteSpace(reason) || reason.Length > ReasonLength) return Refusals.Invalid.At(ShowOfficialEndpoint.ReasonHeader).ToProblem();
        }
        return new ExportResult(
            services.GetRequiredService<Database>(), services.GetRequiredService<Caller>(), services.GetRequiredService<TimeProvider>(), ask, format, reason,
            ImportTypes.Rows(services, new ImportParams(ask.Type), "").Columns);
    }
}
