using Responsibility.Api.Chain;

namespace Responsibility.Api.Evidence;

/// <summary>The facts that a chain rests on: all that were ever recorded, up to a position, of the things in it.</summary>
internal static class RestsOn
{
    /// <summary>Applied to nothing, in their order, they make everything from which the chain is derived; and those which say that something of it was erased.</summary>
    /// <param name="size">How many facts are signed.</param>
    public static async Task<IReadOnlyList<long>> Positions(Session session, Moment moment, Chains.Derived chain, long size)
    {
        var positions = new SortedSet<long> { chain.RuleSet.Id.Value };
        async Task Add(VersionTable table, IEnumerable<long> ids)
        {
            foreach (var some in ids.Distinct().Chunk(500))
                positions.UnionWith(await session.List<long>(Trace(table, string.Join(", ", some)), new { moment.KnownAt }));
        }

        foreach (var place in chain.Places)
        {
            var here = new { Place = place.Id, moment.AsOf, moment.KnownAt };
            var ground = await Chains.Gather(session, moment, place, chain.RuleSet);
            await Add(Tables.Division, [place.Id.Value]);
            await Add(Tables.Attribute, await session.List<long>("SELECT DISTINCT id FROM attribute WHERE division_id = @Place AND known_from <= @KnownAt", here));
            await Add(Tables.Contact, await session.List<long>($"SELECT DISTINCT id FROM contact c WHERE division_id = @Place AND {Known.On("c")}", here));
            await Add(Tables.Organization, [.. ground.Bodies.Select(body => body.Id.Value), .. ground.Portfolios.Where(p => p.Department is not null).Select(p => p.Department!.Value.Value)]);
            await Add(Tables.Post, ground.Seats.Select(seat => seat.Id.Value));
            await Add(Tables.Appointment, ground.Terms.Select(term => term.Id.Value));
            // Only holders on the day are named.
            await Add(Tables.Official, ground.Terms.Where(term => term.ValidFrom <= moment.AsOf && moment.AsOf < term.ValidUntil).Select(term => term.Official.Value));
            await Add(Tables.Portfolio, ground.Portfolios.Select(portfolio => portfolio.Id.Value));
        }
        foreach (var some in positions.ToList().Chunk(500))
            positions.UnionWith(await session.List<long>($"SELECT DISTINCT erased_by FROM erasure WHERE position IN ({string.Join(", ", some)}) AND erased_by <= @size", new { size }));
        return [.. positions];
    }

    /// <summary>Whatever is recorded of a thing opens or closes a version of it.</summary>
    private static string Trace(VersionTable table, string ids) =>
        $"""
        SELECT known_from FROM {table.Name} WHERE id IN ({ids}) AND known_from <= @KnownAt
         UNION SELECT known_until FROM {table.Name} WHERE id IN ({ids}) AND known_until <= @KnownAt
        """;
}
