using static Responsibility.Rules.Story;

namespace Responsibility.Rules;

public sealed class ChainTests
{
    [Fact]
    public void The_answer_says_what_was_asked()
    {
        var answer = new Story().Place("河南省", Level.Province).Place("兰考县", Level.County).Chain();
        answer.Division.Name.ShouldBe("兰考县");
        answer.AsOf.ShouldBe(Day("2017-07-09"));
        answer.RuleSet.ShouldBe(new RuleSetReference("henan-2017", 1));
        answer.Complete.ShouldBeFalse();
        answer.Gaps.ShouldNotBeEmpty();
    }

    [Fact]
    public void Links_are_ordered_by_level_then_rule_then_organization_then_post()
    {
        var story = new Story().Place("河南省", Level.Province)
            .Body(OrganizationKind.Government).Post("governmentHead").Post("governmentHead").Body(OrganizationKind.PartyCommittee).Post("partySecretary")
            .Place("兰考县", Level.County).Body(OrganizationKind.PartyCommittee).Post("partySecretary");
        var ground = story.Ground with { Seats = [.. story.Ground.Seats.Reverse()], Bodies = [.. story.Ground.Bodies.Reverse()] };
        var links = Chain.Derive(Henan, ground, ChainFilter.None).Links;
        links.Select(link => $"{link.Basis.Clause} {link.Organization.Id.Value} {link.Post?.Id.Value}".TrimEnd())
            .ShouldBe(["1 2", "1 5", "2 2 3", "2 2 4", "2 5 6", "6 8", "7 8 9"]);
    }

    [Fact]
    public void A_link_names_every_row_it_rests_on()
    {
        var story = new Story().Place("张庄村", Level.Village).Tag("poorVillage").Body(OrganizationKind.VillageGroup).Post("villageGroupLeader").Held("2017-01-01");
        story.Links("10").ShouldHaveSingleItem().Ledger.ShouldBe([1, 2, 3, 4, 5]);
        new Story().Place("省", Level.Province).Body(OrganizationKind.InspectionGroup).Contact(4).Place("市", Level.City)
            .Links("14").ShouldHaveSingleItem().Ledger.ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void A_body_bears_a_responsibility_without_post_and_holders()
    {
        var link = new Story().Place("河南省", Level.Province).Body(OrganizationKind.DisciplineCommission).Links("15").ShouldHaveSingleItem();
        link.Post.ShouldBeNull();
        link.Holders.ShouldBeEmpty();
        link.Vacancy.ShouldBeNull();
        link.Kind.ShouldBe(ResponsibilityKind.SupervisionInspection);
    }

    [Fact]
    public void Bodies_and_posts_of_other_days_do_not_count()
    {
        var story = new Story().Place("河南省", Level.Province).Body(OrganizationKind.DisciplineCommission, until: "2017-07-09").Body(OrganizationKind.DisciplineCommission, from: "2017-07-10");
        story.Links("15").ShouldBeEmpty();
        story.Gaps("15").ShouldHaveSingleItem().Reason.ShouldBe(GapReason.OrganizationMissing);
    }

    [Fact]
    public void A_departments_party_secretary_is_not_taken_for_the_countys()
    {
        var story = new Story().Place("兰考县", Level.County).Body(OrganizationKind.PartyCommittee).Body(OrganizationKind.Department).Post("partySecretary").Held("2010-01-01");
        story.Links("7").ShouldBeEmpty();
        story.Gaps("7").Select(gap => (gap.Reason, gap.Position)).ShouldBe([(GapReason.PostMissing, "partySecretary"), (GapReason.PostMissing, "governmentHead")]);
    }

    [Fact]
    public void Without_any_body_for_the_post_the_expected_body_is_missing()
    {
        var gaps = new Story().Place("兰考县", Level.County).Body(OrganizationKind.Department).Gaps("7");
        gaps.ShouldAllBe(gap => gap.Reason == GapReason.OrganizationMissing);
        gaps.Select(gap => gap.OrganizationKind).ShouldBe([OrganizationKind.PartyCommittee, OrganizationKind.Government]);
    }

    [Fact]
    public void A_county_straight_under_the_province_is_a_county_like_any_other()
    {
        var answer = new Story().Place("河南省", Level.Province).Place("济源市", Level.County).Place("克井镇", Level.Township).Chain();
        answer.Gaps.Select(gap => gap.Clause).Distinct(StringComparer.Ordinal).ShouldBe(["1", "2", "3", "4", "15", "6", "7", "8", "9"]);
    }

    [Fact]
    public void An_area_is_passed_over_by_rules_that_do_not_name_it()
    {
        var story = new Story().Place("产业集聚区", Level.Area).Body(OrganizationKind.PartyCommittee).Post("partySecretary");
        story.Chain().Links.ShouldBeEmpty();
        story.Chain().Complete.ShouldBeTrue();
        var rules = Henan with { Rules = [Henan.Rules[0] with { Levels = [Level.Area] }] };
        Chain.Derive(rules, story.Ground, ChainFilter.None).Links.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_filter_by_programme_keeps_what_covers_it()
    {
        var story = new Story().Place("河南省", Level.Province).Body(OrganizationKind.PartyCommittee).Body(OrganizationKind.Department).Portfolio("employment").Portfolio("relief");
        var answer = story.Chain(new ChainFilter { Programmes = ["employment"] });
        answer.Links.Select(link => link.Basis.Clause).ShouldBe(["1", "12"]);
        answer.Gaps.ShouldNotContain(gap => gap.Clause == "4");
        story.Chain(new ChainFilter { Programmes = ["funds"] }).Gaps.ShouldContain(gap => gap.Clause == "4");
    }

    [Fact]
    public void The_filter_by_kind_leaves_out_links_and_gaps_of_other_kinds()
    {
        var answer = new Story().Place("河南省", Level.Province).Place("市", Level.City).Chain(new ChainFilter { Kinds = [ResponsibilityKind.SupervisionInspection] });
        answer.Gaps.ShouldHaveSingleItem().Clause.ShouldBe("15");
    }

    [Fact]
    public void A_portfolio_over_a_department_covers_the_departments_programmes()
    {
        var story = new Story().Place("河南省", Level.Province)
            .Body(OrganizationKind.Department).Portfolio("relief").Portfolio("employment").Portfolio("funds", until: "2017-07-09")
            .Body(OrganizationKind.Government).Post("leader").Held("2016-01-01").Portfolio(departmentOf: 0, ofPost: true).Place("村", Level.Village);
        var link = story.Links("5").ShouldHaveSingleItem();
        link.Scope.Programmes.ShouldBe(["employment", "relief"]);
        link.Basis.Portfolio!.Department!.Id.Value.ShouldBe(2);
        link.Ledger.ShouldBe([1, 3, 4, 6, 7, 8, 9]);
        story.Links("5", new ChainFilter { Programmes = ["funds"] }).ShouldBeEmpty();
        story.Gaps("5").ShouldBeEmpty();
    }

    [Fact]
    public void A_contact_shows_only_inside_the_linked_division()
    {
        Story Linked(long division) => new Story().Place("河南省", Level.Province).Body(OrganizationKind.PartyCommittee).Post("leader").Contact(division, ofPost: true).Place("卢氏县", Level.County);
        var link = Linked(5).Links("5").ShouldHaveSingleItem();
        link.Scope.Programmes.ShouldBeNull();
        link.Basis.Contact!.Division.Code.ShouldBe("5");
        link.Vacancy!.Status.ShouldBe(VacancyStatus.Vacant);
        Linked(6).Links("5").ShouldBeEmpty();
    }

    [Fact]
    public void Each_ground_makes_a_link_of_its_own_in_the_order_of_their_ids()
    {
        var links = new Story().Place("河南省", Level.Province).Body(OrganizationKind.PartyCommittee).Post("leader")
            .Contact(1, ofPost: true).Portfolio("relief", ofPost: true).Contact(1, ofPost: true).Links("5");
        links.Select(link => link.Basis.Portfolio?.Id.Value ?? link.Basis.Contact!.Id.Value).ShouldBe([4, 5, 6]);
    }

    [Fact]
    public void An_inspection_groups_leader_follows_the_groups_contact_but_no_other_bodys()
    {
        var links = new Story().Place("河南省", Level.Province).Body(OrganizationKind.InspectionGroup).Contact(6).Post("inspectionGroupLeader").Held("2017-06-01")
            .Place("信阳市", Level.City).Links("14");
        links.Select(link => link.Post?.Position).ShouldBe([null, "inspectionGroupLeader"]);
        new Story().Place("河南省", Level.Province).Body(OrganizationKind.PartyCommittee).Contact(1).Post("leader").Links("5").ShouldBeEmpty();
    }

    [Fact]
    public void A_body_that_moved_away_takes_its_posts_along()
    {
        var ground = new Story().Place("市", Level.City).Place("兰考县", Level.County).Body(OrganizationKind.PartyCommittee, until: "2017-06-01").Post("partySecretary").Held("2010-01-01").Ground;
        var moved = ground with { Bodies = [.. ground.Bodies, ground.Bodies[0] with { Division = new(1), ValidFrom = Day("2017-06-01"), ValidUntil = Period.Open }] };
        var answer = Chain.Derive(Henan, moved, ChainFilter.None);
        answer.Links.Where(link => link.Basis.Clause == "7").ShouldHaveSingleItem().Division.Level.ShouldBe(Level.City);
        answer.Gaps.First(gap => gap.Clause == "7" && gap.Division.Level == Level.County).Since.ShouldBe(Day("2017-06-01"));
    }
}
