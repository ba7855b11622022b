"""The whole journey as a stranger plays it: `make demo < docs/journey.txt`, and the real page.

The real page is its publisher's and stands in no repository: SAMPLE_ARTICLE names where it is.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

JOURNEY = Path(__file__).parents[3] / "docs" / "journey.txt"
HEADLINE = "Iran, Azerbaijan to broaden military cooperation"
SAMPLE = os.environ.get("SAMPLE_ARTICLE")


def play(script, folder, *arguments):
    """Play a script on the demo's standard input; return its objects, each with its line."""
    told = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ended = subprocess.run(
        [sys.executable, "-m", "handlers.cli.main", "demo", "--json", *arguments],
        cwd=folder,
        env=told | {"TMPDIR": str(folder)},
        input=script,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return [json.loads(line) for line in ended.stdout.splitlines()]


class Played:
    """What the bot did, found by the line of the script that caused it."""

    def __init__(self, script, objects):
        self.objects = objects
        self._lines = script.splitlines()

    def after(self, beginning):
        """Return the text of the bot's last message that a line with this beginning brought."""
        found = [each for each in self._calls(beginning) if each.get("text")]
        assert found, f"nothing came after {beginning}"
        return found[-1]

    def _calls(self, beginning):
        return [
            each
            for each in self.objects
            if "line" in each and self._lines[each["line"] - 1].startswith(beginning)
        ]


def labels(message):
    return [button["text"] for row in message["buttons"] for button in row]


@pytest.fixture(scope="module")
def journey(tmp_path_factory):
    script = JOURNEY.read_text(encoding="utf-8")
    return Played(script, play(script, tmp_path_factory.mktemp("journey")))


def test_nothing_is_refused_on_the_journey(journey):
    calls = [each for each in journey.objects if "method" in each]
    assert [each["error"] for each in calls if not each["ok"]] == []
    turns = [each["turn"] for each in journey.objects if each.get("done")]
    assert turns == list(range(1, len(turns) + 1))


def test_the_card_of_a_paste_asks_for_its_source_first(journey):
    card = journey.after(":paste")
    assert HEADLINE in card["text"]
    assert "Source" in labels(card)
    assert "Publish" not in labels(card)


def test_a_named_source_brings_the_publish_button(journey):
    card = journey.after("Caspian Gazette")
    assert "Caspian Gazette (Azerbaijan)" in card["text"]
    assert "Publish" in labels(card)
    assert journey.after(":tap publish")["text"].startswith("Published")


def test_the_reader_finds_the_article_at_once(journey):
    answer = journey.after("/latest iran azerbaijan")
    assert HEADLINE in answer["text"]
    assert "Caspian Gazette (Azerbaijan)" in answer["text"]


def test_a_page_turns_in_its_own_message(journey):
    turned = journey.after(":tap more")
    assert turned["edited"]
    assert turned["message_id"] == journey.after("/latest iran azerbaijan")["message_id"]


def test_the_first_digest_comes_next_morning_with_the_article(journey):
    assert "Baku" in journey.after(":tap Baku")["text"]
    digest = journey.after(":clock")
    assert (digest["method"], digest["chat_id"]) == ("sendMessage", 1001)
    assert HEADLINE in digest["text"]
    assert "Caspian Gazette (Azerbaijan)" in digest["text"]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    if SAMPLE is None:
        pytest.skip("SAMPLE_ARTICLE does not name the real page")
    script = "\n".join(
        (
            ":as 2001 name=Editor role=editor",
            ":paste",
            Path(SAMPLE).read_text(encoding="utf-8"),
            ":end",
            ":tap source",
            "Tehran Times",
            ":tap publish",
            ":as 1001 name=Reader",
            "/latest iran azerbaijan",
            "/subscribe iran azerbaijan",
            ":tap Tehran",
            ":clock +1h",
        )
    )
    return Played(script, play(script, tmp_path_factory.mktemp("sample"), "--empty"))


def test_the_real_page_is_understood(sample):
    shown, _, reasons = sample.after("Tehran Times")["text"].partition("Why these guesses")
    head, _, facts = shown.partition("Countries:")
    lines = head.splitlines()
    assert lines[1] == HEADLINE
    assert lines[2].startswith("Azeri Deputy Defense Minister")
    assert lines[2].count(". ") <= 1
    assert "TEHRAN" not in head
    assert "Leave a Comment" not in head
    assert facts.splitlines()[0] == " Iran, Azerbaijan"
    assert "Topic: defence" in facts
    assert "Event day: 26 February 2020" in facts
    assert "Source: " in facts
    assert "Tehran Times (Iran, state-linked)" in facts
    assert "published 26 Feb 2020, 19:06 Tehran" in facts
    assert "dateline Tehran" in facts
    assert "Leave a Comment" in reasons


def test_the_real_page_reaches_a_reader_and_a_subscriber(sample):
    for line in ("/latest", ":clock"):
        text = sample.after(line)["text"]
        assert HEADLINE in text
        assert "26 February · defence" in text
        assert "Tehran Times (Iran, state-linked) · one side only" in text
        assert "Leave a Comment" not in text


def test_a_mistake_is_repaired_in_the_digest_that_its_reader_has(tmp_path):
    script = (JOURNEY.parent / "correction.txt").read_text(encoding="utf-8")
    calls = [each for each in play(script, tmp_path) if "method" in each]
    digests = [each for each in calls if each["chat_id"] == 1001 and "digest" in each["text"]]
    first, edited, second = (each["text"] for each in digests[-3:])
    assert "meet on 21 February" in first
    assert digests[-2]["edited"]
    assert digests[-2]["message_id"] == digests[-3]["message_id"]
    assert "CORRECTED" in edited
    assert "<s>21</s> 20 February" in digests[-2]["html"]
    assert "Nothing new" in second
    assert "They met on the 20th" in second
