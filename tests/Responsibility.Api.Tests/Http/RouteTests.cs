using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Responsibility.Api.Http;

namespace Responsibility.Api.Tests.Http;

/// <summary>What holds for every route, whoever adds the next one.</summary>
public sealed class RouteTests
{
    private static readonly string[] Open = ["/healthz/live", "/healthz/ready", "/openapi/{documentName}.json", "swagger", "swagger/"];

    [Fact]
    public async Task Every_route_needs_a_key_except_those_that_are_documented_as_open()
    {
        await using var api = await Api.On(Backend.Sqlite);
        Routes(api)
            .Where(route => route.Metadata.GetMetadata<IAuthorizeData>() is null || route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(route => route.RoutePattern.RawText!)
            .Where(path => !Open.Contains(path, StringComparer.Ordinal) && !path.StartsWith("/swagger", StringComparison.Ordinal) && !path.StartsWith("swagger/", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task The_container_can_build_whatever_it_holds()
    {
        await using var api = await Api.On(Backend.Sqlite, ("environment", "Development"));
        ((int)(await api.Get("whoami")).StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task Every_route_of_the_api_says_what_it_answers_and_has_a_name_of_its_own()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var routes = Routes(api).Where(route => route.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)).ToList();

        routes.Where(route => route.Metadata.GetMetadata<AnswersMetadata>() is null).Select(route => route.DisplayName).ShouldBeEmpty();
        routes.Select(route => route.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName).ShouldBeUnique(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Every_route_that_changes_something_asks_for_more_than_reading()
    {
        await using var api = await Api.On(Backend.Sqlite);
        Routes(api)
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(method => method is "POST" or "PUT" or "PATCH" or "DELETE") is true)
            .Where(route => route.Metadata.GetMetadata<AsksMetadata>() is null)
            .Where(route => route.Metadata.GetOrderedMetadata<IAuthorizeData>().All(data => data.Policy == Responsibility.Api.Access.Policies.Read))
            .Select(route => route.DisplayName)
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Documentation_can_be_closed_to_strangers()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:PublicDocumentation", "false"));
        using var stranger = api.Connect(null);
        ((int)(await stranger.GetAsync("/openapi/v1.json", Api.Ct)).StatusCode).ShouldBe(401);
        ((int)(await stranger.GetAsync("/swagger/index.html", Api.Ct)).StatusCode).ShouldBe(401);
        ((int)(await api.Client.GetAsync("/openapi/v1.json", Api.Ct)).StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task Swagger_UI_is_there_for_strangers()
    {
        await using var api = await Api.On(Backend.Sqlite);
        using var stranger = api.Connect(null);
        (await stranger.GetStringAsync("/swagger/index.html", Api.Ct)).ShouldContain("swagger-ui");
    }

    private static IEnumerable<RouteEndpoint> Routes(Api api) => api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
