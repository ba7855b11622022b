"""Feeds: what is read of them, where they are found, and what of them is news."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import BadInput
from bot.ingest.discovery import feeds_named
from bot.ingest.entries import candidates, fresh, is_late, is_revision, is_teaser, without_tail
from bot.ingest.feeds import as_dict, read_feed
from bot.ingest.opml import read_opml, sort_out

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://wire.example.org/feed"
LEAD = "Ministers of both countries met on Monday and agreed on a second bridge over the river."


def rss(*items: str, head: str = "") -> bytes:
    whole = f"<title>Caspian Wire</title>{head}{''.join(items)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{whole}</channel></rss>'.encode()


def item(title: str = "Bridge agreed", number: int = 1, **fields: str) -> str:
    known = {"link": f"https://wire.example.org/{number}", "guid": f"wire-{number}"} | fields
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in known.items() if value)
    return f"<item><title>{title}</title>{inner}</item>"


def news(*items: str) -> list[Any]:
    return candidates(read_feed(rss(*items)), url=URL, scope="1", now=NOW)


def test_an_rss_feed_is_read() -> None:
    entry = item(description=LEAD, pubDate="Mon, 23 Nov 2026 12:30:00 +0400")
    feed = as_dict(rss(entry, head="<ttl>30</ttl>"), {})
    assert (feed["title"], feed["minutes"]) == ("Caspian Wire", 30)
    found = feed["entries"][0]
    assert (found["title"], found["id"]) == ("Bridge agreed", "wire-1")
    assert (found["link"], found["summary"]) == ("https://wire.example.org/1", LEAD)
    assert found["published"] == "2026-11-23T08:30:00+00:00"


def test_an_atom_feed_is_read_and_its_links_completed() -> None:
    data = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>a:1</id>
    <title type="html">A &lt;b&gt;bridge&lt;/b&gt; &amp;amp; more</title><link href="/1"/>
    <updated>2026-11-23T08:30:00Z</updated><content type="html">&lt;p&gt;One.&lt;/p&gt;Two</content>
    </entry></feed>"""
    entry = as_dict(data, {"Content-Location": URL})["entries"][0]
    assert (entry["title"], entry["link"]) == ("A bridge & more", "https://wire.example.org/1")
    assert (entry["text"], entry["published"]) == ("One.\nTwo", "2026-11-23T08:30:00+00:00")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&lt;b&gt;Iran&lt;/b&gt; &amp;amp; Baku &lt;script&gt;x&lt;/script&gt;", "Iran & Baku"),
        ("<![CDATA[Iran &amp; Baku]]>", "Iran & Baku"),
        ("Iran\n  and\tBaku", "Iran and Baku"),
    ],
)
def test_a_title_is_plain_text(written: str, title: str) -> None:
    assert as_dict(rss(item(written)))["entries"][0]["title"] == title


def test_entities_of_outside_are_not_read() -> None:
    head = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    data = rss(item("a &a; b")).replace(b"<rss version", head.encode() + b"<rss version")
    assert "root:" not in str(as_dict(data))


def test_bytes_that_name_a_file_are_not_opened() -> None:
    assert as_dict(b"/etc/passwd")["entries"] == []
    assert as_dict(b"http://127.0.0.1:9/feed")["entries"] == []


def test_a_long_name_does_not_take_long() -> None:
    feed = as_dict(rss(item(author="a." * 30_000)))
    assert len(feed["entries"]) == 1


def test_a_damaged_head_does_not_hide_the_entries() -> None:
    data = rss(item()).replace(b'version="1.0"', b'version="1.0" encoding="utf\xfc8"')
    assert as_dict(data)["entries"][0]["title"] == "Bridge agreed"


def test_an_archive_is_cut_to_what_a_poll_uses() -> None:
    feed = as_dict(rss(*(item(number=number) for number in range(1_000))))
    assert len(feed["entries"]) == 200
    assert feed["entries"][0]["id"] == "wire-0"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"  ", "feed.empty"),
        (b"<html><body><p>News</p></body></html>", "feed.not_a_feed"),
        (rss(item()) + b" " * 5_000_000, "fetch.too_big"),
        (b"<rss " + b" ".join(b"a%d='x'" % n for n in range(2_000)) + b">", "fetch.too_hard"),
    ],
)
def test_what_is_no_feed_is_said_so(data: bytes, key: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_feed(data)
    assert raised.value.key == key


def test_the_newest_entries_come_first_and_the_future_is_capped() -> None:
    found = news(
        item("Old", 1, pubDate="Sun, 22 Nov 2026 10:00:00 GMT"),
        item("Undated", 2),
        item("Tomorrow", 3, pubDate="Fri, 01 Jan 2099 00:00:00 GMT"),
    )
    assert [one.title for one in found] == ["Tomorrow", "Old", "Undated"]
    assert found[0].published == NOW + timedelta(hours=1)


def test_entries_that_say_nothing_are_left_out() -> None:
    found = news(
        item("14861", 1, link=""),
        item("", 2, link="", description=LEAD),
        item("14862 ", 3),
        item("", 5),
        item("Talks", 4, link="javascript:alert(1)"),
    )
    assert [(one.title, one.link) for one in found] == [
        ("", "https://wire.example.org/5"),
        ("Talks", None),
    ]


def test_a_summary_has_no_dateline_and_no_headline() -> None:
    text = f"&lt;p&gt;Bridge agreed&lt;/p&gt;&lt;p&gt;TEHRAN – {LEAD}&lt;/p&gt;"
    assert news(item(description=text))[0].summary == LEAD


SAME = item(description=LEAD)


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("the same", SAME),
        ("a new id", item(guid="other", description=LEAD)),
        ("a new address and id", item(number=7, description=LEAD)),
        ("a new text", item("Bridge agreed at last", description="Quite another text.")),
        ("with tracking", item(guid="x", link="http://www.wire.example.org/1?utm_source=a")),
    ],
)
def test_an_entry_is_known_by_any_of_its_names(name: str, again: str) -> None:
    seen = set(news(SAME)[0].identity)
    assert fresh(news(again), seen=seen) == [], name


def test_an_id_without_its_host_is_known_on_another_domain() -> None:
    old = news(item(guid="https://wire.example.org/?p=7", description="Short."))
    new = news(item(guid="https://wire.example.net/?p=7", link="https://wire.example.net/7"))
    assert fresh(new, seen=set(old[0].identity)) == []


def test_entries_that_share_an_id_are_told_apart() -> None:
    found = news(*(item(f"Story {n}", n, guid="same") for n in range(5)))
    assert len(fresh(found, seen=set())) == 5


def test_entries_that_all_lead_to_the_front_page_are_told_apart() -> None:
    home = "https://wire.example.org/news"
    found = news(*(item(f"Story {n}", guid=f"id-{n}", link=home) for n in range(5)))
    assert len(fresh(found, seen=set())) == 5


def test_an_old_entry_that_slides_in_is_late() -> None:
    [old, undated] = news(item("Old", 1, pubDate="Wed, 18 Nov 2026 10:00:00 GMT"), item("Und", 2))
    assert is_late(old, last_read=NOW)
    assert not is_late(old, last_read=NOW - timedelta(days=3))
    assert not is_late(old, last_read=None)
    assert not is_late(undated, last_read=NOW)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("", True), (LEAD, True), (LEAD * 9, False), (LEAD * 9 + " Read more »", True),
     (LEAD * 9 + " […]", True)],
)  # fmt: skip
def test_a_short_or_cut_text_is_a_teaser(text: str, is_one: bool) -> None:
    assert is_teaser(text) == is_one


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (LEAD, LEAD),
        ("Talks went on for […]", "Talks went on for…"),
        (f"{LEAD}\n\nThe post Bridge agreed first appeared on Caspian Wire.", LEAD),
        (f"{LEAD} Read more »", LEAD),
    ],
)
def test_a_text_is_kept_without_what_leads_on_to_its_page(text: str, left: str) -> None:
    assert without_tail(text) == left


def test_one_story_twice_in_a_feed_is_one() -> None:
    assert len(fresh(news(SAME, item(guid="b", description=LEAD)), seen=set())) == 1


def test_a_first_poll_brings_the_newest_twenty() -> None:
    found = news(*(item(f"Story {n}", n) for n in range(50)))
    assert len(fresh(found, seen=set(), is_first_poll=True)) == 20


def test_a_changed_text_is_a_revision_up_to_a_limit() -> None:
    before, after = news(SAME)[0], news(item(description=LEAD + " Works begin in spring."))[0]
    assert is_revision(after, fingerprint=before.fingerprint, revisions=0)
    assert not is_revision(before, fingerprint=before.fingerprint, revisions=0)
    assert not is_revision(after, fingerprint=before.fingerprint, revisions=5)


def test_the_feeds_of_a_page_are_found_comments_last() -> None:
    page = b"""<html><head><title>t</title>
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
    <link rel="alternate" type="application/rss+xml" title="News" href="/feed">
    <link rel="alternate" type="application/atom+xml" href="http://127.0.0.1/feed">
    <link rel="alternate" hreflang="ru" href="/ru"></head>
    <body><a href="/world/rss.xml">World</a><a href="/about">About</a></body></html>"""
    assert feeds_named(page, "https://wire.example.org/") == [
        {"title": "News", "url": "https://wire.example.org/feed"},
        {"title": "World", "url": "https://wire.example.org/world/rss.xml"},
        {"title": "Comments", "url": "https://wire.example.org/comments/feed"},
    ]


def test_a_list_of_feeds_is_read_and_sorted_out() -> None:
    data = b"""<?xml version="1.0"?><opml version="2.0"><body><outline text="World">
    <outline type="rss" text="Wire" xmlUrl="https://wire.example.org/feed"/>
    <outline type="rss" text="Wire again" xmlUrl="http://www.wire.example.org/feed/"/>
    <outline type="rss" text="Inner" xmlUrl="http://10.0.0.1/feed"/>
    <outline type="rss" text="Known" xmlurl="https://known.example.org/rss"/>
    <outline type="rss" text="Broken" xmlUrl="wire, see below"/>
    </outline><outline text="empty"/></body></opml>"""
    good, refused = sort_out(read_opml(data), known={"known.example.org/rss"})
    assert [(one.title, one.url) for one in good] == [("Wire", "https://wire.example.org/feed")]
    assert [(one.title, one.refusal) for one in refused] == [
        ("Wire again", "feed.known"),
        ("Inner", "fetch.address"),
        ("Known", "feed.known"),
        ("Broken", "feed.broken"),
    ]


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"\x00\x01", b"plain text"])
def test_another_file_is_no_list_of_feeds(data: bytes) -> None:
    with pytest.raises(BadInput) as raised:
        read_opml(data)
    assert raised.value.key == "feed.not_opml"
