using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Imports;

/// <summary>Files as people send them.</summary>
internal static class Loading
{
    /// <summary>河南省, 开封市, 兰考县.</summary>
    public const string Lankao = "code,name,level,parent_code\n41,河南省,province,\n4102,开封市,city,41\n410225,兰考县,county,4102\n";

    public const string RosterHeader = "staffNumber,name,division,organization,organizationKind,position,title,kind,validFrom,validUntil,document,phone\n";

    extension(Api api)
    {
        public async Task<HttpResponseMessage> Upload(string type, byte[] bytes, string query = "", string mediaType = "text/csv")
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
            return await api.Client.PostAsync($"/api/v1/imports?type={type}{query}", content, Api.Ct);
        }

        /// <summary>Starts a job.</summary>
        public async Task<long> Starts(string type, string csv, string query = "") => Api.Id(await Api.Body(await api.Upload(type, Encoding.UTF8.GetBytes(csv), query)));

        /// <summary>Loads a file and yields the report.</summary>
        public async Task<JsonObject> Loads(string type, string csv, string query = "") => await api.Ends(await api.Starts(type, csv, query));

        /// <summary>The report of a job once it is over.</summary>
        public async Task<JsonObject> Ends(long id)
        {
            while (true)
            {
                var job = await api.Ask($"imports/{id}");
                if (job["state"]!.GetValue<string>() is not ("queued" or "running")) return job;
                await Task.Delay(20, Api.Ct);
            }
        }

        public Task<string> Rejects(JsonObject job) => api.Text($"imports/{Api.Id(job)}/rejects");

        /// <summary>A file to the byte: reading it as a string would drop the mark of its encoding.</summary>
        public async Task<string> Text(string path) => Encoding.UTF8.GetString(await (await api.Get(path)).Content.ReadAsByteArrayAsync(Api.Ct));
    }

    /// <summary>created, updated, unchanged, rejected.</summary>
    public static (long Created, long Updated, long Unchanged, long Rejected) Stats(this JsonObject job)
    {
        var stats = job["stats"]!.AsObject();
        (Of("created") + Of("updated") + Of("unchanged") + Of("rejected")).ShouldBe(Of("total"));
        return (Of("created"), Of("updated"), Of("unchanged"), Of("rejected"));

        long Of(string name) => stats[name]!.GetValue<long>();
    }

    /// <summary>Codes of rejection, with the column at fault and the lines.</summary>
    public static IReadOnlyList<string> Causes(this JsonObject job) =>
        [.. job["errorGroups"]!.AsArray().Select(g => $"{g!["code"]} {g["property"]} {string.Join('+', g["rows"]!.AsArray().Select(r => r!.ToString()))}")];
}
