using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Responsibility.Ledger;

namespace Responsibility.Tests.Ledger;

public sealed class CommitmentTests
{
    private static readonly string[] Names = ["name", "phone", "reason", "Name", "personalSet.name", "z", "endReason"];

    private static readonly Gen<PersonalMember[]> GenMembers =
        Gen.Select(Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Gen.Byte.Array[PersonalMember.SaltSize], Gen.String[Gen.Char.AlphaNumeric, 0, 8])
            .Select(m => new PersonalMember(m.Item1, m.Item2, $"\"{m.Item3}\"")).Array[1, 6].Select(all => all.DistinctBy(m => m.Member, StringComparer.Ordinal).ToArray());

    [Fact]
    public void It_is_one_line_a_member_in_ordinal_order_whatever_order_they_come_in() =>
        GenMembers.Sample(members =>
        {
            var lines = members.OrderBy(m => m.Member, StringComparer.Ordinal)
                .Select(m => $"{m.Member} {Convert.ToBase64String(SHA256.HashData([.. m.Salt, .. Encoding.UTF8.GetBytes(m.Value)]))}\n");
            var expected = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines)));

            Commitment.Of(members).ShouldBe(expected);
            Commitment.Of(members.Reverse()).ShouldBe(expected);
        });

    [Fact]
    public void One_member_can_be_shown_alone_and_none_can_be_changed() =>
        GenMembers.Sample(members =>
        {
            var commitment = Commitment.Of(members);
            var (shown, hidden) = (members[0], members[1..].Select(m => (m.Member, Commitment.Digest(m.Salt, m.Value))).ToList());

            Commitment.OfDigests([(shown.Member, Commitment.Digest(shown.Salt, shown.Value)), .. hidden]).ShouldBe(commitment);
            Commitment.OfDigests([(shown.Member, Commitment.Digest(shown.Salt, "\"another\"")), .. hidden]).ShouldNotBe(commitment);
            Commitment.OfDigests(hidden).ShouldNotBe(commitment);
        });
}
