namespace Responsibility.Api.Http;

/// <summary>Answers that no cache may keep, not even the asker's own: sanctions, what tells who was suspected of what, and notes that can be erased.</summary>
internal static class NotStored
{
    extension(RouteHandlerBuilder route)
    {
        /// <summary>Every answer of the route, refusals too, says <c>no-store</c>.</summary>
        public RouteHandlerBuilder IsNotStored() => route.AddEndpointFilter(async (context, next) =>
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
