namespace Responsibility.Api.Divisions;

/// <summary>Finds what a request says goes elsewhere.</summary>
internal static class DivisionMoves
{
    /// <param name="originals">The divisions that change: only what hangs on them can be moved.</param>
    /// <param name="goesOn">The one of them that goes on; nothing can go to one that closes.</param>
    public static async Task<Result<IReadOnlyList<DivisionMove>>> Resolve(Session session, ChangeDivision request, IReadOnlyCollection<DivisionId> originals, DivisionId? goesOn = null)
    {
        var moves = new List<DivisionMove>();
        foreach (var (index, move) in (request.Moves ?? []).Index())
        {
            var member = $"moves/{index}";
            var found = move switch
            {
                { Division: { } child } => await Child(session, child, move.To!, request.EffectiveOn, member),
                { Organization: { } organization } => await Body(session, organization, move.To!, request.EffectiveOn, member),
                _ => await Seat(session, move.Post!.Value, move.ToOrganization!.Value, member),
            };
            if (found.Refusal is { } refusal) return refusal;
            moves.Add(found.Required());
            if (await Home(session, found.Required(), request.EffectiveOn) is not { } home || !originals.Contains(home) || (moves[^1].Division is { } moved && originals.Contains(moved)))
                return Refusals.DivisionMove.At(member);
        }
        foreach (var (index, move) in moves.Index())
            if (await Closes(session, move, request.EffectiveOn, [.. originals.Where(o => o != goesOn)], moves))
                return move.Post is null
                    ? Refusals.DivisionNotInForce.At($"moves/{index}/to", request.Moves![index].To)
                    : Refusals.NotInForce.At($"moves/{index}/toOrganization", move.ToOrganization!.Value.Value);
        return moves;
    }

    /// <summary>Whether it would go to what closes that very day.</summary>
    private static async Task<bool> Closes(Session session, DivisionMove move, DateOnly day, IReadOnlyList<DivisionId> closing, IReadOnlyList<DivisionMove> moves)
    {
        if (move.To is { } to) return closing.Contains(to);
        if (moves.Any(m => m.Organization == move.ToOrganization)) return false;
        var body = await Tables.Organization.Current(session, move.ToOrganization!.Value.Value);
        return body.On(DivisionMove.From(body, day))?.Values["division_id"] is long home && closing.Contains(new DivisionId(home));
    }

    private static async Task<Result<DivisionMove>> Child(Session session, string child, string to, DateOnly day, string member)
    {
        if (await DivisionCodes.Meant(session, child, day) is not { } found) return Refusals.DivisionUnknown.At($"{member}/division", child);
        return await Target(session, to, day) is { } target ? new DivisionMove(Division: found.Id, To: target) : Refusals.DivisionUnknown.At($"{member}/to", to);
    }

    private static async Task<Result<DivisionMove>> Body(Session session, OrganizationId organization, string to, DateOnly day, string member)
    {
        if ((await Tables.Organization.Current(session, organization.Value)).Versions.Count is 0) return Refusals.OrganizationUnknown.At($"{member}/organization", organization.Value);
        return await Target(session, to, day) is { } target ? new DivisionMove(Organization: organization, To: target) : Refusals.DivisionUnknown.At($"{member}/to", to);
    }

    private static async Task<Result<DivisionMove>> Seat(Session session, PostId post, OrganizationId to, string member)
    {
        if ((await Tables.Post.Current(session, post.Value)).Versions.Count is 0) return Refusals.PostUnknown.At($"{member}/post", post.Value);
        return (await Tables.Organization.Current(session, to.Value)).Versions.Count is 0
            ? Refusals.OrganizationUnknown.At($"{member}/toOrganization", to.Value)
            : new DivisionMove(Post: post, ToOrganization: to);
    }

    private static async Task<DivisionId?> Target(Session session, string code, DateOnly day) =>
        await DivisionCodes.Meant(session, code, day) is { } found ? found.Id : null;

    /// <summary>The division on which it hangs when it would go.</summary>
    private static async Task<DivisionId?> Home(Session session, DivisionMove move, DateOnly day)
    {
        var (table, thing, column, _) = move.What;
        var timeline = await table.Current(session, thing);
        var from = DivisionMove.From(timeline, day);
        if (timeline.On(from) is not { } version || version.Values[column] is not long above) return null;
        if (move.Post is null) return new DivisionId(above);
        var body = await Tables.Organization.Current(session, above);
        return body.On(from)?.Values["division_id"] is long home ? new DivisionId(home) : null;
    }
}
