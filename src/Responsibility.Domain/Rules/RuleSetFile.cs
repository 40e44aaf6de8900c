using System.Text.Json;

namespace Responsibility.Rules;

/// <summary>Reads the form of a rule set file. What its names refer to is checked afterwards.</summary>
internal static class RuleSetFile
{
    public static RuleSet? Read(ReadOnlyMemory<byte> json, List<Fault> faults)
    {
        try
        {
            RefuseBrokenStrings(json.Span);
            using var document = JsonDocument.Parse(json);
            return ReadSet(new Node(document.RootElement, "", faults), faults);
        }
        catch (JsonException broken)
        {
            faults.Add(RuleSetFaults.Malformed(broken.Message));
            return null;
        }
    }

    /// <summary>Unpaired surrogates and broken UTF-8 are found only when a string is decoded; decode all of them before any is used.</summary>
    private static void RefuseBrokenStrings(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
        }
        catch (InvalidOperationException broken)
        {
            throw new JsonException(broken.Message, broken);
        }
    }

    private static RuleSet ReadSet(Node file, List<Fault> faults)
    {
        var set = file.Object(
            "$schema", "id", "version", "title", "issuer", "documentNumber", "note", "validFrom", "validUntil", "programmes", "positions", "tags", "rules",
            "obligations", "letters", "locks", "escalation", "appraisal", "examples");
        var validFrom = set["validFrom"].Day();
        var validUntil = set.Maybe("validUntil").DayOr(Period.Open);
        if (validUntil <= validFrom) faults.Add(RuleSetFaults.Period("/validUntil"));
        return new RuleSet
        {
            Id = set["id"].Id(),
            Version = set["version"].Integer(1),
            Title = set["title"].Text(),
            Issuer = set["issuer"].Text(),
            DocumentNumber = set["documentNumber"].String(),
            Note = set.Maybe("note") is { Exists: true } note ? note.Text() : null,
            ValidFrom = validFrom,
            ValidUntil = validUntil,
            Programmes = set["programmes"].List(ReadProgramme, mayBeEmpty: true),
            Positions = set["positions"].List(ReadPosition, mayBeEmpty: true),
            Tags = set["tags"].List(ReadTag, mayBeEmpty: true),
            Rules = [.. set["rules"].List(ReadRule).Select((rule, order) => rule with { Order = order })],
            Obligations = set["obligations"].List(DutyFile.ReadObligation, mayBeEmpty: true),
            Letters = set.Maybe("letters").List(DutyFile.ReadLetter, mayBeEmpty: true),
            Locks = set.Maybe("locks").List(DutyFile.ReadLock, mayBeEmpty: true),
            Escalation = set.Maybe("escalation") is { Exists: true } escalation ? DutyFile.ReadEscalation(escalation) : null,
            Appraisal = set.Maybe("appraisal") is { Exists: true } appraisal ? DutyFile.ReadAppraisal(appraisal) : null,
            Examples = set["examples"].List(example => ExampleFile.Read(example), mayBeEmpty: true),
        };
    }

    private static Programme ReadProgramme(Node node)
    {
        var programme = node.Object("id", "name");
        return new Programme(programme["id"].Id(), programme["name"].Text());
    }

    private static Position ReadPosition(Node node)
    {
        var position = node.Object("id", "name", "aliases", "organizations");
        return new Position(
            position["id"].Id(), position["name"].Text(), position["aliases"].List(alias => alias.String(), mayBeEmpty: true),
            position["organizations"].List(kind => kind.Enum<OrganizationKind>(), mayBeEmpty: true));
    }

    private static Tag ReadTag(Node node)
    {
        var tag = node.Object("id", "type", "name");
        return new Tag(tag["id"].Id(), tag["type"].Enum<AttributeType>(), tag["name"].Text());
    }

    private static Rule ReadRule(Node node)
    {
        var rule = node.Object("clause", "text", "level", "bearer", "kind", "grade", "scope", "when", "required");
        var scope = rule["scope"];
        return new Rule
        {
            Order = 0,
            Clause = rule["clause"].String(),
            Text = rule["text"].Text(),
            Levels = rule["level"].List(level => level.Enum<Level>()),
            Bearer = ReadBearer(rule["bearer"]),
            Kind = rule["kind"].Enum<ResponsibilityKind>(),
            Grade = rule["grade"].Enum<Grade>(),
            Scopes = scope.IsArray ? scope.List(ReadScope) : scope.Exists ? [ReadScope(scope)] : [],
            When = ReadCondition(rule.Maybe("when")),
            Required = rule["required"].Boolean(),
        };
    }

    private static Bearer ReadBearer(Node node)
    {
        var bearer = node.Object("position", "organization");
        var (position, organization) = (bearer.Maybe("position"), bearer.Maybe("organization"));
        if (bearer.Exists && !position.Exists && !organization.Exists)
            node.Fail(RuleSetFaults.Value(node.Pointer, "an object with position, organization or both", "含 position、organization 或两者的对象"));
        return new Bearer(position.List(name => name.String()), organization.List(kind => kind.Enum<OrganizationKind>()));
    }

    private static Scope ReadScope(Node node)
    {
        if (node.IsObject) return new Scope.Programmes(node.Object("programmes")["programmes"].List(name => name.String()));
        switch (node.String())
        {
            case "portfolio": return new Scope.ByPortfolio();
            case "contact": return new Scope.ByContact();
            case "all" or "": break;
            case var other:
                node.Fail(RuleSetFaults.NotOneOf(node.Pointer, other, ["all", "portfolio", "contact", "{\"programmes\": […]}"]));
                break;
        }
        return new Scope.Everything();
    }

    /// <summary>Null where the member is absent: there is no condition.</summary>
    internal static Condition? ReadCondition(Node node)
    {
        if (!node.Exists) return null;
        if (node.Maybe("anyTag").Exists) return new Condition.AnyTag(node.Object("anyTag")["anyTag"].List(tag => tag.String()));
        var number = node.Object("number", "atLeast");
        return new Condition.Number(number["number"].String(), number["atLeast"].Number());
    }
}
