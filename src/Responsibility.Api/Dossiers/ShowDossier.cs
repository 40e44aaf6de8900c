using Responsibility.Api.Appointments;
using Responsibility.Api.Officials;

namespace Responsibility.Api.Dossiers;

/// <summary>All that the register holds of an official over the years.</summary>
/// <param name="Id">Ledger position of the fact that registered the official.</param>
/// <param name="AsOf">The day up to which it is told; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <remarks>With <c>Accept: text/html</c> it is a page to be printed. Each reading is written down in the access log.</remarks>
internal sealed record ShowDossier(long Id, DateOnly? AsOf = null, string? KnownAt = null) : IRequest<Result<Seen<Dossier>>>;

internal sealed class ShowDossierHandler(Database database) : IRequestHandler<ShowDossier, Result<Seen<Dossier>>>
{
    public Task<Result<Seen<Dossier>>> Handle(ShowDossier request, CancellationToken ct) =>
        database.Ask<Seen<Dossier>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            if (await OfficialNoun.Show(session, request.Id, moment) is not { } official) return Refusals.OfficialUnknown with { Status = StatusCodes.Status404NotFound };
            var of = new DossierSections(session, moment, new OfficialId(request.Id));
            var terms = await of.Terms();
            var dossier = new Dossier(
                new OfficialRef(official.Value.Id, official.Value.StaffNumber, official.Value.Name), of.Show(terms), await DossierResponsibilities.Of(session, moment, request.Id, terms.Rows), await of.Tasks(), await of.Problems(),
                await of.Notices(), await of.DutyRecords(), await of.DutyCompliance(terms.Rows), await of.Handovers(), await of.Sanctions(), await of.Appraisals(), await of.Confirmations(), moment.AsOf, moment.KnownAtText);
            return new Seen<Dossier>(dossier, official.Version, moment);
        }, ct);
}

internal static class ShowDossierEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/officials/{id}/dossier", async (Question<ShowDossier> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(seen => Html.IsWanted(http) ? new HtmlResult(DossierPage.Of(seen.Value), DossierPage.Policy, seen.Moment) : new JsonResult<Dossier>(seen.Value, seen.Moment.AsOf, stable: false)))
        .Describes(nameof(ShowDossier), "Officials", "An official over the years: posts, responsibilities, tasks, problems, notices, duties, handovers, sanctions; for printing too",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Dossier), Html: true))
        .Audits().Confides(Access.AccessedNoun.Official).IsNotStored()
        .HeedsScope().Refuses(Refusals.OfficialUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
