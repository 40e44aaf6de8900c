using System.Globalization;
using FluentValidation.Validators;
using Microsoft.OpenApi;

namespace Responsibility.Api.OpenApi;

/// <summary>Bounds as the validators check them, so that a schema and a refusal never say different things.</summary>
internal sealed class Bounds(IServiceProvider services)
{
    /// <summary>Tells in the schema of a member what its validator demands of every value.</summary>
    /// <param name="member">The member's name in C#.</param>
    public void Tell(Type owner, string member, OpenApiSchema schema)
    {
        if (services.GetService(typeof(IValidator<>).MakeGenericType(owner)) is not IValidator validator) return;
        foreach (var demand in Demands(validator, member))
        {
            switch (demand)
            {
                case ILengthValidator { Max: > 0 and var longest }:
                    schema.MaxLength = longest;
                    break;
                case IBetweenValidator between:
                    schema.Minimum = Convert.ToString(between.From, CultureInfo.InvariantCulture);
                    schema.Maximum = Convert.ToString(between.To, CultureInfo.InvariantCulture);
                    break;
                case INotEmptyValidator when schema.Type?.HasFlag(JsonSchemaType.String) is true && schema.Format is null:
                    schema.MinLength = 1;
                    break;
                case INotEmptyValidator when schema.Type?.HasFlag(JsonSchemaType.Array) is true:
                    schema.MinItems = 1;
                    break;
            }
        }
    }

    private static IEnumerable<IPropertyValidator> Demands(IValidator validator, string member)
    {
        foreach (var rule in validator.CreateDescriptor().Rules)
        {
            foreach (var component in rule.Components.Where(c => !c.HasCondition && !c.HasAsyncCondition))
            {
                if (rule.Member?.Name == member)
                {
                    yield return component.Validator;
                }
                else if (rule.Member is null && component.Validator is IChildValidatorAdaptor { ValidatorType: { } included } && Activator.CreateInstance(included) is IValidator child)
                {
                    foreach (var demand in Demands(child, member)) yield return demand;
                }
            }
        }
    }
}
