using System.Text;
using CsvHelper;

namespace Responsibility.Api.Imports;

/// <param name="Type">What the rows of the file are to be.</param>
internal sealed record AskTemplate(ImportType Type);

internal static class ShowTemplateEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/imports/templates/{type}.csv", (Question<AskTemplate> ask, IServiceProvider services) =>
            TypedResults.Bytes(Template(ImportTypes.Rows(services, new ImportParams(ask.Value.Type), "")), "text/csv; charset=utf-8", $"{Parameters.Word(ask.Value.Type)}.csv"))
        .Describes("ShowImportTemplate", "Imports", "A file to start from: all columns and an example row, UTF-8 with BOM", new AnswersMetadata(StatusCodes.Status200OK, null, Media: "text/csv")).Writes().HeedsScope();

    private static byte[] Template(IImportRows rows)
    {
        using var bytes = new MemoryStream();
        using (var csv = new CsvWriter(new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)), CsvForm.Writing()))
        {
            foreach (var column in rows.Columns) csv.WriteField(column.Name);
            csv.NextRecord();
            foreach (var column in rows.Columns) csv.WriteField(column.Example);
            csv.NextRecord();
        }
        return bytes.ToArray();
    }
}
