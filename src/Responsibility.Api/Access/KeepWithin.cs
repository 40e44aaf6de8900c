using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Access;

/// <summary>Keeps a caller with a scope within it: refuses routes that do not heed scopes, and changes to or naming of anything beyond, as if that were not there.</summary>
/// <remarks>What is read, or asked by a POST, needs no look here: it is asked through a door that does not show more. What is written is looked at again by the unit of work.</remarks>
internal sealed class KeepWithin(Refusing refusing) : IEndpointFilter
{
    /// <summary>What the first part of a path names, and how it is refused where there is no such thing.</summary>
    private static readonly Dictionary<string, (string Noun, Refusal Unknown)> Resources = new(StringComparer.Ordinal)
    {
        ["division-changes"] = ("divisionChange", Refusals.DivisionChangeUnknown),
        ["attributes"] = ("attribute", Refusals.AttributeUnknown),
        ["organizations"] = ("organization", Refusals.OrganizationUnknown),
        ["posts"] = ("post", Refusals.PostUnknown),
        ["officials"] = ("official", Refusals.OfficialUnknown),
        ["appointments"] = ("appointment", Refusals.AppointmentUnknown),
        ["portfolios"] = ("portfolio", Refusals.PortfolioUnknown),
        ["contacts"] = ("contact", Refusals.ContactUnknown),
        ["tasks"] = ("task", Refusals.TaskUnknown),
        ["progress-reports"] = ("progressReport", Refusals.ProgressReportUnknown),
        ["supervision-notices"] = ("supervisionNotice", Refusals.NoticeUnknown),
        ["problems"] = ("problem", Refusals.ProblemUnknown),
        ["inspections"] = ("inspection", Refusals.InspectionUnknown),
        ["inspection-members"] = ("inspectionMember", Refusals.InspectionMemberUnknown),
        ["duty-records"] = ("dutyRecord", Refusals.DutyRecordUnknown),
        ["responsibility-letters"] = ("responsibilityLetter", Refusals.LetterUnknown),
        ["accountability-cases"] = ("accountabilityCase", Refusals.CaseUnknown),
        ["sanctions"] = ("sanction", Refusals.SanctionUnknown),
        ["appraisal-objections"] = ("appraisalObjection", Refusals.ObjectionUnknown),
    };

    private static readonly Dictionary<Type, (string Noun, Refusal Unknown)> Ids = new()
    {
        [typeof(OrganizationId)] = Resources["organizations"],
        [typeof(PostId)] = Resources["posts"],
        [typeof(OfficialId)] = Resources["officials"],
        [typeof(AppointmentId)] = Resources["appointments"],
        [typeof(TaskId)] = Resources["tasks"],
        [typeof(ProblemId)] = Resources["problems"],
        [typeof(InspectionId)] = Resources["inspections"],
        [typeof(CaseId)] = Resources["accountability-cases"],
        [typeof(NoticeId)] = Resources["supervision-notices"],
    };

    /// <summary>The member of bodies that gives a division its code.</summary>
    private const string Given = "code";

    /// <summary>Members of bodies that name divisions by their codes.</summary>
    private static readonly HashSet<string> Codes = new([Given, "division", "divisions", "parent", "scope", "originals", "to"], StringComparer.Ordinal);

    /// <summary>Members that name a body which may be above.</summary>
    private static readonly HashSet<string> Supervising = new(["approver", "verifier", "proposer", "decider", "publisher", "superior"], StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Members = new();

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Features.Get<Caller>()?.Scope is null) return await next(context);
        var metadata = http.GetEndpoint()!.Metadata;
        if (metadata.GetMetadata<HeedsScopeMetadata>() is null)
            return refusing.Beyond(http, Refusals.Forbidden.Because("It is open only to those who reach every division.", "仅对范围不受限制者开放。"));
        if (HttpMethods.IsGet(http.Request.Method) || metadata.GetMetadata<AsksMetadata>() is not null) return await next(context);

        var named = new List<Named>();
        foreach (var body in context.Arguments.OfType<IBound>().Select(bound => bound.Body).OfType<object>())
            Gather(body is JsonObject json ? Restated(json, metadata.GetMetadata<TakesMetadata>()?.Type) : body, "", named);
        var refusal = await http.RequestServices.GetRequiredService<Database>().Read(session => FirstBeyond(session, http.Request, named), http.RequestAborted);
        return refusal is null ? await next(context) : refusing.Beyond(http, refusal);
    }

    /// <summary>The first thing in path or body that is not reached.</summary>
    private static async Task<Refusal?> FirstBeyond(Session session, HttpRequest request, IReadOnlyList<Named> named)
    {
        if (request.RouteValues.TryGetValue("code", out var code) && await DivisionCodes.Find(session, (string)code!, new Moment { AsOf = session.Today, KnownAt = Known.Open - 1 }) is null)
            return Refusals.DivisionUnknown.At("code", code) with { Status = StatusCodes.Status404NotFound };
        // What is no id is refused for that, by those who read it.
        if (request.RouteValues.TryGetValue("id", out var thingId) && long.TryParse((string)thingId!, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) && Resources.TryGetValue(request.Path.Value!.Split('/')[3], out var resource)
            && !await session.Reaches(resource.Noun, id))
            return resource.Unknown with { Status = StatusCodes.Status404NotFound };
        // What a change of divisions brings about is named in it before it is there.
        var given = named.Where(n => Member(n.Pointer) is Given).Select(n => DivisionCode.TryParse(n.Division, out var code) ? code.Value : null).ToHashSet(StringComparer.Ordinal);
        foreach (var (pointer, thing, division) in named)
        {
            if (division is not null)
            {
                // What is no code is refused for that.
                if (DivisionCode.TryParse(division, out var parsed) && !given.Contains(parsed.Value) && await session.Get<long>(UnknownSql, new { code = parsed.Value }) > 0)
                    return Refusals.DivisionUnknown.At(pointer, division);
            }
            else if (Ids.TryGetValue(thing!.GetType(), out var known) && !await session.Reaches(known.Noun, thing.Value) && !(Supervising.Contains(pointer) && await session.IsAbove(thing.Value)))
                return known.Unknown.At(pointer, thing.Value);
        }
        return null;
    }

    /// <summary>A change or correction as far as it is one: the members that it states, in the form of the whole statement.</summary>
    private static object Restated(JsonObject json, Type? type)
    {
        var stated = new List<object?>();
        foreach (var property in type is null ? [] : MembersOf(type))
        {
            if (!json.TryGetPropertyValue(Name(property), out var value) || value is null) continue;
            try
            {
                stated.Add(new Stated(Name(property), value.Deserialize(property.PropertyType, ApiJson.Options)));
            }
            catch (JsonException)
            {
                // What is no such value is refused for that.
            }
        }
        return stated;
    }

    private static void Gather(object value, string pointer, List<Named> named)
    {
        switch (value)
        {
            case IId id:
                named.Add(new Named(pointer, id, null));
                break;
            case string text:
                if (Codes.Contains(Member(pointer))) named.Add(new Named(pointer, null, text));
                break;
            case Stated stated:
                if (stated.Value is { } of) Gather(of, stated.Member, named);
                break;
            case System.Collections.IEnumerable many:
                var index = 0;
                foreach (var one in many)
                {
                    if (one is not null) Gather(one, one is Stated ? "" : $"{pointer}/{index}", named);
                    index++;
                }
                break;
            default:
                if (value.GetType().Assembly != typeof(KeepWithin).Assembly) break;
                foreach (var property in MembersOf(value.GetType()))
                    if (property.GetValue(value) is { } member) Gather(member, pointer.Length is 0 ? Name(property) : $"{pointer}/{Name(property)}", named);
                break;
        }
    }

    private static PropertyInfo[] MembersOf(Type type) => Members.GetOrAdd(type, of => of.IsEnum ? [] : of.GetProperties(BindingFlags.Public | BindingFlags.Instance));

    /// <summary>The member that a pointer names, or in whose list it points.</summary>
    private static string Member(string pointer) => pointer.Split('/').Last(part => !part.All(char.IsAsciiDigit));

    private static string Name(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    /// <summary>Whether no division that is reached has, or had, the code.</summary>
    private static readonly string UnknownSql = $"SELECT count(*) FROM (SELECT 1 AS one) AS one WHERE NOT EXISTS (SELECT 1 FROM division seen WHERE seen.code = @code AND {Known.Now("seen")})";

    private sealed record Stated(string Member, object? Value);

    /// <summary>Something that a body names: a thing by its id, or a division by its code.</summary>
    private sealed record Named(string Pointer, IId? Thing, string? Division);
}
