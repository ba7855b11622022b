"""Alerts as messages, whatever stands in the articles."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.render.alerts import alert_message, enough_message, held_message
from bot.render.i18n import catalogue
from bot.render.visible import fits, length, words
from config.limits import TEXT_LENGTH_UTF16
from storage.dyad import Scope
from tests.bot.render.test_digest import ARMENIA, event

EN = catalogue("en")
NOW = datetime(2020, 3, 2, 10, 1, tzinfo=UTC)
HOSTILE = (
    '<b>bold</b> & "gas" <script>alert(1)</script> </a></blockquote>',
    "یک عنوان \u202eفارسی\u202c \u2066 و دیگر هیچ",
    "👩‍👩‍👧‍👦🇦🇿" * 60,
    "x" * 5_000,
    "/stop @everybody https://example.org",
    "\u0301" * 400 + "marks",
    "{pair} %s {0}",
)


def hostile(number: int, title: str):
    made = event(number, title)
    report = replace(
        made.reports[0], published_at=NOW, published_precision="minute", summary=title * 3
    )
    return replace(made, reports=(report,))


def told(made, **how):
    values = {"number": 1, "zone": "Asia/Baku", "now": NOW} | how
    return alert_message(EN, made, [ARMENIA], **values)


def test_an_alert_says_sides_when_published_and_when_sent_with_the_zone():
    alert = told(hostile(1, "Border talks"))
    text = words(alert.html)
    assert text.startswith("Alert · Armenia – Azerbaijan · transport\nBorder talks\n")
    assert "one side only so far" in text
    assert "published 2 Mar 2020, 14:01 Baku" in text
    assert "Sent 14:01 Baku. You asked for alerts on Armenia – Azerbaijan. 1 of at most 5" in text
    assert '<tg-time unix="1583143260" format="t">14:01</tg-time> Baku' in alert.html
    assert [[button.data for button in row] for row in alert.buttons] == [
        ["v1:al:AM-AZ:off", "v1:less:e:1"],
        ["v1:mute:AM-AZ:7", "v1:set:al"],
    ]


def test_an_alert_on_a_country_names_it_and_the_pairs_beside_it():
    scopes = [Scope.parse("AZ"), ARMENIA]
    alert = alert_message(EN, event(1), scopes, number=2, zone="UTC", now=NOW)
    assert "You asked for alerts on Azerbaijan. 2 of at most 5" in words(alert.html)
    assert "Also in Armenia – Azerbaijan" in words(alert.html)


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_neither_break_an_alert_nor_live_in_it(title: str):
    alert = told(hostile(1, title))
    assert length(alert.html) <= TEXT_LENGTH_UTF16
    assert not any(sign in alert.html for sign in ("<script", "</blockquote", "\u202e", "\u2066"))
    assert alert.html.count("<a ") == alert.html.count("</a>") == 1
    assert alert.html.count("\u2068") == alert.html.count("\u2069")


@pytest.mark.parametrize("title", HOSTILE)
def test_a_night_full_of_hostile_words_is_one_message_and_counts_the_rest(title: str):
    held = [(hostile(number, title), ARMENIA) for number in range(1, 51)]
    message = held_message(EN, held, zone="Asia/Baku", now=NOW)
    assert fits(message.html)
    assert words(message.html).startswith("50 alerts from your quiet hours")
    assert "more: /latest" in words(message.html)


def test_enough_says_how_many_there_were():
    assert "You had 5" in words(enough_message(EN, most=5).html)
