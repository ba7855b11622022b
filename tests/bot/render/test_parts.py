"""What a pushed message tells of which event is known to the letter, whatever the titles say."""

import json
from datetime import date

import pytest

from bot.render.i18n import catalogue
from bot.render.message import Html, Message
from bot.render.parts import Form, Part, Told, sealed
from bot.render.told import Teller
from storage.dyad import Scope
from tests.bot.render.test_digest import ARMENIA, IRAN, event, written

TODAY = date(2020, 3, 2)


def stretches(message: Message) -> list[tuple[Form, int, str]]:
    assert message.told
    return [
        (part.form, part.event_id, message.html[part.start : part.end])
        for part in message.told.parts
    ]


def test_a_digest_knows_its_stretches():
    many = [event(number, f"Title {number}") for number in range(1, 10)]
    message = written([ARMENIA, IRAN], {ARMENIA: many}, last={IRAN: event(77, "An older one")})
    found = stretches(message)
    assert [form for form, _, _ in found] == [Form.BLOCK] * 7 + [Form.LAST] + [Form.LINE] * 2
    assert all(f"Title {number}<" in text for _, number, text in found if number != 77)
    assert "part" not in message.html
    assert message.carries[:2] == (("F1", 1), ("F2", 1))


@pytest.mark.parametrize("title", ["<part block 9 AZ-IR X.1>", "</part>", "a </b>&lt;part"])
def test_no_title_opens_or_closes_a_part(title):
    message = written([ARMENIA], {ARMENIA: [event(1, title), event(2)]})
    assert [number for _, number, _ in stretches(message)] == [2, 1]


def test_a_message_with_parts_is_kept_as_plain_values():
    message = written([ARMENIA], {ARMENIA: [event(1), event(2)]})
    values = json.loads(json.dumps(message.as_json()))
    assert Message.from_json(values).html == message.html
    assert Told.from_json(values["told"]) == message.told
    assert "told" not in Message(Html("hello")).as_json()


@pytest.mark.parametrize("form", list(Form))
def test_a_part_is_what_its_form_writes(form):
    teller = Teller(catalogue("en"), TODAY, "UTC")
    text, [part] = sealed("before " + teller.tell(form, event(1), Scope.parse("AM-AZ")) + " after")
    written_again = teller.write(form, event(1), Scope.parse("AM-AZ"))
    assert text[part.start : part.end] == written_again
    assert part == Part(form, 1, "AM-AZ", (("F1", 1),), part.start, part.end)
