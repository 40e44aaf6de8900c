using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Responsibility.Api.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and Swagger UI at <c>/swagger</c>.</summary>
internal static class Documentation
{
    private const string Name = "v1";
    private const string Security = "key";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>The headings, in the order of a reader's interest.</summary>
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Chain", "Who is accountable for a place, a matter and a day, on what ground, and what is missing (责任链)."),
        ("Coverage", "Vacancies, gaps and how much of what is required is filled (缺职、空缺、覆盖率)."),
        ("Checks", "What does not hold together in the register, or is wanting in it (数据核查)."),
        ("Tasks", "Tasks, how they cascade down, progress, and how they stand (任务、分解、进度、亮灯)."),
        ("Supervision", "What is late on a day, and the notices that go up the ladder (督办、督办单)."),
        ("Duties", "What rules oblige officials to do again and again, what they did, and who is behind (履职要求、履职记录)."),
        ("Handovers", "What a post hands over when its holder changes, and who signed for it (交接)."),
        ("Letters", "Responsibility letters that bodies sign with those above them, year by year (责任书)."),
        ("Problems", "Problems found, rectification and verification (问题、整改、验收)."),
        ("Inspections", "Inspections, and who was detached to the groups that carry them out (督导巡察)."),
        ("Accountability", "Cases, sanctions and whom they bear on (问责、处理)."),
        ("Reports", "What auditors ask of the whole: how long posts were vacant, what was recorded late, what was not signed (审计报表)."),
        ("Changes", "What was recorded, fact by fact (变更流)."),
        ("Appraisals", "Appraisal of those responsible (考评)."),
        ("Divisions", "Divisions and their changes, tags and numbers (行政区划、区划变更、标签、指标)."),
        ("Organizations", "Bodies in a division (机构)."),
        ("Posts", "Posts in an organization; they exist without their holders (职务、编制)."),
        ("Officials", "Those who can hold posts (干部)."),
        ("Appointments", "Who holds which post, when, on which document (任职)."),
        ("Portfolios", "What a post or a body has in its charge (分管)."),
        ("Contacts", "Which division a post or a body is linked to (联系、分包、包保)."),
        ("Imports", "Bulk loading of files (批量导入): CSV, or a JSON object on each line (NDJSON) with members named like columns; in UTF-8, UTF-16 or GB 18030; as they are or packed by gzip, of one member."),
        ("Exports", "Files of all that the register holds, that can be imported again (批量导出)."),
        ("Rule sets", "The documents from which responsibilities are derived, clause by clause (规则)."),
        ("Ledger", "Proof that nothing was changed or removed (账本)."),
        ("Access", "Keys, roles and who has read what (访问)."),
        ("Service", "The words of the API, and the state of the service."),
    ];

    extension(IServiceCollection services)
    {
        public IServiceCollection AddDocumentation()
        {
            services.AddSingleton<XmlDocs>().AddSingleton<Examples>().AddSingleton<Bounds>().AddSingleton<Schemas>();
            services.AddEndpointsApiExplorer();
            services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, LeftToMetadata>());
            // Swashbuckle's own generator comes after this one and so is not taken.
            services.AddSingleton<ISchemaGenerator>(provider => provider.GetRequiredService<Schemas>());
            return services.AddSwaggerGen(Configure);
        }
    }

    public static void MapDocumentation(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        IEndpointConventionBuilder[] routes =
        [
            app.MapSwagger("/openapi/{documentName}.json", options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1),
            app.MapSwaggerUI("swagger", options =>
            {
                options.DocumentTitle = "Responsibility";
                options.SwaggerEndpoint($"/openapi/{Name}.json", Name);
                options.EnableDeepLinking();
                options.EnablePersistAuthorization();
                options.DisplayOperationId();
            }),
        ];
        foreach (var route in routes)
        {
            if (settings.PublicDocumentation) route.AllowAnonymous();
            else route.RequireAuthorization(Access.Policies.Read);
        }
    }

    private static void Configure(SwaggerGenOptions options)
    {
        options.SwaggerDoc(Name, new OpenApiInfo
        {
            Title = "Responsibility",
            Version = Name,
            Description = "Who is accountable, for any place, matter and day; on what ground; and what came of it. Every answer is as of a day (`asOf`) and as known at a position of the ledger (`knownAt`).",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        });
        options.AddServer(new OpenApiServer { Url = "/" });
        options.AddSecurityDefinition(Security, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key, or a token of the identity provider that is configured.",
        });
        options.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Security, document)] = [] });
        options.OrderActionsBy(action => $"{Array.FindIndex(Tags, t => t.Name == TagOf(action)):00} /{action.RelativePath} {Array.IndexOf(Methods, action.HttpMethod)}");
        options.OperationFilter<Operations>();
        options.DocumentFilter<Headings>();
        options.SwaggerGeneratorOptions.SchemaComparer = StringComparer.Ordinal;
    }

    private static string? TagOf(ApiDescription action) => action.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Http.Metadata.ITagsMetadata>().LastOrDefault()?.Tags[0];

    /// <summary>Routes say themselves what they take and answer; what the framework guesses from delegates is left out.</summary>
    private sealed class LeftToMetadata : IApiDescriptionProvider
    {
        public int Order => 0;

        public void OnProvidersExecuting(ApiDescriptionProviderContext context)
        {
            foreach (var action in context.Results)
            {
                action.ParameterDescriptions.Clear();
                action.SupportedRequestFormats.Clear();
                action.SupportedResponseTypes.Clear();
            }
        }

        public void OnProvidersExecuted(ApiDescriptionProviderContext context)
        {
        }
    }

    /// <summary>The headings that are used, described and in order.</summary>
    private sealed class Headings : IDocumentFilter
    {
        public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
        {
            var used = context.ApiDescriptions.Select(TagOf).ToHashSet(StringComparer.Ordinal);
            swaggerDoc.Tags = Tags.Where(tag => used.Contains(tag.Name)).Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        }
    }
}
