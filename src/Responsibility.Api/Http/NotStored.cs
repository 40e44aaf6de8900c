namespace Responsibility.Api.Http;

/// <summary>Answers that no cache may keep, not even the asker's own: sanctions, what tells who was suspected of what, and notes that can be erased.</summary>
internal static class NotStored
{
    extension<TRoutes>(TRoutes route) where TRoutes : IEndpointConventionBuilder
    {
        /// <summary>Every answer of the route, or of each in a group, refusals too, says <c>no-store</c>.</summary>
        public TRoutes IsNotStored() => route.AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.OnStarting(static response =>
            {
                ((HttpResponse)response).Headers.CacheControl = "no-store";
                return Task.CompletedTask;
            }, context.HttpContext.Response);
            return await next(context);
        });
    }
}
