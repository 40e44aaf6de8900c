namespace Responsibility.Rules;

/// <summary>Reads the parts of a rule set file that say what bearers must do, and what happens when they do not.</summary>
internal static class DutyFile
{
    public static Obligation ReadObligation(Node node)
    {
        var duty = node.Object("id", "text", "level", "position", "rank", "contact", "act", "target", "when", "times", "every");
        return new Obligation
        {
            Id = duty["id"].Id(),
            Text = duty["text"].Text(),
            Levels = duty["level"].List(level => level.Enum<Level>()),
            Positions = duty.Maybe("position").List(name => name.String()),
            Ranks = duty.Maybe("rank").List(rank => rank.String()),
            Contact = duty.Maybe("contact") is { Exists: true } contact ? contact.Enum<Level>() : null,
            Act = duty["act"].Enum<Act>(),
            Target = duty["target"].Enum<Level>(),
            When = RuleSetFile.ReadCondition(duty.Maybe("when")),
            Times = duty["times"].Integer(1),
            Every = duty["every"].Enum<Interval>(),
        };
    }

    public static LetterRule ReadLetter(Node node)
    {
        var letter = node.Object("clause", "text", "level", "organization");
        return new LetterRule(
            letter["clause"].String(), letter["text"].Text(), letter["level"].List(level => level.Enum<Level>()), letter["organization"].List(kind => kind.Enum<OrganizationKind>()));
    }

    public static LockRule ReadLock(Node node)
    {
        var rule = node.Object("clause", "text", "level", "position", "when", "allow");
        return new LockRule(
            rule["clause"].String(), rule["text"].Text(), rule["level"].List(level => level.Enum<Level>()), rule["position"].List(name => name.String()),
            RuleSetFile.ReadCondition(rule["when"]), rule["allow"].List(reason => reason.String(), mayBeEmpty: true));
    }

    public static Escalation ReadEscalation(Node node)
    {
        var escalation = node.Object("warnings", "steps");
        return new Escalation(escalation["warnings"].List(ReadWarning), escalation["steps"].List(ReadStep));
    }

    public static Appraisal ReadAppraisal(Node node)
    {
        var appraisal = node.Object("text", "every", "position", "subjects", "indicators", "bands");
        // Rule sets were recorded before there were indicators: they say only who is appraised.
        return new Appraisal(
            appraisal["text"].Text(), appraisal["every"].Enum<Interval>(), appraisal["position"].List(name => name.String()),
            appraisal["subjects"].List(ReadSubject), appraisal.Maybe("indicators").List(ReadIndicator), ReadBands(appraisal.Maybe("bands")));
    }

    private static Indicator ReadIndicator(Node node)
    {
        var indicator = node.Object("id", "text", "weight", "measure", "points");
        var measure = indicator["measure"].Enum<Measure>();
        return new Indicator(
            indicator["id"].Id(), indicator["text"].Text(), indicator["weight"].Integer(1), measure,
            Needed(indicator, "points", measure is Measure.RedNotices or Measure.Sanctions));
    }

    private static IReadOnlyList<Band> ReadBands(Node node)
    {
        var bands = node.List(band =>
        {
            var read = band.Object("id", "name", "atLeast");
            return new Band(read["id"].Id(), read["name"].Text(), read["atLeast"].Integer(0));
        });
        if (bands.Zip(bands.Skip(1)).Any(pair => pair.First.AtLeast <= pair.Second.AtLeast) || bands is [.., { AtLeast: > 0 }] || bands is [{ AtLeast: > Appraising.Full }, ..])
            node.Fail(RuleSetFaults.Value(node.Pointer, "bands from the best down, of which the last begins at 0", "由高到低且最末档自 0 分起的等次"));
        return bands;
    }

    /// <summary>A number that one kind of thing needs and the others have no use for.</summary>
    private static int? Needed(Node node, string member, bool needed)
    {
        if (needed) return node[member].Integer(1);
        if (node.Maybe(member) is { Exists: true } extra) extra.Fail(RuleSetFaults.Unknown(extra.Pointer));
        return null;
    }

    private static Warning ReadWarning(Node node)
    {
        var warning = node.Object("colour", "when", "workingDays", "points");
        var reason = warning["when"].Enum<WarningReason>();
        // Each reason needs its own number and has no use for the other's.
        return new Warning(
            warning["colour"].Enum<Colour>(), reason,
            Needed(warning, "workingDays", reason is WarningReason.DueSoon), Needed(warning, "points", reason is WarningReason.Behind));
    }

    private static EscalationStep ReadStep(Node node)
    {
        var step = node.Object("to", "afterWorkingDays");
        return new EscalationStep(step["to"].Enum<Rung>(), step["afterWorkingDays"].Integer(0));
    }

    private static AppraisalSubject ReadSubject(Node node)
    {
        var subject = node.Object("level", "when");
        return new AppraisalSubject(subject["level"].List(level => level.Enum<Level>()), RuleSetFile.ReadCondition(subject.Maybe("when")));
    }
}
