using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Responsibility.Api.OpenApi;

/// <summary>The doc comments of the program's own assemblies, as the compiler writes them beside each: what OpenAPI says is said there, once.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> members;

    public XmlDocs() => members = Directory.EnumerateFiles(AppContext.BaseDirectory, "Responsibility.*.xml")
        .SelectMany(path => XDocument.Load(path).Descendants("member"))
        .DistinctBy(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
        .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    public string? Summary(Type type) => Plain(Of(type)?.Element("summary"));

    public string? Remarks(Type type) => Plain(Of(type)?.Element("remarks"));

    /// <summary>What is said of a member: of a positional record by its <c>param</c>, otherwise by the property itself.</summary>
    /// <param name="name">The member's name in C#.</param>
    public string? Member(Type type, string name) =>
        Plain(Of(type)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == name) ?? members.GetValueOrDefault($"P:{Name(type)}.{name}")?.Element("summary"));

    /// <summary>The same, or else what a member of that name means everywhere.</summary>
    public string? MemberOrUsual(Type type, string name) => Member(type, name) ?? Member(typeof(Usual), name);

    /// <summary>The JSON of an <c>example</c> of the type.</summary>
    /// <param name="form">Null for the thing itself; otherwise which form of it, as the example's <c>id</c> says.</param>
    public JsonNode? Example(Type type, string? form = null) =>
        Of(type)?.Elements("example").FirstOrDefault(e => e.Attribute("id")?.Value == form) is { } example ? JsonNode.Parse(example.Value) : null;

    private XElement? Of(Type type) => members.GetValueOrDefault($"T:{Name(type)}");

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    /// <summary>Markdown of a doc comment, on one line.</summary>
    private static string? Plain(XElement? element)
    {
        if (element is null) return null;
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1] ?? see.Attribute("langword")?.Value}`",
            XElement { Name.LocalName: "paramref" } parameter => $"`{parameter.Attribute("name")!.Value}`",
            XElement other => other.Value,
            _ => node.ToString(),
        }));
        return WhiteSpace().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex WhiteSpace();
}
