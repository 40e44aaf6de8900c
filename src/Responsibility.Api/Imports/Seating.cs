using Responsibility.Api.Appointments;

namespace Responsibility.Api.Imports;

/// <summary>Puts a term on a free seat of a known post, or on that of whoever was there before.</summary>
internal static class Seating
{
    /// <summary>Why the term ended of whoever was there before.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>The same, asking for the post and its terms.</summary>
    public static async Task<Result<Seated>> Decide(Session session, AppointOfficial statement, IReadOnlyList<SanctionId> bars, OnOccupied onOccupied) => Decide(
        statement, await AppointmentNoun.Posts(session, statement.Post), await AppointmentNoun.Terms(session, statement.Post, null, Stated.Period(statement.ValidFrom, statement.ValidUntil)), bars, onOccupied);

    /// <param name="posts">The versions of the post.</param>
    /// <param name="terms">The terms on it that share a day with this one.</param>
    /// <param name="bars">The sanctions that bar the official from being appointed on the first day.</param>
    public static Result<Seated> Decide(AppointOfficial statement, IReadOnlyList<AppointmentNoun.PostVersion> posts, IReadOnlyList<AppointmentNoun.Term> terms, IReadOnlyList<SanctionId> bars, OnOccupied onOccupied)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        var refusal = AppointmentNoun.Refusal(statement, period, officials: 1, posts, terms);
        Ended<AppointmentNoun>? ended = null;
        if (refusal?.Code == Refusals.PostOccupied.Code && onOccupied is OnOccupied.Succeed
            && terms.Where(t => t.Kind.FillsSeat && t.ValidFrom < period.From).MinBy(t => (t.ValidFrom, t.Id.Value)) is { } predecessor)
        {
            refusal = AppointmentNoun.Refusal(statement, period, officials: 1, posts, [.. terms.Where(t => t != predecessor)]);
            ended = new(predecessor.Id.Value, period.From, statement.Document, Succeeded);
        }
        if (refusal is not null) return InColumns(refusal);
        var decided = AppointmentNoun.Decided(statement, bars);
        return decided.Refusal is { } barred ? barred.At("confirmation") : new Seated(decided.Required(), ended);
    }

    /// <summary>Rows name official and post otherwise than by their ids.</summary>
    private static Refusal InColumns(Refusal refusal) => refusal with
    {
        Faults = [.. refusal.Faults.Select(f => f.Pointer switch
        {
            "/post" => f with { Pointer = "/title", Value = null },
            "/official" => f with { Pointer = "/staffNumber", Value = null },
            _ => f,
        })],
    };

    /// <param name="Term">The new term.</param>
    /// <param name="Ended">The end of the term that it follows, where that has to end for it.</param>
    internal sealed record Seated(OfficialAppointed Term, Ended<AppointmentNoun>? Ended);
}
