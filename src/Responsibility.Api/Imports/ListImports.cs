using System.Globalization;

namespace Responsibility.Api.Imports;

/// <summary>Jobs, the newest first.</summary>
/// <param name="Type">Only these types of file.</param>
/// <param name="State">Only jobs that have come so far.</param>
internal sealed record ListImports(ImportType[]? Type = null, ImportState[]? State = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<ImportJob>>>, IListing
{
    // Jobs are no part of what the register knows: they are listed as they stand.
    DateOnly? IListing.AsOf => null;

    string? IListing.KnownAt => null;
}

internal sealed class ListImportsValidator : AbstractValidator<ListImports>
{
    public ListImportsValidator() => Include(new ListingValidator<ListImports>());
}

internal sealed class ListImportsHandler(Database database, TimeProvider clock) : IRequestHandler<ListImports, Result<Page<ImportJob>>>
{
    public Task<Result<Page<ImportJob>>> Handle(ListImports request, CancellationToken ct) =>
        Listing.Ask(database, request, (session, moment) =>
        {
            var listing = new Listing(session, $"SELECT * FROM ({JobRow.Select.Replace("SELECT id,", "SELECT -id AS place, type, id,", StringComparison.Ordinal)} WHERE state <> '{ImportJobs.Receiving}') AS job WHERE 1 = 1", "place")
                .Where("@AsOf = @AsOf AND @KnownAt = @KnownAt")
                .In("type", "Type", request.Type)
                .In("state", "State", request.State);
            if (session.Caller.Scope is not null) listing.Where("actor = @Actor", "Actor", session.Caller.Actor);
            return listing.Page<ListImports, JobRow, ImportJob>(request, moment, row => (-row.Id).ToString(CultureInfo.InvariantCulture), row => row.Show(clock.GetUtcNow()));
        }, ct);
}

internal static class ListImportsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/imports", async (Question<ListImports> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<ImportJob>>(nameof(ListImports), "Imports", "Jobs, the newest first", StatusCodes.Status200OK).Writes()
        .HeedsScope().Refuses(Refusals.CursorInvalid);
}
