namespace Responsibility.Api.Http;

/// <summary>Which form of a statement a body takes: the whole, a change from a day on, or a correction.</summary>
internal enum BodyForm { Whole, Change, Correction }

/// <summary>The body of a route, for its OpenAPI text.</summary>
internal sealed record TakesMetadata(Type Type, BodyForm Form);

/// <summary>The media types in which a route takes a file, for its OpenAPI text.</summary>
internal sealed record TakesFileMetadata(IReadOnlyList<string> MediaTypes);

/// <summary>The answer of a route, for its OpenAPI text.</summary>
/// <param name="Csv">Whether it is offered as CSV too.</param>
/// <param name="Seen">Whether it is one resource with its version and dates in headers; where absent, told from the answer's type.</param>
/// <param name="Events">Whether it is offered as a stream of server-sent events too.</param>
/// <param name="Html">Whether it is offered as a page too.</param>
/// <param name="Media">Media type of an answer that is not JSON.</param>
/// <param name="Example">Such an answer, where its media type alone does not tell.</param>
internal sealed record AnswersMetadata(int Status, Type? Type, bool Csv = false, bool? Seen = null, bool Events = false, bool Html = false, string? Media = null, string? Example = null);

/// <summary>Marks a route that answers 200 with the thing as it is where what is stated was recorded before.</summary>
internal sealed record RepeatsMetadata;

/// <summary>Marks a route that shows masked members as they are to those who may see them and say why.</summary>
internal sealed record UnmasksMetadata;

/// <summary>Marks a route that those may call who do not reach everything.</summary>
internal sealed record HeedsScopeMetadata;

/// <summary>Marks a route that answers much at once and takes as long as that takes.</summary>
internal sealed record ExportsMetadata;

/// <summary>What OpenAPI says of a route, and who may call it.</summary>
internal static class Describe
{
    extension(RouteHandlerBuilder route)
    {
        /// <summary>Names the route after its use case and says what it answers.</summary>
        public RouteHandlerBuilder Describes<T>(string useCase, string tag, string summary, int status) =>
            route.Describes(useCase, tag, summary, new AnswersMetadata(status, typeof(T)));

        public RouteHandlerBuilder Describes(string useCase, string tag, string summary, int status) =>
            route.Describes(useCase, tag, summary, new AnswersMetadata(status, null));

        public RouteHandlerBuilder Describes(string useCase, string tag, string summary, AnswersMetadata answers) => route
            .WithName(char.ToLowerInvariant(useCase[0]) + useCase[1..]).WithTags(tag).WithSummary(summary).WithMetadata(answers);

        /// <summary>The body's type, and in which form it is taken.</summary>
        public RouteHandlerBuilder Takes<T>(BodyForm form = BodyForm.Whole) => route.WithMetadata(new TakesMetadata(typeof(T), form));

        /// <summary>The media types in which the body is a file; in a form, its part named <c>file</c>.</summary>
        public RouteHandlerBuilder TakesFile(params IReadOnlyList<string> mediaTypes) => route.WithMetadata(new TakesFileMetadata(mediaTypes));

        /// <summary>Only for those who may write.</summary>
        public RouteHandlerBuilder Writes() => route.RequireAuthorization(Access.Policies.Write);

        /// <summary>A POST that changes nothing.</summary>
        public RouteHandlerBuilder Asks() => route.WithMetadata(new AsksMetadata());

        /// <summary>What was recorded before is answered with 200 beside the 201 of what is new.</summary>
        public RouteHandlerBuilder Repeats() => route.WithMetadata(new RepeatsMetadata());

        /// <summary>For those with a scope too: the route tells nothing of what is beyond it, and changes nothing there.</summary>
        public RouteHandlerBuilder HeedsScope() => route.WithMetadata(new HeedsScopeMetadata());

        /// <summary>Only for those who may see sanctions; each reading is written down.</summary>
        public RouteHandlerBuilder Confides(Access.AccessedNoun noun) => route.RequireAuthorization(Access.Policies.Confide).AddEndpointFilter(Access.AccessLog.Noting(noun));

        /// <summary>Takes a reason for which masked members are shown as they are.</summary>
        public RouteHandlerBuilder UnmasksForReason() => route.WithMetadata(new UnmasksMetadata());

        /// <summary>Answers much at once: as long as it takes, and only so many at a time.</summary>
        public RouteHandlerBuilder Exports() => route.WithMetadata(new ExportsMetadata());

        /// <summary>Only for those who may see into the ledger.</summary>
        public RouteHandlerBuilder Audits() => route.RequireAuthorization(Access.Policies.Audit);

        /// <summary>Only for administrators.</summary>
        public RouteHandlerBuilder Administers() => route.RequireAuthorization(Access.Policies.Administer);
    }
}
