"""`dragoman demo` as a stranger starts it: the real bot in a process of its own, over HTTP."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from handlers.cli.terminal.performance import ARCHIVE


@pytest.fixture
def command(tmp_path):
    """Give the command and its surroundings: an empty folder, and an environment of its own."""
    told = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    # The settings of a real bot beside it must not reach the demo.
    told |= {"BOT_TOKEN": "nonsense", "DATABASE_URL": "nonsense", "LOG_FORMAT": "nonsense"}

    def build(*arguments):
        return {
            "args": [sys.executable, "-m", "handlers.cli.main", "demo", *arguments],
            "cwd": tmp_path,
            "env": told | {"TMPDIR": str(tmp_path)},
            "text": True,
            "encoding": "utf-8",
        }

    return build


@pytest.fixture
def play(command):
    """Play a script through standard input; return the objects, the exit code and errors."""

    def run(script, *arguments):
        ended = subprocess.run(
            **command("--json", *arguments),
            input=script,
            capture_output=True,
            timeout=100,
            check=False,
        )
        objects = [json.loads(line) for line in ended.stdout.splitlines()]
        return objects, ended.returncode, ended.stderr

    return run


def said(objects):
    return "\n".join(each["text"] for each in objects if each.get("text"))


def test_the_first_article_is_found_and_nothing_but_json_is_printed(play, tmp_path):
    objects, code, errors = play("/start\n/latest iran azerbaijan\n")
    assert (code, errors) == (0, "")
    assert [each["turn"] for each in objects if "done" in each] == [1, 2]
    assert "Iran, Azerbaijan to broaden military cooperation" in said(objects)
    assert "invented for the demo" in said(objects)
    assert list(tmp_path.iterdir()) == []


def test_a_tap_that_finds_no_button_ends_the_run_with_exit_code_1(play):
    objects, code, _ = play("/start\n:tap no such button\n/help\n")
    assert code == 1
    assert "No button fits" in objects[-2]["error"]
    assert objects[-1] == {"turn": 2, "done": True, "ms": objects[-1]["ms"]}


def test_a_script_file_is_played_without_standard_input(play, tmp_path):
    (tmp_path / "script.txt").write_text("/latest turkey azerbaijan\n")
    objects, code, _ = play("", "--script", "script.txt")
    assert code == 0
    assert "Pipeline operators agree" in said(objects)


def test_an_empty_demo_has_no_articles_but_those_that_are_loaded(play, tmp_path):
    article = {
        "title": "Harbour masters met",
        "outlet": "Quay Notes",
        "countries": ["IR", "AZ"],
        "event_day": "2020-02-28",
    }
    (tmp_path / "own.jsonl").write_text(json.dumps(article) + "\n{}\n")
    objects, code, errors = play("/latest iran azerbaijan\n", "--empty", "--load", "own.jsonl")
    assert code == 0
    assert "Harbour masters met" in said(objects)
    assert "broaden military" not in said(objects)
    assert errors.startswith("own.jsonl:2: ")


def test_what_happened_is_kept_in_a_folder(play, tmp_path):
    assert play("/start\n", "--keep", "kept")[1] == 0
    assert (tmp_path / "kept" / "dragoman.sqlite3").exists()
    assert (tmp_path / "kept" / "bot.log").exists()
    objects, code, errors = play("/latest iran azerbaijan\n", "--keep", "kept", "--empty")
    assert (code, errors) == (0, "")
    assert "broaden military" in said(objects)


def test_a_database_can_be_named(play, tmp_path):
    assert play("/start\n", "--database", f"sqlite:///{tmp_path}/own.sqlite3")[1] == 0
    assert (tmp_path / "own.sqlite3").exists()


def test_a_database_that_can_not_be_used_is_one_line(play):
    objects, code, errors = play("/start\n", "--database", "mysql://h/n")
    assert (objects, code) == ([], 1)
    assert "DATABASE_URL got a value that is not shown" in errors
    assert "Traceback" not in errors


def test_the_bot_survives_a_restart_and_a_kill(play):
    objects, code, _ = play(":restart\n/start\n:kill\n/latest iran azerbaijan\n")
    assert code == 0
    assert "broaden military" in said(objects)


def test_a_chat_for_people_is_readable_text(command):
    ended = subprocess.run(
        **command(),
        input="/latest iran azerbaijan\n",
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0
    assert ended.stdout.startswith("Reader › /latest iran azerbaijan\nDragoman\n")
    assert "\x1b" not in ended.stdout


def test_the_first_message_is_answered_while_the_line_stays_open(command):
    with subprocess.Popen(
        **command("--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("/start\n")
        process.stdin.flush()
        assert "sendMessage" in process.stdout.readline()
        process.stdin.close()


def test_every_invented_article_says_so_and_leads_nowhere():
    articles = [json.loads(line) for line in Path(ARCHIVE).read_text("utf-8").splitlines()]
    invented = [each for each in articles if "example.org" in each["url"]]
    assert len(articles) == len(invented) + 1
    assert {each["outlet_label"] for each in invented} == {"invented for the demo"}
    assert all(each["url"].startswith("https://example.org/") for each in invented)


PAGE = """<html><head><title>Iran, Azerbaijan plan a drill</title></head><body><article>
<h1>Iran, Azerbaijan plan a drill</h1><p>TEHRAN - Officers of Iran and Azerbaijan met in Tehran on
Sunday to plan a joint search and rescue drill of both armed forces, officials said.</p>
<p>The two sides agreed that Baku and Tehran will exchange military observers before it.</p>
</article></body></html>"""


def test_a_served_page_and_a_link_inside_are_tried_in_the_demo(play, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "drill.html").write_text(PAGE, encoding="utf-8")
    script = ":as 2001 role=editor\n{pages}/drill.html\nhttp://localhost:1/x\n"
    objects, code, errors = play(script, "--empty", "--serve", str(tmp_path / "site"))
    assert code == 0
    assert "at http://localhost:" in errors
    assert "let through by FETCH_ALLOW, 200" in said(objects)
    assert "Iran, Azerbaijan plan a drill" in said(objects)
    assert "only fetch public web addresses" in said(objects)


FEED = """<rss version="2.0"><channel><title>Caspian Wire</title><item><title>
Iran, Azerbaijan plan a drill</title><link>/drill.html</link><guid>1</guid>
<pubDate>Sun, 01 Mar 2020 12:00:00 GMT</pubDate>
<description>Officers met in Tehran.</description></item></channel></rss>"""
OPML = """<opml version="2.0"><body><outline text="Wire" xmlUrl="{pages}/feed.xml"/>
<outline text="Inner" xmlUrl="http://10.0.0.1/feed"/></body></opml>"""


def test_a_list_of_served_feeds_fills_the_queue_in_the_demo(play, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "drill.html").write_text(PAGE, encoding="utf-8")
    (site / "feed.xml").write_text(FEED, encoding="utf-8")
    (site / "list.opml").write_text(OPML, encoding="utf-8")
    script = f":as 2001 role=editor\n:file {site / 'list.opml'}\n/queue\n:tap Approve\n:clock +7h\n"
    objects, code, _ = play(script + "/feeds\n:tap 1\n", "--empty", "--serve", str(site))
    assert code == 0
    assert "1 feed added." in said(objects)
    assert "10.0.0.1/feed): not a public web address" in said(objects)
    assert "Queue · 1 waits · from the feed Caspian Wire" in said(objects)
    assert "military observers" in said(objects)
    assert "read 2 Mar 2020, 11:00 UTC" in said(objects)


def test_who_opens_a_group_may_order_there_and_others_may_not(play):
    lines = (
        ":as 1001",
        ":chat topic -1005001/77",
        "/subscribe iran azerbaijan",
        ":tap Baku",
        ":as 1002",
        ":chat topic -1005001/77",
        "/settings 09:00",
    )
    objects, code, _ = play("\n".join(lines) + "\n")
    assert code == 0
    assert any("08:00 Baku" in each.get("text", "") for each in objects)
    assert any("Only the admins" in each.get("text", "") for each in objects)
