using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>A chain for spreadsheets: one line for each holder, for each link without one, and for each gap.</summary>
internal sealed record ChainCsv(
    string What, string DivisionCode, string DivisionName, Level Level, ResponsibilityKind Kind, Grade Grade, string Programmes, string Clause,
    string? Organization, string? Position, string? Title, string? StaffNumber, string? Name, AppointmentKind? AppointmentKind, DateOnly? ValidFrom, DateOnly? ValidUntil, string? Document,
    VacancyStatus? Vacancy, GapReason? Gap, DateOnly? Since)
{
    public static bool Wanted(HttpRequest request) => Csv.IsWanted(request);

    public static IEnumerable<ChainCsv> Rows(AccountabilityChain chain) => Rows(chain.Links).Concat(chain.Gaps.Select(Row));

    public static IEnumerable<ChainCsv> Rows(IEnumerable<ChainLink> links) => links.SelectMany(Rows);

    private static IEnumerable<ChainCsv> Rows(ChainLink link) => link.Holders.Count is 0
        ? [Row(link, null)]
        : link.Holders.Select(holder => Row(link, holder));

    private static ChainCsv Row(ChainLink link, Holder? holder) => new(
        "link", link.Division.Code, link.Division.Name, link.Division.Level, link.Kind, link.Grade, string.Join(' ', link.Scope.Programmes ?? []), link.Basis.Clause,
        link.Organization.Name, link.Post?.Position, link.Post?.Title, holder?.Official.StaffNumber, holder?.Official.Name, holder?.Appointment.Kind,
        holder?.Appointment.ValidFrom, holder?.Appointment.ValidUntil, holder?.Appointment.Document, link.Vacancy?.Status, null, link.Vacancy?.Since);

    private static ChainCsv Row(ChainGap gap) => new(
        "gap", gap.Division.Code, gap.Division.Name, gap.Division.Level, gap.Kind, gap.Grade, "", gap.Clause,
        gap.Organization?.Name ?? (gap.OrganizationKind is { } kind ? Parameters.Word(kind) : null), gap.Position, gap.Post?.Title, null, null, null, null, null, null,
        null, gap.Reason, gap.Since);
}
