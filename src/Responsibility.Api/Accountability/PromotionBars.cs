using System.Text.Json;

namespace Responsibility.Api.Accountability;

/// <summary>Which sanctions bar their official from being appointed without a confirmation (影响期), as it is known now.</summary>
/// <remarks>
/// One that is decided, whatever became of it since, unless it was revoked by that day, in a form that bars by the catalogue: from the day of the decision for so many calendar months,
/// or up to the day that the decision names. An appeal that changed the sanction begins the months anew, one that upheld it does not.
/// </remarks>
internal static class PromotionBars
{
    /// <summary>Those of an official on a day.</summary>
    public static async Task<IReadOnlyList<SanctionId>> On(Session session, OfficialId official, DateOnly day) =>
        On(await session.List<Sanctioned>(OfOfficialSql, new { official }), day);

    /// <summary>All that officials of these staff numbers are under, whenever: one question for all of them.</summary>
    public static async Task<ILookup<OfficialId, Sanctioned>> Of(Session session, IEnumerable<string> staffNumbers) =>
        (await session.List<Sanctioned>(OfManySql(session), new { numbers = JsonSerializer.Serialize(staffNumbers.Distinct(StringComparer.Ordinal)) })).ToLookup(sanction => sanction.OfficialId);

    /// <summary>Those among these versions of sanctions that bar on a day.</summary>
    public static IReadOnlyList<SanctionId> On(IEnumerable<Sanctioned> versions, DateOnly day) => [.. versions.Where(version => version.Bars(day)).Select(version => version.Id).Distinct().OrderBy(id => id.Value)];

    /// <summary>A version of a sanction that was decided.</summary>
    internal sealed record Sanctioned
    {
        public SanctionId Id { get; init; }
        public OfficialId OfficialId { get; init; }
        public SanctionState State { get; init; }
        public required string Form { get; init; }
        public DateOnly? DecidedOn { get; init; }
        public DateOnly? FirstDecidedOn { get; init; }
        public DateOnly? EffectiveUntil { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }

        public bool Bars(DateOnly day) =>
            new Period(ValidFrom, ValidUntil).Contains(day) && Sanctions.Form(Form) is { BarsPromotion: true } form && day < Until(form);

        /// <summary>The first day on which it bars no more.</summary>
        private DateOnly Until(SanctionForm form) =>
            EffectiveUntil ?? (form.BarsPromotionMonths is { } months ? ((State is SanctionState.Changed ? DecidedOn : FirstDecidedOn) ?? ValidFrom).AddMonths(months) : Period.Open);
    }

    private static readonly string Columns =
        $"""
        s.id, s.official_id, s.state, s.form, s.decided_on, s.effective_until, s.valid_from, s.valid_until,
               (SELECT min(b.decided_on) FROM sanction b WHERE b.id = s.id AND {Known.Now("b")}) AS first_decided_on
        """;

    private const string Stands = "s.state NOT IN ('proposed', 'revoked')";

    private static readonly string OfOfficialSql = $"SELECT {Columns} FROM sanction s WHERE s.official_id = @official AND {Known.Now("s")} AND {Stands}";

    private static string OfManySql(Session session) =>
        $"""
        SELECT DISTINCT {Columns}
          FROM official f
         CROSS JOIN sanction s
         WHERE f.staff_number IN ({session.Texts("@numbers")}) AND {Known.Now("f")} AND s.official_id = f.id AND {Known.Now("s")} AND {Stands}
        """;
}
