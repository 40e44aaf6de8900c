using FluentValidation.Results;

namespace Responsibility.Api;

/// <summary>Refuses an invalid request before its handler sees it.</summary>
internal sealed class Validation<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : IRefusable<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        foreach (var validator in validators)
            if (Shape.Refusal(validator, request) is { } refusal)
                return TResponse.Refuse(refusal);
        return await next();
    }
}

/// <summary>The shape of a request: what can be said of it without looking anything up.</summary>
internal static class Shape
{
    /// <summary>What <paramref name="validator"/> has against <paramref name="request"/>, if anything.</summary>
    public static Refusal? Refusal<T>(IValidator<T> validator, T request) => validator.Validate(request) is { IsValid: false } invalid
        ? Refusals.Invalid with { Faults = [.. invalid.Errors.Select(Fault)] }
        : null;

    /// <summary>FluentValidation's own codes, such as <c>NotEmptyValidator</c>, in the form of all other codes: <c>not-empty</c>.</summary>
    private static Fault Fault(ValidationFailure failure) => new(
        // An element of a list is a step of its own: results[0].code is /results/0/code.
        "/" + failure.PropertyName.Replace('.', '/').Replace('[', '/').Replace("]", "", StringComparison.Ordinal),
        string.Concat(failure.ErrorCode.Replace("Validator", "", StringComparison.Ordinal)
            .Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString())),
        Text.Same(failure.ErrorMessage),
        Value(failure.AttemptedValue));

    private static string? Value(object? value) => value switch
    {
        null => null,
        DateOnly day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        Enum word => Parameters.Word(word),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
    };
}

/// <summary>Rules that many validators share.</summary>
internal static class Rules
{
    public const int NameLength = 200;
    public const int DocumentLength = 100;
    public const int TextLength = 4000;

    extension<T>(IRuleBuilder<T, string?> rule)
    {
        /// <summary>The code of a division, of 2, 4, 6, 9 or 12 digits, or an area's own.</summary>
        public IRuleBuilderOptions<T, string?> DivisionCode() => rule
            .Must(code => code is null || Responsibility.DivisionCode.TryParse(code, out _))
            .WithErrorCode("division-code")
            .WithMessage(_ => Say("A division's code has 2, 4, 6, 9 or 12 digits; an area's has letters, digits and '-', at most 32.",
                "区划代码为 2、4、6、9 或 12 位数字;片区代码由字母、数字和“-”组成,最长 32 位。"));

        /// <summary>A number of an official document, such as 豫组干〔2017〕12号.</summary>
        public IRuleBuilderOptions<T, string?> DocumentNumber() => rule.MaximumLength(DocumentLength);

        /// <summary>A name that people read: not blank, at most 200 characters, no control characters.</summary>
        public IRuleBuilderOptions<T, string?> Name() => rule.NotEmpty().MaximumLength(NameLength)
            .Must(name => name is null || !name.Any(char.IsControl)).WithErrorCode("control-character")
            .WithMessage(_ => Say("A name has no control characters.", "名称不能含控制字符。"));
    }

    extension<T>(AbstractValidator<T> validator)
    {
        /// <summary>A period lasts at least one day.</summary>
        public void PeriodOfDays(System.Linq.Expressions.Expression<Func<T, DateOnly?>> until, Func<T, DateOnly?> from) => validator
            .RuleFor(until)
            .Must((request, end) => (end ?? Period.Open) > (from(request) ?? Period.BeforeRecords))
            .WithErrorCode("period-empty")
            .WithMessage(_ => Say("The first day no longer valid must be later than the first day.", "失效首日必须晚于生效首日。"));
    }

    /// <summary>The text in the language of the request at hand.</summary>
    public static string Say(string en, string zh) => new Text(en, zh).In(System.Globalization.CultureInfo.CurrentUICulture);
}
