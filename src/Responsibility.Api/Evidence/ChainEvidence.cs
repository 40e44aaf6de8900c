using Responsibility.Api.Chain;

namespace Responsibility.Api.Evidence;

/// <summary>An answer with all that proves it: whoever has this file and the key of the ledger can check it without asking anybody.</summary>
/// <param name="Format">Always <c>responsibility-evidence/v1</c>.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">The chain, with rule set, clauses and gaps.</param>
/// <param name="Facts">Every fact that the answer rests on, the recording of the rule set among them, in the order of the ledger; and those, later ones too, by which personal data of these facts were erased.</param>
/// <param name="Checkpoint">The signed checkpoint that the proofs lead to.</param>
/// <example>{"format": "responsibility-evidence/v1", "question": "{EvidenceQuestion}", "answer": "{AccountabilityChain}", "facts": ["{EvidenceFact}"], "checkpoint": "henan.example/responsibility/1\n3\npA9jArXJ0uNjVRieDpX804+WqkdnDdsPCpeNCduGsBA=\n\n— henan.example/responsibility/1 8VwrSg…\n"}</example>
public sealed record ChainEvidence(string Format, EvidenceQuestion Question, AccountabilityChain Answer, IReadOnlyList<EvidenceFact> Facts, string Checkpoint)
{
    internal const string Version1 = "responsibility-evidence/v1";
}

/// <summary>A question for a chain, with nothing left open.</summary>
/// <param name="Division">Code of the division.</param>
/// <param name="AsOf">The day.</param>
/// <param name="KnownAt">The position in the ledger up to which facts are known.</param>
/// <param name="Programmes">Only what covers one of these programmes; all where empty.</param>
/// <param name="Kinds">Only these kinds of responsibility; all where empty.</param>
/// <param name="RuleSet">By which rule set.</param>
/// <example>{"division": "410225101201", "asOf": "2017-07-09", "knownAt": 48210, "programmes": [], "kinds": [], "ruleSet": "henan-2017"}</example>
public sealed record EvidenceQuestion(string Division, DateOnly AsOf, long KnownAt, IReadOnlyList<string> Programmes, IReadOnlyList<ResponsibilityKind> Kinds, string RuleSet);

/// <summary>A fact, and the proof that it stands in the ledger.</summary>
/// <param name="Position">Where it stands, from 1; its leaf has the index before.</param>
/// <param name="Leaf">The leaf: six lines.</param>
/// <param name="Payload">The public payload: JSON as text, since the leaf holds the hash of just these characters in UTF-8.</param>
/// <param name="Personal">What it says about persons, each member shown, withheld or erased; empty where it says nothing.</param>
/// <param name="Proof">Siblings on the way from the leaf to the root of the checkpoint, the leaf's own first; in base64.</param>
/// <example>
/// {
///   "position": 2, "leaf": "rcl/v1\nofficialRegistered/1\n2017-07-09T01:02:04.000000Z\nkey:1\nOBsptjmfOy07NxTrHbG6apITHYFmdqyXunfCwl9ZCdU=\neO1PRyTl6NdhGSTK4YFEuBJ2yDqEXMAKjI9+QHkP+VY=\n",
///   "payload": "{\"nonce\":\"AQEBAQEBAQEBAQEBAQEBAQ==\",\"staffNumber\":\"HN000123\"}", "personal": ["{EvidenceMember}"],
///   "proof": ["jNYfgOOdyTT2qv5wKsEK1xt79Tx51jVSYol08MeQn+E=", "8vYwBehmxu/iKzbaw+z46O7cCDTVGXw8XlSRGrQgIac="]
/// }
/// </example>
public sealed record EvidenceFact(long Position, string Leaf, string Payload, IReadOnlyList<EvidenceMember> Personal, IReadOnlyList<string> Proof);

/// <summary>One member of what a fact says about persons: shown with salt and value, or withheld behind its digest. One that was erased stands there like one that is withheld, and a fact of kind <c>officialErased/1</c> names it.</summary>
/// <param name="Member">Its name.</param>
/// <param name="Salt">The salt, in base64; null where the member is withheld or erased.</param>
/// <param name="Value">The value as JSON; null where the member is withheld or erased.</param>
/// <param name="Digest">SHA-256(salt ‖ value), in base64, of a member that is withheld or erased; null where it is shown.</param>
/// <example>{"member": "name", "salt": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "value": "\"王某\"", "digest": null}</example>
public sealed record EvidenceMember(string Member, string? Salt, string? Value, string? Digest);
