namespace Responsibility.Api.Access;

/// <summary>The doors through which the data are reached: each request has one that shows what its caller reaches, and only the program itself has that to everything.</summary>
internal static class Doors
{
    /// <summary>The key of the service that sees everything, for what runs without a caller.</summary>
    public const string Everything = "everything";

    extension(IServiceCollection services)
    {
        public IServiceCollection AddDatabase(Func<IServiceProvider, Database> open) => services
            .AddKeyedSingleton(Everything, (provider, _) => open(provider))
            .AddScoped(scope => scope.GetRequiredKeyedService<Database>(Everything).For(scope.GetRequiredService<Caller>()));
    }
}
