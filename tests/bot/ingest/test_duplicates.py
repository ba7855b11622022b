"""Reprints are found, look-alikes are told apart."""

import random

import pytest

from bot.ingest.duplicates import containment, near_duplicates, sketch

WORDS = [f"word{number}" for number in range(400)]
LEAD = "BAKU, {day} {year} - Foreign Minister {name} of {one} received his counterpart on Monday. "
MEETING = (
    LEAD + "The two sides reviewed the state of transport and energy cooperation between the "
    "neighbours, and agreed that the joint commission would meet again. {name} said that the talks "
    "had been held in a good atmosphere on {day} {year} and thanked the hosts for their welcome. "
    "Both delegations signed a protocol on the crossing at Astara and on the rules of transit."
)


def meeting(name: str = "Karim Sadigov", day: str = "5 March", year: str = "2024") -> str:
    return MEETING.format(name=name, day=day, year=year, one="Caspia")


def article(seed: int, length: int = 400) -> list[str]:
    chance = random.Random(seed)
    return [chance.choice(WORDS) for _ in range(length)]


def are_one(first: str, second: str) -> bool:
    return near_duplicates([first, second]) == [(0, 1)]


@pytest.mark.parametrize("seed", range(20))
def test_a_reprint_is_found_whatever_stands_around_it(seed: int) -> None:
    words = article(seed)
    reprint = ["AGENCY", "By", "Jane", "Doe", *words[60:330], *article(seed + 1000, 60)]
    assert are_one(" ".join(words), " ".join(reprint))


def test_a_short_reprint_of_a_long_article_is_found() -> None:
    words = article(7)
    assert are_one(" ".join(words), " ".join(words[:40]))
    assert are_one(" ".join(words[:40]), " ".join(words))


def test_other_articles_are_no_duplicates() -> None:
    assert near_duplicates([" ".join(article(seed)) for seed in range(50)]) == []


def test_pairs_are_given_in_order() -> None:
    one, other = " ".join(article(1)), " ".join(article(2))
    assert near_duplicates([one, other, one, other, one]) == [(0, 2), (0, 4), (1, 3), (2, 4)]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("year", meeting(year="2025")),
        ("day", meeting(day="6 March")),
        ("month", meeting(day="5 May")),
        ("people", meeting(name="Rauf Mammadli")),
        ("all", meeting(name="Rauf Mammadli", day="17 June", year="2025")),
    ],
)
def test_another_date_or_other_people_are_another_event(what: str, text: str) -> None:
    assert not are_one(meeting(), text), what


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("itself", meeting()),
        ("spelling", meeting(name="Kerim Sadigov")),
        ("signs", meeting().replace(" - ", " — ").replace(",", "")),
        ("case", meeting().upper()),
        ("a count", meeting().replace("two sides", "three sides")),
        ("a byline", "By Jane Doe " + meeting()),
        ("an own date line", "Published 7 March 2024 " + meeting()),
    ],
)
def test_another_spelling_is_the_same_event(what: str, text: str) -> None:
    assert are_one(meeting(), text), what


def test_other_credits_are_the_same_event() -> None:
    first, second = (f"{meeting()} Story of {name} for the Wire" for name in ("Ann Roe", "Max Zu"))
    assert are_one(first, second)
    halves = meeting().split(" The two sides")
    first, second = (
        f"{halves[0]} Photo {name} The two sides{halves[1]}" for name in ("Ann Roe", "Max Zu")
    )
    assert are_one(first, second)


def test_headlines_of_different_years_are_different_events() -> None:
    assert not are_one(
        "Iran and Azerbaijan hold their consular talks of 2024 in Baku this week",
        "Iran and Azerbaijan hold their consular talks of 2025 in Baku this week",
    )


def test_persian_years_are_years() -> None:
    text = "نشست سالانه کمیسیون مشترک دو کشور در سال {} با حضور وزیران در باکو برگزار شد"
    assert not are_one(text.format("۱۴۰۲"), text.format("۱۴۰۳"))
    assert are_one(text.format("۱۴۰۲"), text.format("1402"))


def test_a_sketch_is_small_and_tells_as_much() -> None:
    words = article(3, 800)
    whole, part = sketch(" ".join(words)), sketch(" ".join(words[200:]))
    assert 60 < len(whole) < 140
    assert containment(whole, part) > 0.9
    assert containment(whole, sketch(" ".join(article(4)))) == 0


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["a", "b"], ["..."]])
def test_texts_without_words_are_no_duplicates(texts: list[str]) -> None:
    assert near_duplicates(texts) == []


def test_many_equal_texts_do_not_take_long() -> None:
    assert len(near_duplicates([meeting()] * 100)) == 4950


CREDENTIALS = (
    "The president received the newly appointed ambassador of {who} in the palace of the capital. "
    "He said that relations with {who} had grown in recent years, and named trade and energy as "
    "fields of promise. He asked his guest to convey his greetings to the leader of {who}, and "
    "the envoy of {who} thanked for the welcome and said that he would spare no effort to bring "
    "the two peoples nearer to each other in all fields during the years of his mission."
)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("Kazakhstan", "Uzbekistan", False),
        ("Turkey", "Türkiye", True),
        ("Zarif", "Lavrov", False),
        ("Araghchi", "Araqchi", True),
    ],
)
def test_one_name_for_another_all_through_is_another_event(one: str, other: str, is_one: bool):
    assert are_one(CREDENTIALS.format(who=one), CREDENTIALS.format(who=other)) is is_one
