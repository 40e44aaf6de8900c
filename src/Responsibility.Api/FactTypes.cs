using System.Reflection;
using Responsibility.Api.Appointments;
using Responsibility.Api.Contacts;
using Responsibility.Api.Duties;
using Responsibility.Api.Inspections;
using Responsibility.Api.Letters;
using Responsibility.Api.Officials;
using Responsibility.Api.Organizations;
using Responsibility.Api.Portfolios;
using Responsibility.Api.Posts;
using Responsibility.Api.Problems;
using Responsibility.Api.Tasks;

namespace Responsibility.Api;

/// <summary>Every type of fact: those declared here, and for each noun those that all nouns share.</summary>
internal static class FactTypes
{
    private static readonly Type[] Nouns =
    [
        typeof(DivisionNoun), typeof(AttributeNoun), typeof(OrganizationNoun), typeof(PostNoun), typeof(OfficialNoun),
        typeof(AppointmentNoun), typeof(PortfolioNoun), typeof(ContactNoun), typeof(InspectionMemberNoun),
    ];

    private static readonly Type[] Shared = [typeof(Changed<>), typeof(Ended<>), typeof(Corrected<>), typeof(Retracted<>)];

    public static IEnumerable<Type> All =>
    [
        .. Assembly.GetExecutingAssembly().GetTypes().Where(t => !t.IsGenericType),
        .. from noun in Nouns from shared in Shared select shared.MakeGenericType(noun),
        // Progress is corrected, and nothing else; a problem can be taken back besides, and an inspection also ends.
        typeof(Corrected<ProgressNoun>),
        typeof(Corrected<ProblemNoun>), typeof(Retracted<ProblemNoun>),
        typeof(Ended<InspectionNoun>), typeof(Corrected<InspectionNoun>), typeof(Retracted<InspectionNoun>),
        typeof(Corrected<DutyRecordNoun>), typeof(Retracted<DutyRecordNoun>),
        typeof(Corrected<LetterNoun>), typeof(Retracted<LetterNoun>),
    ];
}
