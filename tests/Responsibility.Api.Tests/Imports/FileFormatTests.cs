using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Responsibility.Api.Imports;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Imports;

/// <summary>Files as people make them: in their encodings, packed, and as JSON lines.</summary>
public sealed class FileFormatTests
{
    /// <summary>䶮 and 𬭎 are names' characters that GBK does not have; the last row is rejected.</summary>
    private const string Rare = "代码,名称,级别,上级代码\r\n41,汪䶮𬭎省,省,\r\n4102,开封市,city,49\r\n";

    [Theory]
    [InlineData("utf-8", false, "")]
    [InlineData("utf-8", true, "")]
    [InlineData("utf-8", false, "utf8")]
    [InlineData("gb18030", false, "")]
    [InlineData("gb18030", true, "")]
    [InlineData("gb18030", false, "gb18030")]
    [InlineData("utf-16le", true, "")]
    [InlineData("utf-16be", true, "utf16")]
    [InlineData("utf-16le", false, "utf16")]
    [InlineData("utf-16be", false, "utf16")]
    public async Task A_file_is_read_and_its_rejects_come_back_in_its_own_encoding(string name, bool isMarked, string charset)
    {
        await using var api = await Api.On(Backend.Sqlite);
        var encoding = FileEncoding.Of(name);
        byte[] Written(string text) => [.. isMarked ? encoding.Mark : [], .. encoding.Encoding.GetBytes(text)];

        var job = await api.Ends(Api.Id(await Api.Body(await api.Upload("divisions", Written(Rare), charset.Length is 0 ? "" : $"&charset={charset}"))));
        var rejects = await api.Get($"imports/{Api.Id(job)}/rejects");

        job.At("source/encoding").ShouldBe(name);
        job.At("source/format").ShouldBe("csv");
        job.Causes().ShouldBe(["division-unknown parent_code 3"]);
        job["warnings"]!.AsArray().ShouldBeEmpty();
        (await api.Ask("divisions/41")).At("name").ShouldBe("汪䶮𬭎省");
        rejects.Content.Headers.ContentType!.ToString().ShouldBe($"text/csv; charset={name}");
        (await rejects.Content.ReadAsByteArrayAsync(Api.Ct)).ShouldBe(Written("代码,名称,级别,上级代码,_errorCode,_message\r\n4102,开封市,city,49,division-unknown,No such division\r\n"));
    }

    [Fact]
    public void An_encoding_is_found_wherever_the_parts_of_the_file_end()
    {
        foreach (var encoding in new[] { FileEncoding.Utf8, FileEncoding.Gb18030 })
            for (var before = 0; before < 4; before++)
                foreach (var size in new[] { 5, 7, 4096, 65_537 })
                {
                    var bytes = encoding.Encoding.GetBytes(new string('a', before) + string.Concat(Enumerable.Repeat("兰考县汪䶮𬭎,\n", 10_000)));
                    var watch = new EncodingWatch(Charset.Auto);
                    foreach (var part in bytes.Chunk(size)) watch.Take(part).ShouldBeNull();
                    watch.End().Required().ShouldBe(encoding);
                }
    }

    [Fact]
    public async Task A_file_in_no_encoding_or_in_another_than_it_is_said_to_be_is_refused_before_anything_is_queued()
    {
        await using var api = await Api.On(Backend.Sqlite);
        async Task<string> Code(byte[] bytes, string query = "", string mediaType = "text/csv") => await Api.CodeOf(await api.Upload("divisions", bytes, query, mediaType));
        var gb = FileEncoding.Gb18030.Encoding.GetBytes(Rare);

        (await Code([0xC4, 0x0A])).ShouldBe("encoding-unsupported");
        (await Code([.. gb, 0xC4])).ShouldBe("encoding-unsupported");
        (await Code(Encoding.Unicode.GetBytes("code"))).ShouldBe("encoding-unsupported");
        (await Code([0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00])).ShouldBe("encoding-unsupported");
        (await Code(gb, "&charset=utf8")).ShouldBe("encoding-unsupported");
        (await Code(gb, mediaType: "text/csv; charset=utf-8")).ShouldBe("encoding-unsupported");
        (await Code([.. FileEncoding.Utf8.Mark, .. Encoding.UTF8.GetBytes(Rare)], "&charset=gb18030")).ShouldBe("encoding-unsupported");
        (await Code(gb, mediaType: "text/csv; charset=big5")).ShouldBe("encoding-unsupported");
        (await Code(gb, "&charset=big5")).ShouldBe("parameter-invalid");
        (await Code([])).ShouldBe("file-empty");
        (await api.Ask("imports"))["items"]!.AsArray().ShouldBeEmpty();
        (await api.Count("import_upload")).ShouldBe(0);
        // What the parameter names is meant, whatever a client writes by itself; GBK is a part of GB 18030.
        (await api.Upload("divisions", gb, "&charset=gb18030", "text/csv; charset=utf-8")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        (await api.Upload("divisions", gb, mediaType: "text/csv; charset=\"gbk\"")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_packed_file_is_unpacked_whether_it_says_so_or_not()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var packed = Packed(Encoding.UTF8.GetBytes(Loading.Lankao));
        using var content = Packed(packed, "gzip");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(packed), "file", "区划.csv.gz" } };

        var said = await api.Ends(Api.Id(await Api.Body(await api.Client.PostAsync("/api/v1/imports?type=divisions", content, Api.Ct))));
        var named = await api.Ends(Api.Id(await Api.Body(await api.Client.PostAsync("/api/v1/imports?type=divisions", form, Api.Ct))));
        var unsaid = await api.Ends(Api.Id(await Api.Body(await api.Upload("divisions", packed))));

        said.Stats().ShouldBe((3, 0, 0, 0));
        named.Stats().ShouldBe((0, 0, 3, 0));
        unsaid.Stats().ShouldBe((0, 0, 3, 0));
        foreach (var job in new[] { said, named, unsaid }) job.At("source/sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(packed)));
        named.At("source/fileName").ShouldBe("区划.csv.gz");
    }

    [Fact]
    public async Task A_packed_file_that_is_damaged_cut_short_or_too_much_is_refused_and_nothing_is_left()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:Imports:MaxBytes", "3000000"));
        var plain = Encoding.UTF8.GetBytes(Loading.Lankao);
        var packed = Packed(plain);
        byte[] damaged = [.. packed];
        damaged[^6] ^= 1;
        async Task<string> Code(byte[] bytes, string? coding = null)
        {
            using var content = Packed(bytes, coding);
            return await Api.CodeOf(await api.Client.PostAsync("/api/v1/imports?type=divisions", content, Api.Ct));
        }

        (await Code(plain, "gzip")).ShouldBe("gzip-malformed");
        (await Code(damaged)).ShouldBe("gzip-malformed");
        (await Code(packed[..^1])).ShouldBe("gzip-malformed");
        (await Code(packed[..^8])).ShouldBe("gzip-malformed");
        (await Code(packed[..(packed.Length / 2)])).ShouldBe("gzip-malformed");
        (await Code(packed[..12])).ShouldBe("gzip-malformed");
        (await Code([.. packed, .. plain])).ShouldBe("gzip-malformed");
        (await Code([.. packed, .. new byte[100_000]])).ShouldBe("gzip-malformed");
        (await Code([.. packed, .. packed])).ShouldBe("gzip-malformed");
        (await Code(plain, "br")).ShouldBe("media-type-unsupported");
        (await Code([], "gzip")).ShouldBe("file-empty");
        (await Api.CodeOf(await api.Upload("divisions", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncode,na"u8.ToArray(), mediaType: "multipart/form-data; boundary=b"))).ShouldBe("file-malformed");
        (await Code(Packed([]))).ShouldBe("file-empty");
        // 300 MB in 300 KB, as lines and as one cell.
        (await Code(Packed("code,name\n"u8.ToArray(), 30_000_000))).ShouldBe("body-too-large");
        (await Code(Packed("x"u8.ToArray(), 300_000_000))).ShouldBe("file-malformed");
        (await Code(Packed(new byte[1], 100_000_000))).ShouldBe("encoding-unsupported");
        (await api.Count("import_upload")).ShouldBe(0);
        (await api.Count("import_job")).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_of_a_hundred_thousand_columns_fails_and_a_row_of_them_is_rejected()
    {
        await using var api = await Api.On(Backend.Sqlite);

        (await api.Loads("divisions", new string(',', 100_000) + "\n1\n")).Causes().ShouldBe(["file-malformed  1"]);
        (await api.Loads("divisions", Loading.Lankao + new string(',', 100_000) + "\n")).Causes().ShouldBe(["row-malformed  5"]);
    }

    [Fact]
    public async Task An_apostrophe_that_keeps_a_cell_from_being_a_formula_is_no_part_of_it()
    {
        await using var api = await Api.On(Backend.Sqlite);

        var job = await api.Loads("divisions", "code,name,level,parent_code\n41,'=河南省,province,'-\n42,''湖北省,province,\n43,'湖南省,province,\n44,'@市,city,49\n");

        job.Stats().ShouldBe((3, 0, 0, 1));
        (await api.Ask("divisions/41")).At("name").ShouldBe("=河南省");
        (await api.Ask("divisions/42")).At("name").ShouldBe("'湖北省");
        (await api.Ask("divisions/43")).At("name").ShouldBe("'湖南省");
        (await api.Rejects(job)).ShouldContain("44,'@市,city,49,division-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task Objects_on_lines_are_rows_and_what_is_rejected_loads_again_once_it_is_mended(Backend backend)
    {
        await using var api = await Api.On(backend);
        string[] lines =
        [
            """{"代码":41,"NAME":"河南省","level":"省","parent_code":null,"_note":{"by":["x"]},"备注":true}""",
            "",
            """  {"code":410200000000,"name":"开封市","level":"市","parent_code":"41"}  """,
            """{"code":"4103","name":"洛阳市","level":"city","parent_code":"49","说明":1.50}""",
            """{"code":"4104","代码":"4104","name":"平顶山市","level":"city","parent_code":"41"}""",
            """{"code":"4105","name":{"zh":"安阳市"},"level":"city","parent_code":"41"}""",
            """["4106","鹤壁市","city","41"]""",
            """{"code":"4107","name":"新乡市","level":"city","parent_code":"41"} {}""",
            """{"code":"4108","name":"焦作\u0000市","level":"city","parent_code":"41"}""",
            """{"code":"4109","name":"濮阳\ud800市","level":"city","parent_code":"41"}""",
            """{"code":"4110","name":"许昌市","x":1,"x":1,"level":"city","parent_code":"41"}""",
            """{"code":"4111","level":"city","parent_code":"41"}""",
            """{"code":"4112","name":"三门峡市","level":"city","parent_code":"41"}""",
        ];

        var job = await api.Ends(Api.Id(await Api.Body(await api.Upload("divisions", Encoding.UTF8.GetBytes("\uFEFF" + string.Join("\r\n", lines)), mediaType: "application/x-ndjson"))));
        var response = await api.Get($"imports/{Api.Id(job)}/rejects");
        var rejects = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Api.Ct));

        job.At("source/format").ShouldBe("ndjson");
        job.At("source/rows").ShouldBe("12");
        job.Stats().ShouldBe((3, 0, 0, 9), job.ToJsonString());
        job.Causes().ShouldBe(
            ["row-malformed  7+8+9+10", "division-unknown parent_code 4", "row-malformed 代码 5", "row-malformed name 6", "row-malformed x 11", "cell-missing name 12"]);
        job["warnings"]!.AsArray().Select(warning => warning.At("property")).ShouldBe(["备注", "说明", "x"]);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/x-ndjson; charset=utf-8");
        rejects.ShouldStartWith("\uFEFF{\"code\":\"4103\",\"name\":\"洛阳市\",\"level\":\"city\",\"parent_code\":\"49\",\"说明\":1.50,\"_errorCode\":\"division-unknown\",\"_message\":\"No such division\"}\n");
        rejects.ShouldContain("{\"_raw\":\"[\\\"4106\\\",");
        (await api.Ask("divisions/4112"))["parent"].At("name").ShouldBe("河南省");

        var mended = await api.Ends(Api.Id(await Api.Body(await api.Upload(
            "divisions", FileEncoding.Gb18030.Encoding.GetBytes(rejects[1..].Replace("\"49\"", "\"41\"")), mediaType: "application/x-ndjson"))));

        mended.At("source/encoding").ShouldBe("gb18030");
        mended.Stats().Created.ShouldBe(1);
        mended["warnings"]!.AsArray().Select(warning => warning.At("property")).ShouldBe(["说明", "x"]);
        (await api.Rejects(mended)).Split("\"_errorCode\"").Length.ShouldBe(9);
    }

    [Fact]
    public async Task Rejects_that_are_loaded_again_tell_anew_what_is_wrong()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var first = await api.Rejects(await api.Loads("divisions", "code,name,level,parent_code\n4102,开封市,city,49\n4103,洛阳市,town,41\n"));

        var job = await api.Loads("divisions", first.Replace("49", "48"));

        job["warnings"]!.AsArray().ShouldBeEmpty();
        (await api.Rejects(job)).ShouldBe(first.Replace("49", "48"));
    }

    [Fact]
    public async Task The_same_roster_makes_the_same_register_in_every_format()
    {
        string[] columns = ["staffNumber", "name", "division", "organization", "organizationKind", "position", "title", "validFrom"];
        var rows = Enumerable.Range(1, 200).Select(i => (string[])[
            string.Create(CultureInfo.InvariantCulture, $"R{i:000}"), string.Create(CultureInfo.InvariantCulture, $"测{i}䶮"), "410225",
            string.Create(CultureInfo.InvariantCulture, $"第{i % 20}单位"), "government", "leader", string.Create(CultureInfo.InvariantCulture, $"副职{i}"), "2016-05-01"]).ToList();
        string Csv(string header) => header + "\n" + string.Join('\n', rows.Select(row => string.Join(',', row)));
        var english = Encoding.UTF8.GetBytes(Csv(string.Join(',', columns)));
        var objects = string.Join('\n', rows.Select(row => new JsonObject(columns.Zip(row, (column, cell) => KeyValuePair.Create(column, (JsonNode?)cell))).ToJsonString()));
        (byte[] Bytes, string MediaType)[] files =
        [
            (english, "text/csv"),
            (FileEncoding.Gb18030.Encoding.GetBytes(Csv("工号,姓名,区划代码,任职机构,机构类型,职务类别,职务,任职日期")), "text/csv"),
            (Packed(english), "text/csv"),
            (Encoding.UTF8.GetBytes(objects), "application/x-ndjson"),
        ];
        var registers = new List<string>();

        foreach (var (bytes, mediaType) in files)
        {
            await using var api = await Api.On(Backend.Sqlite);
            await api.Loads("divisions", Loading.Lankao);
            (await api.Ends(Api.Id(await Api.Body(await api.Upload("roster", bytes, mediaType: mediaType))))).Stats().ShouldBe((200, 0, 0, 0));
            registers.Add(await Register(api));
        }

        registers[0].ShouldContain("测200䶮");
        registers.ShouldAllBe(register => register == registers[0]);
    }

    /// <summary>All that the register knows, row by row.</summary>
    private static async Task<string> Register(Api api)
    {
        var text = new StringBuilder();
        foreach (var (table, key) in Tables.Domain)
            foreach (var row in await api.Database.Read(session => session.List<object>($"SELECT * FROM {table} ORDER BY {key}"), Api.Ct))
                text.Append(table).Append(' ').AppendJoin('|', ((IDictionary<string, object?>)row).Values).Append('\n');
        return text.ToString();
    }

    private static byte[] Packed(byte[] bytes, int times = 1)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            var block = new byte[bytes.Length * Math.Min(times, 100_000)];
            for (var i = 0; i < block.Length; i += bytes.Length) bytes.CopyTo(block, i);
            for (var left = times; left > 0; left -= 100_000) gzip.Write(block.AsSpan(0, bytes.Length * Math.Min(left, 100_000)));
        }
        return packed.ToArray();
    }

    private static ByteArrayContent Packed(byte[] bytes, string? coding)
    {
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse("text/csv") } };
        if (coding is not null) content.Headers.ContentEncoding.Add(coding);
        return content;
    }
}
