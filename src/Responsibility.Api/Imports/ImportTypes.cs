namespace Responsibility.Api.Imports;

/// <summary>Which code deals with which type of file.</summary>
internal static class ImportTypes
{
    public static IImportRows Rows(IServiceProvider services, JobRow job) =>
        Rows(services, job.ReadParams(), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"import {job.Id}"));

    public static IImportRows Rows(IServiceProvider services, ImportParams stated, string reason) => (IImportRows)ActivatorUtilities.CreateInstance(services, stated.Type switch
    {
        ImportType.Divisions => typeof(DivisionRows),
        ImportType.Attributes => typeof(AttributeRows),
        ImportType.Organizations => typeof(OrganizationRows),
        ImportType.Posts => typeof(PostRows),
        ImportType.Officials => typeof(OfficialRows),
        ImportType.Appointments => typeof(AppointmentRows),
        ImportType.Roster => typeof(RosterRows),
        ImportType.Portfolios => typeof(PortfolioRows),
        ImportType.Contacts => typeof(ContactRows),
        ImportType.Tasks => typeof(TaskRows),
        _ => typeof(ProgressRows),
    }, new ImportContext(stated, reason));

    extension(IServiceCollection services)
    {
        public IServiceCollection AddImports() => services
            .AddSingleton<RosterValidators>()
            .AddSingleton<ImportSignal>()
            .AddHostedService<ImportRunner>();
    }
}
