using System.Text.Json;

namespace Responsibility.Api.Tasks;

/// <summary>Which days are not worked, and which weekend days are (节假日安排).</summary>
internal sealed record ListHolidays : IRequest<Result<HolidayCatalogue>>;

/// <summary>Holidays by year; a year that is not there has its weekends only.</summary>
/// <param name="Items">The years.</param>
/// <example>
/// {
///   "items": [{
///     "year": 2017, "source": {"zh": "国务院办公厅关于2017年部分节假日安排的通知", "en": "Notice of the General Office of the State Council on the holidays of 2017"},
///     "holidays": [{"name": {"zh": "劳动节", "en": "Labour Day"}, "from": "2017-04-29", "to": "2017-05-01"}], "worked": ["2017-05-27"]
///   }]
/// }
/// </example>
public sealed record HolidayCatalogue(IReadOnlyList<HolidayYear> Items);

/// <summary>The holidays of a year.</summary>
/// <param name="Year">The year.</param>
/// <param name="Source">The notice that sets them.</param>
/// <param name="Holidays">The holidays.</param>
/// <param name="Worked">Saturdays and Sundays that are worked for them.</param>
public sealed record HolidayYear(int Year, BothLanguages Source, IReadOnlyList<Holiday> Holidays, IReadOnlyList<DateOnly> Worked);

/// <summary>A holiday.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">First day that is not worked.</param>
/// <param name="To">Last day that is not worked.</param>
public sealed record Holiday(BothLanguages Name, DateOnly From, DateOnly To);

/// <summary>The catalogues that are shipped with the program, one a year.</summary>
internal static class Holidays
{
    private static readonly Lazy<HolidayCatalogue> Read = new(() => new HolidayCatalogue(
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "catalogues"), "holidays-*.json").Order(StringComparer.Ordinal)
           select JsonSerializer.Deserialize<HolidayYear>(File.ReadAllBytes(file), ApiJson.Options)!,
    ]));

    private static readonly Lazy<WorkingDays> Made = new(() => new WorkingDays(
        from year in Read.Value.Items
        from holiday in year.Holidays
        from number in Enumerable.Range(holiday.From.DayNumber, holiday.To.DayNumber - holiday.From.DayNumber + 1)
        select DateOnly.FromDayNumber(number),
        Read.Value.Items.SelectMany(year => year.Worked)));

    public static HolidayCatalogue Catalogue => Read.Value;

    public static WorkingDays Calendar => Made.Value;
}

internal sealed class ListHolidaysHandler : IRequestHandler<ListHolidays, Result<HolidayCatalogue>>
{
    public Task<Result<HolidayCatalogue>> Handle(ListHolidays request, CancellationToken ct) => Task.FromResult<Result<HolidayCatalogue>>(Holidays.Catalogue);
}

internal static class ListHolidaysEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/catalogues/holidays", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListHolidays(), ct)).ToHttp(TypedResults.Ok))
        .Describes<HolidayCatalogue>(nameof(ListHolidays), "Tasks", "The holidays by which working days are counted", StatusCodes.Status200OK).HeedsScope();
}
