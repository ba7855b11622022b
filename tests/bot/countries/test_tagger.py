"""Which countries an article is about, and why."""

from datetime import date

import pytest

from bot.countries.tagger import scores, tag

BORDER_TALKS = (
    "Iran, Azerbaijan agree on a new border bridge",
    (
        "TEHRAN - Azeri Deputy Transport Minister Rashad Nabiyev met his counterpart in Tehran on"
        " Wednesday.\n\nTehran and Baku want to open the bridge over the Astarachay this year, both"
        " said.\n\nFreight between Iran and Azerbaijan doubled, also over the Caspian Sea."
    ),
)


def parties(title, text="", **options):
    return {one.code for one in tag(title, text, **options) if one.party}


def codes(title, text="", **options):
    return {one.code for one in tag(title, text, **options)}


def test_both_sides_of_a_bilateral_meeting_are_parties():
    assert parties(*BORDER_TALKS) == {"IR", "AZ"}


def test_reasons_count_the_names_and_say_where_they_stand():
    iran = next(one for one in tag(*BORDER_TALKS) if one.code == "IR")
    assert iran.reasons[:3] == ("Tehran ×3, Iran ×2", "in the title", "in the lead")


def test_names_are_shown_as_people_write_them():
    shown = {
        one.code: one.reasons[0] for one in tag("U.S. WARNS IRAN", "OTTAWA - A U.S. envoy said so.")
    }
    assert shown == {"US": "U.S. ×2", "IR": "Iran ×1", "CA": "Ottawa ×1"}


def test_countries_come_by_score():
    found = [one.score for one in tag(*BORDER_TALKS)]
    assert found == sorted(found, reverse=True)


def test_a_dateline_alone_makes_no_party():
    text = "VIENNA, March 3 - Kenya and Uganda signed a rail deal.\n\nKenya will pay half."
    assert parties("Kenya, Uganda sign rail deal", text) == {"KE", "UG"}


def test_capitals_in_a_title_speak_for_their_countries():
    assert parties("Tehran and Baku agree to reopen a crossing") == {"IR", "AZ"}


def test_a_venue_alone_is_kept_with_a_low_score_and_makes_no_party():
    title, text = "Serbia and Kosovo settle a row", "The talks in Brussels took a day, Serbia said."
    (venue,) = [one for one in tag(title, text) if one.code == "BE"]
    assert not venue.party
    assert venue.score < 0.05
    assert "only a city where others meet" in venue.reasons


def test_a_venue_that_acts_is_no_venue():
    assert parties("Vienna expels two Russian diplomats") == {"AT", "RU"}
    assert parties("Brussels fines a maker of chips") == {"EU"}


def test_a_country_named_once_far_down_is_no_party():
    text = "Kenya and Uganda signed a deal on rail freight. " * 12 + "France sold the engines."
    assert parties("Kenya, Uganda sign rail deal", text) == {"KE", "UG"}


def test_money_alone_speaks_little_for_a_country():
    (switzerland,) = tag("Fund raises 50 million Swiss francs", "")
    assert not switzerland.party
    assert "only its money or its people abroad" in switzerland.reasons


@pytest.mark.parametrize(
    "text", ["Fund raises 9 million U.S. dollars", "Shares are listed in Luxembourg, it said"]
)
def test_money_and_markets_alone_speak_little(text):
    assert [one.party for one in tag("Fund grows", text)] == [False]


def test_a_land_that_two_states_claim_names_both():
    assert codes("Shelling in Nagorno-Karabakh") == {"AM", "AZ"}


def test_a_dateline_that_was_cut_off_counts_too():
    found = {
        one.code: one for one in tag("Oil price falls", "Traders sold.", dateline_place="Oslo")
    }
    assert found["NO"].reasons == ("Oslo ×1", "only in the dateline")
    assert not found["NO"].party


def test_the_host_of_a_meeting_of_others_is_no_party():
    text = (
        "KAZAN, Oct 23 - Iran's president met Armenia's prime minister in Kazan, Russia.\n\n"
        "Iran and Armenia also spoke of a road to Russia."
    )
    assert parties("Iran, Armenia discuss trade", text) == {"IR", "AM"}


def test_a_dateline_counts_where_the_title_names_nobody():
    text = "LONDON, March 3 - Shares of the British brewer rose. Its French rival fell."
    assert parties("Brewer's profit up", text) == {"GB"}


def test_a_dateline_of_two_words_that_was_cut_off_is_one():
    (india,) = tag("Oil price falls", "Traders sold.", dateline_place="New Delhi")
    assert india.reasons == ("New Delhi ×1", "only in the dateline")


def test_scores_reads_title_and_body_from_one_text():
    assert [code for code, _ in scores("Iran warns\n\nIraq answers Iran.")] == ["IR", "IQ"]


def test_a_leader_counts_only_around_the_years_in_office():
    assert codes("Thatcher speaks", day=date(1985, 5, 1)) == {"GB"}
    assert codes("Thatcher speaks", day=date(2020, 5, 1)) == set()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Иран и Армения открыли новый мост, заявил Пашинян", {"IR", "AM"}),
        ("Президент Азербайджана прибыл в Тегеран", {"AZ", "IR"}),
        ("Марокко и Алжир спорят, Косово и Чили молчат", {"MA", "DZ", "XK", "CL"}),
        ("Того и гляди пойдет дождь", set()),
        ("وزیر امور اقتصادی از منابع مالی گفت", set()),
        ("Azərbaycanla Türkiyənin sərhədində yeni keçid açıldı", {"AZ", "TR"}),
        ("Türkiye'nin İran'a ihracatı arttı", {"TR", "IR"}),
        ("رئیس جمهور ایران وارد باکو شد", {"IR", "AZ"}),
        ("وزير الخارجية العراقي يزور طهران", {"IQ", "IR"}),
        ("Berlin und Warschau streiten über die Grenze", {"DE", "PL"}),
        ("Macron reçoit le président de l'Arménie à Paris", {"FR", "AM"}),
        ("España y Marruecos firman un acuerdo", {"ES", "MA"}),
    ],
)
def test_articles_in_other_languages_are_understood(title, expected):
    assert codes(title) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a" * 300_000,
        "\u0301" * 50_000,
        "\ud800 Iran \udfff",
        "\ufdfa" * 999,
        "Iran, Georgia, Korea, " * 9_000,
        "ایران" * 40_000,
        "Иран" * 50_000,
    ],
    ids=["empty", "one word", "marks", "surrogates", "one sign of many", "names", "fa", "ru"],
)
def test_hostile_text_is_answered(text):
    tag(text, text)
