using System.Text;
using System.Text.Json.Nodes;
using Responsibility.Storage;

namespace Responsibility.Tests.Facts;

public sealed class FactCodecTests
{
    private sealed record Told(string StaffNumber, [property: Personal] string? Name, [property: Personal] JsonObject? PersonalSet, DateOnly On, OfficialId Official, AppointmentKind How) : IFact
    {
        public static string Kind => "told/1";

        public Task Apply(Session session, long position) => Task.CompletedTask;
    }

    private static readonly Told Fact = new(
        "HN1", "王某", new JsonObject { ["name"] = "王某某", ["phone"] = null }, new(2017, 7, 9), new OfficialId(7), AppointmentKind.InCharge);

    [Fact]
    public void The_public_payload_says_nothing_of_persons_and_a_fresh_nonce_each_time()
    {
        var (one, other) = (Encoding.UTF8.GetString(FactCodec.Payload(Fact)), Encoding.UTF8.GetString(FactCodec.Payload(Fact)));

        one.ShouldEndWith("\"staffNumber\":\"HN1\",\"on\":\"2017-07-09\",\"official\":7,\"how\":\"inCharge\"}");
        one.ShouldNotContain("王");
        Convert.FromBase64String(JsonNode.Parse(one)!["nonce"]!.GetValue<string>()).Length.ShouldBe(16);
        other.ShouldNotBe(one);
    }

    [Fact]
    public void An_object_is_committed_to_member_by_member_each_with_a_salt_of_its_own()
    {
        var personal = FactCodec.Personal(Fact);

        personal.Select(m => $"{m.Member}={m.Value}").ShouldBe(["name=\"王某\"", "personalSet.name=\"王某某\"", "personalSet.phone=null"]);
        personal.ShouldAllBe(m => m.Salt.Length == 32);
        personal.Select(m => Convert.ToHexString(m.Salt)).ShouldBeUnique();
    }

    [Fact]
    public void A_fact_comes_back_as_it_was()
    {
        var back = FactCodec.Read<Told>(FactCodec.Payload(Fact), FactCodec.Personal(Fact).Select(m => (m.Member, (string?)m.Value)));

        (back with { PersonalSet = null }).ShouldBe(Fact with { PersonalSet = null });
        JsonNode.DeepEquals(back.PersonalSet, Fact.PersonalSet).ShouldBeTrue();
    }

    [Fact]
    public void What_was_erased_comes_back_as_null()
    {
        var back = FactCodec.Read<Told>(FactCodec.Payload(Fact), [("name", null), ("personalSet.name", null), ("personalSet.phone", "\"138\"")]);

        back.Name.ShouldBeNull();
        back.PersonalSet!["name"].ShouldBeNull();
        back.PersonalSet.ContainsKey("name").ShouldBeTrue("a member that was said stays said");
        back.PersonalSet["phone"]!.GetValue<string>().ShouldBe("138");
        back.StaffNumber.ShouldBe("HN1");
    }
}
