using System.Text.Json.Serialization;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Service;

/// <summary>Every word of the API with its labels.</summary>
/// <param name="KnownAt">Words of the rule sets that the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record ShowVocabulary(string? KnownAt = null) : IRequest<Result<Seen<Glossary>>>;

/// <summary>Words by group: <c>levels</c>, <c>organizationKinds</c> and so on for what the API itself fixes; <c>programmes</c>, <c>positions</c> and <c>tags</c> for what rule sets declare.</summary>
/// <example>
/// {
///   "levels": [{"id": "province", "zh": "省", "en": "Province"}, {"id": "city", "zh": "市", "en": "City"}],
///   "grades": [{"id": "firstResponsible", "zh": "第一责任人", "en": "First responsible"}],
///   "programmes": [{"id": "relocation", "zh": "易地搬迁", "en": "Relocation"}],
///   "positions": [{"id": "partySecretary", "zh": "党委书记", "en": "Party secretary", "aliases": ["省委书记", "市委书记", "县委书记"]}],
///   "tags": [{"id": "poorVillage", "zh": "贫困村", "en": "Poor village", "type": "tag"}]
/// }
/// </example>
public sealed class Glossary : Dictionary<string, IReadOnlyList<Word>>
{
    public Glossary()
        : base(StringComparer.Ordinal)
    {
    }
}

/// <summary>A word of the API and how people read it.</summary>
/// <param name="Id">As it stands in requests and answers.</param>
/// <param name="Zh">Label in Chinese.</param>
/// <param name="En">Label in English.</param>
/// <param name="Aliases">Other Chinese names by which imports recognise it; only of positions.</param>
/// <param name="Type">Whether a division bears it (标签) or has a value of it (指标); only of tags.</param>
public sealed record Word(
    string Id, string Zh, string En,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Aliases = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AttributeType? Type = null)
{
    internal static Word Of(string id, Text label) => new(id, label.Zh, label.En);
}

internal sealed class ShowVocabularyHandler(Database database) : IRequestHandler<ShowVocabulary, Result<Seen<Glossary>>>
{
    public Task<Result<Seen<Glossary>>> Handle(ShowVocabulary request, CancellationToken ct) =>
        database.Ask<Seen<Glossary>>(new At(null, request.KnownAt), async (session, moment) =>
        {
            var words = new Glossary();
            foreach (var type in Labels.Enums)
                words[Group(type.Name)] = [.. Enum.GetValues(type).Cast<Enum>().Select(value => Word.Of(Parameters.Word(value), Labels.Of(value)))];
            var sets = (await RuleSetShelf.KnownAt(session, moment)).Select(shelved => shelved.Set).ToList();
            words["programmes"] = Merged(sets.SelectMany(s => s.Programmes), p => p.Id, p => Word.Of(p[^1].Id, p[^1].Name));
            words["positions"] = Merged(sets.SelectMany(s => s.Positions), p => p.Id, p => Word.Of(p[^1].Id, p[^1].Name) with
            {
                Aliases = [.. p.SelectMany(position => position.Aliases).Distinct(StringComparer.Ordinal)],
            });
            words["tags"] = Merged(sets.SelectMany(s => s.Tags), t => t.Id, t => Word.Of(t[^1].Id, t[^1].Name) with { Type = t[^1].Type });
            return new Seen<Glossary>(words, moment.KnownAt, moment);
        }, ct);

    /// <summary>What several rule sets, or versions of one, declare is one word, labelled as the latest says.</summary>
    private static List<Word> Merged<T>(IEnumerable<T> declared, Func<T, string> id, Func<List<T>, Word> word) =>
        [.. declared.GroupBy(id, StringComparer.Ordinal).Select(same => word([.. same]))];

    /// <summary><c>VacancyStatus</c> as <c>vacancyStatuses</c>.</summary>
    private static string Group(string name)
    {
        var word = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
        return word.EndsWith('y') ? word[..^1] + "ies" : word.EndsWith('s') ? word + "es" : word + "s";
    }
}

internal static class ShowVocabularyEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/vocabulary", async (Question<ShowVocabulary> ask, HttpResponse http, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(seen =>
            {
                http.Headers["Known-At"] = seen.Moment.KnownAtText;
                return new JsonResult<Glossary>(seen.Value, seen.Moment.AsOf, stable: false);
            }))
        .Describes<Glossary>(nameof(ShowVocabulary), "Service", "Every word of the API, in Chinese and English", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.KnownAtInFuture);
}
