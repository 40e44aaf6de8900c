using System.Globalization;
using Responsibility.Api.Contacts;
using Responsibility.Api.Portfolios;

namespace Responsibility.Api.Imports;

/// <summary>Rows that begin with a bearer: a body, or a post of it, named as people name them.</summary>
internal abstract class BearerRows(ImportParams parameters, string job) : RowImporter(parameters, job)
{
    /// <summary>The member that names the bearer, and its id.</summary>
    protected static async Task<Result<(string Member, long Id, DivisionId Division)>> Bearer(Session session, ImportFileRow row)
    {
        if (row["bearerDivision"] is not { } code) return Refusals.MemberMissing.At("bearerDivision");
        if (!DivisionCode.TryParse(code, out _) || await DivisionCodes.Meant(session, code, Period.BeforeRecords) is not { } division)
            return Refusals.DivisionUnknown.At("bearerDivision", code);
        if (row["organization"] is not { } name) return Refusals.MemberMissing.At("organization");
        if (await FindOrganization(session, division.Id, name) is not { } organization) return Refusals.OrganizationUnknown.At("organization", name);
        if (row["position"] is null && row["title"] is null) return ("organization", organization, division.Id);
        var position = await Position(session, row);
        if (position.Refusal is { } refusal) return refusal;
        var title = row["title"] ?? (await RuleSets.RuleSetShelf.Vocabulary(session)).Position(position.Required())!.Name.Zh;
        return await FindPost(session, organization, position.Required(), title) is { } post
            ? ("post", post, division.Id)
            : Refusals.PostUnknown.At("title", title);
    }

    protected static DateOnly From(ImportFileRow row) =>
        DateOnly.TryParseExact(row["validFrom"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : Period.BeforeRecords;
}

internal sealed class PortfolioRows(ImportParams parameters, string job, IValidator<AssignPortfolio> validator) : BearerRows(parameters, job)
{
    public override async Task<Result<Outcome>> Import(Session session, ImportFileRow row)
    {
        var bearer = await Bearer(session, row);
        if (bearer.Refusal is { } unknown) return unknown;
        var (member, id, division) = bearer.Required();
        var members = Text(row, "programme", "validFrom", "validUntil", "document");
        members[member] = id;
        long department = 0;
        if (row["department"] is { } name)
        {
            if (await FindOrganization(session, division, name) is not { } found) return Refusals.OrganizationUnknown.At("department", name);
            members["department"] = department = found;
        }
        var (post, organization) = member is "post" ? (id, 0L) : (0L, id);
        var match = await session.Find<long?>(FindSql, new { post, organization, programme = row["programme"] ?? "", department, from = From(row) });
        var brought = await Bring<PortfolioNoun, AssignPortfolio, PortfolioAssigned, Portfolio>(session, members, match, From(row), validator);
        return brought.Match<Result<Outcome>>(b => new Outcome(b.Outcome), refusal => refusal);
    }

    private static readonly string FindSql =
        $"""
        SELECT r.id FROM portfolio r
         WHERE (r.post_id = @post OR r.organization_id = @organization) AND coalesce(r.programme, '') = @programme AND coalesce(r.department_id, 0) = @department
           AND r.valid_from = @from AND {Known.Now("r")}
        """;
}

internal sealed class ContactRows(ImportParams parameters, string job, IValidator<LinkContact> validator) : BearerRows(parameters, job)
{
    public override async Task<Result<Outcome>> Import(Session session, ImportFileRow row)
    {
        var bearer = await Bearer(session, row);
        if (bearer.Refusal is { } unknown) return unknown;
        var (member, id, _) = bearer.Required();
        var members = Text(row, "division", "validFrom", "validUntil", "document");
        members[member] = id;
        if (row["division"] is not { } code || !DivisionCode.TryParse(code, out _) || await DivisionCodes.Meant(session, code, From(row)) is not { } division)
            return Refusals.DivisionUnknown.At("division", row["division"]);
        var (post, organization) = member is "post" ? (id, 0L) : (0L, id);
        var match = await session.Find<long?>(FindSql, new { post, organization, division = division.Id, from = From(row) });
        var brought = await Bring<ContactNoun, LinkContact, ContactLinked, Contact>(session, members, match, From(row), validator);
        return brought.Match<Result<Outcome>>(b => new Outcome(b.Outcome), refusal => refusal);
    }

    private static readonly string FindSql =
        $"""
        SELECT c.id FROM contact c
         WHERE (c.post_id = @post OR c.organization_id = @organization) AND c.division_id = @division AND c.valid_from = @from AND {Known.Now("c")}
        """;
}
