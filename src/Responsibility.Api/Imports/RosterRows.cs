using System.Globalization;
using System.Text.Json.Nodes;
using Responsibility.Api.Appointments;
using Responsibility.Api.Officials;
using Responsibility.Api.Organizations;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Imports;

/// <summary>Validators of what a roster row brings in.</summary>
internal sealed record RosterValidators(
    IValidator<RegisterOfficial> Official, IValidator<EstablishOrganization> Organization, IValidator<CreatePost> Post, IValidator<AppointOfficial> Appointment);

/// <summary>The flat format of real life: one row is an official, an organization, a post and an appointment, and creates what is missing.</summary>
internal sealed class RosterRows(ImportParams parameters, string job, RosterValidators validators) : RowImporter(parameters, job)
{
    /// <summary>All of a row or nothing: a rejected one leaves not even its official.</summary>
    public override Task<Result<Outcome>> Import(Session session, ImportFileRow row) => session.Attempt(() => Whole(session, row));

    private async Task<Result<Outcome>> Whole(Session session, ImportFileRow row)
    {
        if (row["division"] is not { } code || !DivisionCode.TryParse(code, out _) || await DivisionCodes.Meant(session, code, Period.BeforeRecords) is not { } division)
            return row["division"] is null ? Refusals.MemberMissing.At("division") : Refusals.DivisionUnknown.At("division", row["division"]);
        var official = await Official(session, row);
        if (official.Refusal is { } wrongOfficial) return wrongOfficial;
        var organization = await Organization(session, row, division);
        if (organization.Refusal is { } wrongOrganization) return wrongOrganization;
        var post = await Post(session, row, organization.Required().Id);
        if (post.Refusal is { } wrongPost) return wrongPost;
        var appointment = await Appointment(session, row, official.Required().Id, post.Required().Id);
        if (appointment.Refusal is { } wrongAppointment) return wrongAppointment;
        RowOutcome[] outcomes = [official.Required().Outcome, organization.Required().Outcome, post.Required().Outcome, appointment.Required().Outcome];
        return new Outcome(appointment.Required().Outcome is RowOutcome.Created ? RowOutcome.Created
            : outcomes.Any(o => o is not RowOutcome.Unchanged) ? RowOutcome.Updated
            : RowOutcome.Unchanged);
    }

    private async Task<Result<(long Id, RowOutcome Outcome)>> Official(Session session, ImportFileRow row)
    {
        var match = row["staffNumber"] is { } number
            ? await session.Find<long?>($"SELECT f.id FROM official f WHERE f.staff_number = @number AND {Known.Now("f")}", new { number })
            : null;
        return await Bring<OfficialNoun, RegisterOfficial, OfficialRegistered, Official>(session, Text(row, "staffNumber", "name", "phone"), match, null, validators.Official);
    }

    private async Task<Result<(long Id, RowOutcome Outcome)>> Organization(Session session, ImportFileRow row, DivisionCodes.Found division)
    {
        if (row["organization"] is not { } name) return Refusals.MemberMissing.At("organization");
        if (await FindOrganization(session, division.Id, name) is { } known) return (known, RowOutcome.Unchanged);
        if (row["organizationKind"] is not { } kind) return Refusals.MemberMissing.At("organizationKind");
        var members = new JsonObject { ["division"] = division.Code, ["kind"] = kind, ["name"] = name };
        var brought = await Bring<OrganizationNoun, EstablishOrganization, OrganizationEstablished, Organization>(session, members, null, null, validators.Organization);
        // The statement's member is called kind, the row's column organizationKind.
        return brought.Refusal is { } refusal
            ? refusal with { Faults = [.. refusal.Faults.Select(f => f.Pointer == "/kind" ? f with { Pointer = "/organizationKind" } : f)] }
            : brought;
    }

    private async Task<Result<(long Id, RowOutcome Outcome)>> Post(Session session, ImportFileRow row, long organization)
    {
        var position = await Position(session, row);
        if (position.Refusal is { } unknown) return unknown;
        var members = new JsonObject { ["organization"] = organization, ["position"] = position.Required() };
        if (row["title"] is { } title) members["title"] = title;
        title = row["title"] ?? (await RuleSets.RuleSetShelf.Vocabulary(session)).Position(position.Required())!.Name.Zh;
        return await FindPost(session, organization, position.Required(), title) is { } known
            ? (known, RowOutcome.Unchanged)
            : await Bring<PostNoun, CreatePost, PostCreated, Post>(session, members, null, null, validators.Post);
    }

    private async Task<Result<(long Id, RowOutcome Outcome)>> Appointment(Session session, ImportFileRow row, long official, long post)
    {
        var members = Text(row, "validFrom", "kind", "validUntil", "document", "documentDate", "dispatchedBy");
        (members["official"], members["post"]) = (official, post);
        if (row["validFrom"] is not { } text) return Refusals.MemberMissing.At("validFrom");
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)) return Refusals.MemberType.At("validFrom", text);
        var match = await session.Find<long?>(
            $"SELECT a.id FROM appointment a WHERE a.official_id = @official AND a.post_id = @post AND a.valid_from = @from AND {Known.Now("a")}", new { official, post, from });
        var brought = await Term(session, members, match, from);
        if (Parameters.OnOccupied is OnOccupied.Reject || brought.Refusal?.Code != Refusals.PostOccupied.Code) return brought;
        var holders = await session.List<long>(HoldersSql, new { post, from, official });
        foreach (var holder in holders) await session.Record(new Ended<AppointmentNoun>(holder, from, row["document"], "succeeded"));
        Ended += holders.Count;
        return await Term(session, members, match, from);
    }

    private Task<Result<(long Id, RowOutcome Outcome)>> Term(Session session, JsonObject members, long? match, DateOnly from) =>
        Bring<AppointmentNoun, AppointOfficial, OfficialAppointed, Appointment>(session, members.DeepClone().AsObject(), match, from, validators.Appointment);

    /// <summary>Those who fill the post on the day, and did the day before: whom a successor succeeds.</summary>
    private static readonly string HoldersSql =
        $"""
        SELECT a.id FROM appointment a
         WHERE a.post_id = @post AND a.official_id <> @official AND a.kind IN {PostStatus.Fills} AND {Known.Now("a")} AND a.valid_from < @from AND a.valid_until > @from
         ORDER BY a.id
        """;
}
