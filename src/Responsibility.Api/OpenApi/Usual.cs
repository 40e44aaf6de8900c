namespace Responsibility.Api.OpenApi;

/// <summary>What members and parameters of these names mean wherever a type's own doc does not say otherwise.</summary>
/// <param name="Id">Ledger position of the fact that created it.</param>
/// <param name="Code">Code of the division: 12 digits, or an area's own.</param>
/// <param name="Name">Its name on that day.</param>
/// <param name="Level">Its level.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Division">The division that it belongs to.</param>
/// <param name="Parent">The one right above it.</param>
/// <param name="Organization">The organization.</param>
/// <param name="Post">The post.</param>
/// <param name="Position">Position (职务类别) that a rule set declares.</param>
/// <param name="Title">Its title (职务名称).</param>
/// <param name="Rank">Its rank (职级), if it has one.</param>
/// <param name="Official">The official.</param>
/// <param name="Appointment">The appointment.</param>
/// <param name="StaffNumber">Staff number (工号).</param>
/// <param name="Programme">A programme (专项) that a rule set declares.</param>
/// <param name="Department">The department.</param>
/// <param name="Tag">A tag (标签) that a rule set declares.</param>
/// <param name="Number">A number (指标) that a rule set declares.</param>
/// <param name="Value">The number's value.</param>
/// <param name="Clause">Clause of the rule set.</param>
/// <param name="Grade">Grade of the responsibility.</param>
/// <param name="Version">Its version.</param>
/// <param name="ValidFrom">First day on which it is so; null where it was so since before records.</param>
/// <param name="ValidUntil">First day on which it is no longer so; null while open.</param>
/// <param name="EffectiveOn">First day on which it is so.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="DocumentDate">Date of the document.</param>
/// <param name="DispatchedBy">The unit that sent the official (派出单位).</param>
/// <param name="Items">All of them, in a stable order.</param>
/// <param name="AsOf">The day on which it was so; in a question, today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or, in a question, an RFC 3339 instant too; now where absent.</param>
/// <param name="Within">Code of a division: only what is in it or below.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record Usual(
    object Id, object Code, object Name, object Level, object Kind, object Division, object Parent, object Organization, object Post, object Position, object Title, object Rank,
    object Official, object Appointment, object StaffNumber, object Programme, object Department, object Tag, object Number, object Value, object Clause, object Grade, object Version,
    object ValidFrom, object ValidUntil, object EffectiveOn, object Document, object DocumentDate, object DispatchedBy, object Items, object AsOf, object KnownAt,
    object Within, object Limit, object Cursor, object Count);
