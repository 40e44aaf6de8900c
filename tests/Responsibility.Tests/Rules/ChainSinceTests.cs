using System.Globalization;
using CsCheck;
using static Responsibility.Rules.Story;

namespace Responsibility.Rules;

public sealed class ChainSinceTests
{
    private static Story Lankao(string asOf = "2017-07-09") => new Story(asOf).Place("兰考县", Level.County).Body(OrganizationKind.PartyCommittee);

    private static LinkVacancy? Vacancy(Story story) => story.Links("7").ShouldHaveSingleItem().Vacancy;

    [Fact]
    public void A_post_is_vacant_since_its_last_holder_left() =>
        Vacancy(Lankao().Post("partySecretary").Held("2010-01-01", "2017-05-01").Held("2005-01-01", "2010-01-01"))
            .ShouldBe(new LinkVacancy(VacancyStatus.Vacant, Day("2017-05-01")));

    [Fact]
    public void A_post_that_nobody_ever_held_is_vacant_since_it_was_made() =>
        Vacancy(Lankao().Post("partySecretary", from: "2017-02-01"))!.Since.ShouldBe(Day("2017-02-01"));

    [Fact]
    public void No_vacancy_is_older_than_the_rules() =>
        Vacancy(Lankao().Post("partySecretary").Held("2010-01-01", "2015-05-01"))!.Since.ShouldBe(Henan.ValidFrom);

    [Fact]
    public void A_vacancy_that_was_so_before_records_has_no_first_day()
    {
        var ground = Lankao().Post("partySecretary").Ground;
        var answer = Chain.Derive(Henan with { ValidFrom = Period.BeforeRecords }, ground, ChainFilter.None);
        answer.Links.Single(link => link.Basis.Clause == "7").Vacancy.ShouldBe(new LinkVacancy(VacancyStatus.Vacant, null));
    }

    [Fact]
    public void Acting_holders_are_listed_but_do_not_fill_the_seat()
    {
        var story = Lankao().Post("partySecretary").Held("2017-03-01", kind: AppointmentKind.InCharge);
        Vacancy(story)!.Status.ShouldBe(VacancyStatus.ActingOnly);
        story.Links("7")[0].Holders.ShouldHaveSingleItem();
        story.Gaps("7").First(gap => gap.Reason is GapReason.PostVacant).Acting.ShouldBeTrue();
    }

    [Theory, InlineData(AppointmentKind.Seconded), InlineData(AppointmentKind.Concurrent), InlineData(AppointmentKind.Substantive)]
    public void A_seat_is_filled_by_whoever_is_really_appointed(AppointmentKind kind) =>
        Vacancy(Lankao().Post("partySecretary").Held("2017-03-01", kind: kind)).ShouldBeNull();

    [Fact]
    public void A_successor_starts_on_the_day_the_predecessor_leaves()
    {
        var story = Lankao().Post("partySecretary").Held("2010-01-01", "2017-07-09").Held("2017-07-09");
        Vacancy(story).ShouldBeNull();
        story.Links("7")[0].Holders.ShouldHaveSingleItem().Appointment.ValidUntil.ShouldBeNull();
    }

    [Fact]
    public void Of_two_seats_one_may_be_open()
    {
        var gap = Lankao().Post("partySecretary", capacity: 2).Held("2010-01-01").Gaps("7").First(gap => gap.Reason is GapReason.PostVacant);
        gap.Seats.ShouldBe(1);
        Lankao().Post("partySecretary", capacity: 2).Held("2010-01-01").Held("2011-01-01").Links("7")[0].Vacancy.ShouldBeNull();
    }

    [Theory, InlineData("2017-08-08", VacancyStatus.EndingSoon), InlineData("2017-08-09", null), InlineData("2017-07-10", VacancyStatus.EndingSoon)]
    public void A_vacancy_is_announced_thirty_days_ahead(string until, VacancyStatus? status)
    {
        var story = Lankao().Post("partySecretary").Held("2010-01-01", until);
        Vacancy(story)?.Status.ShouldBe(status!.Value);
        (Vacancy(story) is null).ShouldBe(status is null);
        story.Gaps("7").ShouldNotContain(gap => gap.Reason == GapReason.PostVacant);
    }

    [Theory, InlineData("2017-08-01", AppointmentKind.Substantive, false), InlineData("2017-08-02", AppointmentKind.Substantive, true), InlineData("2017-08-01", AppointmentKind.Acting, true)]
    public void A_successor_in_time_takes_the_announcement_away(string from, AppointmentKind kind, bool announced) =>
        (Vacancy(Lankao().Post("partySecretary").Held("2010-01-01", "2017-08-01").Held(from, kind: kind)) is not null).ShouldBe(announced);

    [Fact]
    public void The_other_holder_of_two_seats_is_nobodys_successor() =>
        Vacancy(Lankao().Post("partySecretary", capacity: 2).Held("2010-01-01", "2017-08-01").Held("2011-01-01"))!.Status.ShouldBe(VacancyStatus.EndingSoon);

    [Fact]
    public void Who_only_acts_may_leave_unannounced() =>
        Vacancy(Lankao().Post("partySecretary").Held("2010-01-01", "2017-07-20").Held("2017-07-20", "2017-07-25").Held("2017-01-01", "2017-07-30", AppointmentKind.Acting)).ShouldBeNull();

    [Fact]
    public void A_holder_whose_term_goes_on_in_its_next_row_leaves_at_its_end()
    {
        var ground = Lankao().Post("partySecretary").Held("2016-01-01", "2017-07-20").Ground;
        ChainLink Link(string until) => Chain.Derive(Henan, ground with { Terms = [.. ground.Terms, ground.Terms[0] with { ValidFrom = Day("2017-07-20"), ValidUntil = Day(until), Ledger = 99 }] }, ChainFilter.None)
            .Links.Single(link => link.Basis.Clause == "7");
        Link("2017-08-01").Vacancy!.Status.ShouldBe(VacancyStatus.EndingSoon);
        Link("2018-08-01").Vacancy.ShouldBeNull();
    }

    [Fact]
    public void A_post_that_came_from_another_body_is_as_old_as_it_was_there()
    {
        var ground = Lankao().Post("partySecretary", from: "2017-06-01").Ground;
        var moved = ground with { Seats = [ground.Seats[0] with { Start = Day("2010-01-01") }] };
        Chain.Derive(Henan, moved, ChainFilter.None).Gaps.First(gap => gap.Post is not null).Since.ShouldBe(Henan.ValidFrom);
    }

    [Fact]
    public void The_end_of_the_calendar_is_not_soon() => Vacancy(Lankao("9999-12-15").Post("partySecretary").Held("2010-01-01")).ShouldBeNull();

    [Fact]
    public void A_term_that_goes_on_in_its_next_row_has_not_ended()
    {
        var story = Lankao().Post("partySecretary", capacity: 2).Held("2016-01-01", "2017-04-01");
        var ground = story.Ground;
        var ground2 = ground with { Terms = [.. ground.Terms, ground.Terms[0] with { ValidFrom = Day("2017-04-01"), ValidUntil = Period.Open, Ledger = 99 }] };
        Chain.Derive(Henan, ground2, ChainFilter.None).Links.Single(link => link.Basis.Clause == "7").Vacancy!.Since.ShouldBe(Henan.ValidFrom);
    }

    [Fact]
    public void A_missing_body_is_missing_since_the_last_one_ended() =>
        new Story().Place("兰考县", Level.County).Body(OrganizationKind.Government, until: "2017-04-01").Gaps("6")
            .Single(gap => gap.OrganizationKind is OrganizationKind.Government).Since.ShouldBe(Day("2017-04-01"));

    [Fact]
    public void A_missing_post_is_missing_since_the_last_one_ended_or_the_place_began()
    {
        Lankao().Post("partySecretary", until: "2017-06-01").Gaps("7").First(gap => gap.Position == "partySecretary").Since.ShouldBe(Day("2017-06-01"));
        new Story().Place("新县", Level.County, from: "2017-05-05").Body(OrganizationKind.PartyCommittee).Gaps("7")[0].Since.ShouldBe(Day("2017-05-05"));
    }

    [Fact]
    public void A_post_is_missing_since_it_went_though_its_body_went_later()
    {
        var gap = new Story().Place("兰考县", Level.County).Body(OrganizationKind.PartyCommittee, until: "2017-06-01").Gaps("7").First(gap => gap.Position == "partySecretary");
        gap.Reason.ShouldBe(GapReason.OrganizationMissing);
        gap.Since.ShouldBe(Henan.ValidFrom);
    }

    private static DateOnly? GroupMissingSince(Story story) => story.Gaps("10").ShouldHaveSingleItem().Since;

    [Fact]
    public void A_condition_holds_since_the_start_of_its_unbroken_run()
    {
        Story Village() => new Story().Place("张庄村", Level.Village);
        GroupMissingSince(Village().Tag("poorVillage", "2017-02-01", "2017-03-01").Tag("poorVillage", "2017-03-01")).ShouldBe(Day("2017-02-01"));
        GroupMissingSince(Village().Tag("poorVillage", "2017-02-01", "2017-02-28").Tag("poorVillage", "2017-03-01")).ShouldBe(Day("2017-03-01"));
        GroupMissingSince(Village().Tag("weakOrganization", "2017-02-01", "2017-05-01").Tag("poorVillage", "2017-03-01")).ShouldBe(Day("2017-02-01"));
        GroupMissingSince(Village().Tag("keyArea", "2017-02-01").Tag("poorVillage", "2017-03-01")).ShouldBe(Day("2017-03-01"));
    }

    [Fact]
    public void The_start_of_a_run_is_the_first_day_back_to_which_no_day_is_missing() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 12]).Array[0, 12].Sample(spans =>
        {
            // The village is tagged for these spans of days; the chain is asked on day 40.
            var origin = Day("2017-03-01");
            var held = new bool[100];
            var story = new Story(origin.AddDays(40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Place("张庄村", Level.Village);
            foreach (var (start, length) in spans)
            {
                Array.Fill(held, true, start, length);
                story.Tag("poorVillage", Iso(start), Iso(start + length));
            }
            var first = 40;
            while (first > 0 && held[first - 1]) first--;
            return held[40] ? GroupMissingSince(story) == origin.AddDays(first) : story.Gaps("10").Count is 0;

            string Iso(int day) => origin.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        });
}
