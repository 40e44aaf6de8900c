using Microsoft.AspNetCore.Authentication;
using Responsibility.Api;
using Responsibility.Api.Access;
using Responsibility.Api.Accountability;
using Responsibility.Api.Appointments;
using Responsibility.Api.Chain;
using Responsibility.Api.Contacts;
using Responsibility.Api.Coverage;
using Responsibility.Api.Imports;
using Responsibility.Api.Officials;
using Responsibility.Api.OpenApi;
using Responsibility.Api.Organizations;
using Responsibility.Api.Portfolios;
using Responsibility.Api.Posts;
using Responsibility.Api.RuleSets;
using Responsibility.Api.Service;
using Responsibility.Api.Tasks;
using Attribute = Responsibility.Api.Divisions.Attribute;

if (args.Contains(HealthCheck.Verb, StringComparer.Ordinal)) return await HealthCheck.Run(args);

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. args.Where(a => a != "--demo")], ContentRootPath = AppContext.BaseDirectory });
var settings = builder.AddSettings();

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(services => Database.Open(
    settings.Database, services.GetRequiredService<TimeProvider>(), settings.Zone, services.GetRequiredService<ILogger<Database>>()));
builder.Services.AddSingleton(FactKinds.Of(FactTypes.All));
builder.Services.AddMessaging();
builder.Services.AddValidatorsFromAssemblyContaining<Program>(ServiceLifetime.Singleton, includeInternalTypes: true);
builder.Services.AddNoun<DivisionNoun, EstablishDivision, DivisionEstablished, Division>();
builder.Services.AddNoun<AttributeNoun, StateAttribute, AttributeStated, Attribute>();
builder.Services.AddNoun<OrganizationNoun, EstablishOrganization, OrganizationEstablished, Organization>();
builder.Services.AddNoun<PostNoun, CreatePost, PostCreated, Post>();
builder.Services.AddNoun<OfficialNoun, RegisterOfficial, OfficialRegistered, Official>();
builder.Services.AddNoun<AppointmentNoun, AppointOfficial, OfficialAppointed, Appointment>();
builder.Services.AddNoun<PortfolioNoun, AssignPortfolio, PortfolioAssigned, Portfolio>();
builder.Services.AddNoun<ContactNoun, LinkContact, ContactLinked, Contact>();
builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
builder.Services.AddHttpConventions();
builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
    .WithOrigins([.. settings.Cors.Origins]).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("ETag", "Location", "As-Of", "Known-At")));
builder.Services.AddDocumentation();
builder.Services.AddImports();
if (settings.Demo) builder.Services.AddHostedService<Demo>();
builder.Services.AddSingleton<KeyRing>();
builder.Services.AddPolicies();
builder.Services.AddAuthentication(KeyAuthentication.Name).AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Name, null);

var app = builder.Build();
app.UseHttpConventions();
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();
app.UseMiddleware<Idempotent>();

var v1 = app.MapGroup("/api/v1").RequireAuthorization(Policies.Read).AddEndpointFilter<RefuseUnbound>();
EstablishDivisionEndpoint.Map(v1);
ListDivisionsEndpoint.Map(v1);
DivisionEndpoints.Map(v1);
ShowLineageEndpoint.Map(v1);
ChangeDivisionEndpoint.Map(v1);
ListDivisionChangesEndpoint.Map(v1);
ShowDivisionChangeEndpoint.Map(v1);
CorrectDivisionChangeEndpoint.Map(v1);
RetractDivisionChangeEndpoint.Map(v1);
TagDivisionEndpoint.Map(v1);
Endpoints.Map<AttributeNoun, StateAttribute, Attribute>(v1, "Attribute", "Divisions");
EstablishOrganizationEndpoint.Map(v1);
ListOrganizationsEndpoint.Map(v1);
Endpoints.Map<OrganizationNoun, EstablishOrganization, Organization>(v1, "Organization", "Organizations");
CreatePostEndpoint.Map(v1);
ListPostsEndpoint.Map(v1);
Endpoints.Map<PostNoun, CreatePost, Post>(v1, "Post", "Posts");
RegisterOfficialEndpoint.Map(v1);
ListOfficialsEndpoint.Map(v1);
Endpoints.Map<OfficialNoun, RegisterOfficial, Official>(v1, "Official", "Officials");
AppointOfficialEndpoint.Map(v1);
ListAppointmentsEndpoint.Map(v1);
Endpoints.Map<AppointmentNoun, AppointOfficial, Appointment>(v1, "Appointment", "Appointments");
AssignPortfolioEndpoint.Map(v1);
ListPortfoliosEndpoint.Map(v1);
Endpoints.Map<PortfolioNoun, AssignPortfolio, Portfolio>(v1, "Portfolio", "Portfolios");
LinkContactEndpoint.Map(v1);
ListContactsEndpoint.Map(v1);
Endpoints.Map<ContactNoun, LinkContact, Contact>(v1, "Contact", "Contacts");

WhoIsAccountableEndpoint.Map(v1);
AskChainsEndpoint.Map(v1);
ResponsibilitiesOfEndpoint.Map(v1);
ListGapsEndpoint.Map(v1);
AskCoverageEndpoint.Map(v1);
ListVacanciesEndpoint.Map(v1);
StartImportEndpoint.Map(v1, settings);
ListImportsEndpoint.Map(v1);
ShowImportEndpoint.Map(v1);
CancelImportEndpoint.Map(v1);
ShowRejectsEndpoint.Map(v1);
ShowTemplateEndpoint.Map(v1);

IssueTaskEndpoint.Map(v1);
ListTasksEndpoint.Map(v1);
ShowTaskEndpoint.Map(v1);
ShowTaskHistoryEndpoint.Map(v1);
WhoAnswersForTaskEndpoint.Map(v1);
AcknowledgeTaskEndpoint.Map(v1);
ReportProgressEndpoint.Map(v1);
ListProgressReportsEndpoint.Map(v1);
CompleteTaskEndpoint.Map(v1);

OpenCaseEndpoint.Map(v1);
ListCasesEndpoint.Map(v1);
ShowCaseEndpoint.Map(v1);
ShowCaseHistoryEndpoint.Map(v1);
ListCandidatesEndpoint.Map(v1);
DecideCaseEndpoint.Map(v1);
ListSanctionFormsEndpoint.Map(v1);

ListRuleSetsEndpoint.Map(v1);
ShowRuleSetEndpoint.Map(v1);
ShowVocabularyEndpoint.Map(v1);
ShowMetaEndpoint.Map(v1);
HealthEndpoints.Map(app);
app.MapDocumentation();

await app.Prepare(settings);
await app.RunAsync();
return 0;
