using System.Text;

namespace Responsibility.Api.Ledger;

/// <summary>A fact as the ledger holds it, without what it says about persons.</summary>
/// <param name="Position">Where it stands, from 1; its leaf has the index before.</param>
/// <param name="RecordedAt">When the register took it in.</param>
/// <param name="Kind">Kind of the fact and the version of its form.</param>
/// <param name="Actor">Who recorded it, as a pseudonym.</param>
/// <param name="Payload">The public payload: JSON as text, since the leaf holds the hash of just these characters in UTF-8.</param>
/// <param name="Leaf">The leaf, in base64: six lines that bind all of the above and the personal data.</param>
/// <param name="LeafHash">Hash of the leaf, in base64: <c>SHA-256(00 ‖ leaf)</c>.</param>
/// <example>
/// {
///   "position": 3, "recordedAt": "2017-07-09T01:02:05.000000Z", "kind": "officialAppointed/1", "actor": "key:1",
///   "payload": "{\"nonce\":\"AgICAgICAgICAgICAgICAg==\",\"official\":2}",
///   "leaf": "cmNsL3YxCm9mZmljaWFsQXBwb2ludGVkLzEKMjAxNy0wNy0wOVQwMTowMjowNS4wMDAwMDBaCmtleToxCnVBVWROWEtwTkxmWTlVNkVPZjVOQW9FTmtjODQ2cTM5enAvVzF5VDVMRjA9Ci0K",
///   "leafHash": "8vYwBehmxu/iKzbaw+z46O7cCDTVGXw8XlSRGrQgIac="
/// }
/// </example>
public sealed record Entry(long Position, string RecordedAt, string Kind, string Actor, string Payload, string Leaf, string LeafHash)
{
    internal const string Select = "SELECT position, recorded_at, kind, actor, payload, leaf, leaf_hash FROM ledger";

    internal static Entry Of(LedgerRow row) => new(
        row.Position, row.RecordedAt, row.Kind, row.Actor, Encoding.UTF8.GetString(row.Payload), Convert.ToBase64String(row.Leaf), Convert.ToBase64String(row.LeafHash));
}
