"""The demo's script: each kind of line, and what is not one."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.cli.terminal.actions import (
    Become,
    Fault,
    Forward,
    Go,
    Inline,
    Leave,
    Member,
    Membership,
    Migrate,
    MoveClock,
    Place,
    Press,
    Restart,
    Role,
    Say,
    SendFile,
    SetTopic,
    ShareLocation,
    Tap,
    TopicFate,
)  # fmt: skip
from handlers.cli.terminal.script import Script, ScriptError, Step, read_line


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("/latest iran azerbaijan", Say("/latest iran azerbaijan")),
        ("  indented", Say("  indented")),
        (":) thanks", Say(":) thanks")),
        (": tap", Say(": tap")),
        (":as 1001", Become(1001)),
        (":as 2001 role=editor", Become(2001, role=Role.EDITOR)),
        (
            ":as 2001 name=Leyla Həsənova lang=az role=owner",
            Become(2001, "Leyla Həsənova", "az", Role.OWNER),
        ),
        (':as 2001 name="Ann Lee"', Become(2001, "Ann Lee")),
        (":chat private", Go(Place.PRIVATE)),
        (":chat group -1001", Go(Place.GROUP, -1001)),
        (":chat topic -1001/7", Go(Place.TOPIC, -1001, 7)),
        (":chat channel -1002", Go(Place.CHANNEL, -1002)),
        (":reply Tehran Times", Say("Tehran Times", reply=True)),
        (":callback v1:l:AZ-IR:0", Press("v1:l:AZ-IR:0")),
        (":inline iran turkey", Inline("iran turkey")),
        (":inline", Inline("")),
        (":location 38.1 46.27", ShareLocation(38.1, 46.27)),
        (":file a.txt", SendFile("a.txt", "")),
        (":file a.txt from Baku", SendFile("a.txt", "from Baku")),
        (':file "my notes.txt" from Baku', SendFile("my notes.txt", "from Baku")),
        (
            ":forward channel @wire, post 5 | Talks | in Ankara",
            Forward("channel @wire, post 5", "Talks | in Ankara"),
        ),
        (
            ":clock 2020-03-02T04:00:00Z",
            MoveClock(to=datetime(2020, 3, 2, 4, tzinfo=UTC)),
        ),
        (
            ":clock 2020-03-02T08:00:00+04:00",
            MoveClock(to=datetime(2020, 3, 2, 4, tzinfo=UTC)),
        ),
        (":clock +1h", MoveClock(by=timedelta(hours=1))),
        (":clock +1d12h30m5s", MoveClock(by=timedelta(days=1, hours=12, minutes=30, seconds=5))),
        (":restart", Restart()),
        (":kill", Restart(kill=True)),
        (":fault 429", Fault("429")),
        (":fault reset 3", Fault("reset", 3)),
        (":member kicked", Member(Membership.KICKED)),
        (":topic closed", SetTopic(TopicFate.CLOSED)),
        (":migrate -100200", Migrate(-100200)),
        (":quit", Leave()),
    ],
)
def test_each_line_is_read(line, action):
    assert read_line(line) == action


@pytest.mark.parametrize(
    "line",
    [
        ":as",
        ":as somebody",
        ":as 1 role=king",
        ":as 1 colour=red",
        ":chat",
        ":chat group",
        ":chat group x",
        ":chat topic -1001",
        ":chat private 5",
        ":tap",
        ":reply",
        ":callback",
        ":file",
        ":forward nobody",
        ":forward | text",
        ":clock",
        ":clock tomorrow",
        ":clock 2020-03-02T04:00:00",
        ":clock +1x",
        ":clock +",
        ":restart now",
        ":fault",
        ":fault 429 often",
        ":fault 429 1 2",
        ":member owner",
        ":migrate",
    ],
)
def test_a_crooked_line_is_told_how_it_is_written(line):
    name = line.split()[0]
    with pytest.raises(ScriptError, match=f"^A line {name} is written {name}"):
        read_line(line)


def test_an_unknown_direction_names_those_there_are():
    with pytest.raises(ScriptError, match=r"^There is no :dance; there are :as, :callback, .*:tap"):
        read_line(":dance")


@pytest.mark.parametrize(
    ("pattern", "label"),
    [("older", "‹ Older"), ("publish|save", "Save"), ("^2$", "2"), ("(", "a (b"), ("?", "Why?")],
)
def test_a_tap_finds_labels_without_regard_to_case(pattern, label):
    action = read_line(f":tap {pattern}")
    assert isinstance(action, Tap)
    assert action.pattern.search(label)


def test_a_paste_is_one_message_with_its_blank_lines():
    script = Script()
    steps = [script.feed(line) for line in ("/start", "", ":paste", "One", "", ":tap x", ":end")]
    assert [step for step in steps if step] == [
        Step(1, Say("/start"), "/start"),
        Step(3, Say("One\n\n:tap x"), "One\n\n:tap x"),
    ]
    assert not script.pasting


def test_a_note_is_passed_over_and_a_tag_is_a_message():
    script = Script()
    steps = [script.feed(line) for line in ("# a note", "#caucasus", ":paste", "# head", ":end")]
    assert [step.text for step in steps if step] == ["#caucasus", "# head"]


def test_a_paste_without_an_end_is_an_error():
    script = Script()
    script.feed(":paste")
    assert script.pasting
    with pytest.raises(ScriptError, match="line 1"):
        script.end()


def test_an_empty_paste_is_an_error_and_the_script_goes_on():
    script = Script()
    script.feed(":paste")
    with pytest.raises(ScriptError):
        script.feed(":end")
    assert script.feed("hello") == Step(3, Say("hello"), "hello")
