using Responsibility.Api.Appointments;

namespace Responsibility.Api.Imports;

/// <summary>What a row says of a term, whoever it is of and on whichever post.</summary>
internal sealed record TermCells(
    AppointmentKind? Kind, DateOnly? ValidFrom, DateOnly? ValidUntil, string? Document, DateOnly? DocumentDate, string? DispatchedBy, string? Confirmation, TermCells.Said Says)
{
    /// <param name="day">Reads the first day.</param>
    public static TermCells Of(Cells cells, Func<string, DateOnly?> day) => new(
        cells.Word<AppointmentKind>("kind"), day("validFrom"), cells.Day("validUntil"), cells.Text("document"), cells.Day("documentDate"), cells.Text("dispatchedBy"), cells.Text("confirmation"),
        new Said(cells.Says("validUntil"), cells.Says("document"), cells.Says("documentDate"), cells.Says("dispatchedBy")));

    /// <summary>First day of the term.</summary>
    public DateOnly Day => ValidFrom ?? Period.BeforeRecords;

    public AppointOfficial AsAppointment(OfficialId official, PostId post) => new(
        official, post, Day, Kind ?? AppointmentKind.Substantive, ValidUntil, Document, DocumentDate, DispatchedBy, Confirmation);

    /// <summary>The known term as the row says it should be: what it does not speak of stays.</summary>
    /// <param name="endReason">Why the known term ended. One that was ended for a successor is not prolonged by the line that once stated its end otherwise.</param>
    public AppointOfficial Over(AppointOfficial known, string? endReason, OnOccupied onOccupied) => known with
    {
        Kind = Kind ?? known.Kind,
        ValidUntil = Says.ValidUntil && !(onOccupied is OnOccupied.Succeed && endReason is Seating.Succeeded) ? ValidUntil : known.ValidUntil,
        Document = Says.Document ? Document : known.Document,
        DocumentDate = Says.DocumentDate ? DocumentDate : known.DocumentDate,
        DispatchedBy = Says.DispatchedBy ? DispatchedBy : known.DispatchedBy,
        // The line that once confirmed the appointment confirms nothing when it is loaded again.
        Confirmation = Kind is { } kind && kind != known.Kind ? Confirmation : null,
    };

    /// <summary>In which columns that may be cleared the row says something, be it only <c>-</c>.</summary>
    internal readonly record struct Said(bool ValidUntil, bool Document, bool DocumentDate, bool DispatchedBy);
}
