"""Pages: which headline, which moment and which text is read from them. All pages are invented."""

import json
from datetime import UTC, datetime

import pytest

from bot.errors import BadInput
from bot.ingest import jobs, markup
from bot.ingest.document import Hint, Precision
from bot.ingest.extract import as_dict, extract

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://www.caspianwire.example.org/world/1?utm_source=feed"
TITLE = "Baku and Tehran agree on a second bridge"
BODY = "".join(
    f"<p>The {nth} round of talks on the bridge over the Astara river ended on Monday, and both "
    f"delegations said that the works would begin in spring, officials of the {nth} group told us."
    "</p>"
    for nth in ("first", "second", "third", "fourth")
)


def page(head: str = "", body: str = BODY, h1: str = TITLE) -> bytes:
    heading = f"<h1>{h1}</h1>" if h1 else ""
    return f"<html><head>{head}</head><body><main><article>{heading}{body}</article></main></body></html>".encode()  # noqa: E501


def linked(**fields: str) -> str:
    item = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


SITE = meta("og:site_name", "Caspian Wire")


@pytest.mark.parametrize(
    ("head", "h1", "title"),
    [
        (linked(headline=TITLE) + meta("og:title", "Astara: what we know"), "", TITLE),
        (meta("og:title", f"{TITLE} | Caspian Wire") + SITE, "", TITLE),
        (meta("og:title", f"{TITLE} - Caspian Wire") + SITE, "", TITLE),
        (meta("og:title", f"Caspian Wire: {TITLE}") + SITE, "", TITLE),
        (meta("og:title", f"{TITLE} – CaspianWire"), "", TITLE),
        (
            meta("og:title", "Iran: talks end") + meta("og:site_name", "Iran International"),
            "",
            "Iran: talks end",
        ),
        (linked(headline="Bridge") + meta("og:title", TITLE), TITLE, TITLE),
        (linked(headline="&quot;Yes&quot; to a <em>bridge</em>"), "", '"Yes" to a bridge'),
        (linked(headline="Caspian Wire") + SITE + meta("og:title", TITLE), "", TITLE),
        (f"<title>{TITLE} | World | Caspian Wire</title>", TITLE, TITLE),
        (f"<title>{TITLE} | Caspian Wire</title>" + SITE, "", TITLE),
        ("", TITLE, TITLE),
    ],
)  # fmt: skip
def test_the_headline_is_the_articles_own(head: str, h1: str, title: str) -> None:
    assert as_dict(page(head, h1=h1), URL)["title"] == title


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        (linked(datePublished="2026-10-13T18:29:00+04:00"), "", "2026-10-13T18:29:00+04:00"),
        (linked(datePublished="2026-10-13T14:29:00Z"), "", "2026-10-13T14:29:00+00:00"),
        (linked(datePublished="2026-10-13 18:29"), "", "2026-10-13T18:29:00"),
        (linked(datePublished="Tue, 13 Oct 2026 18:29:00 +0400"), "", "2026-10-13T18:29:00+04:00"),
        (meta("article:published_time", "2026-10-13T18:29+0400"), "", "2026-10-13T18:29:00+04:00"),
        (meta("pubdate", "20261013T182900Z"), "", "2026-10-13T18:29:00+00:00"),
        (meta("date", "2026-10-13"), "", "2026-10-13"),
        (
            linked(datePublished="2026-10-13")
            + meta("article:published_time", "2026-10-13T18:29:00+04:00"),
            "",
            "2026-10-13T18:29:00+04:00",
        ),
        ("", "<time datetime='2026-10-13T18:29:00+04:00'>x</time>", "2026-10-13T18:29:00+04:00"),
        (
            "",
            "<nav><time datetime='2026-11-01'></time></nav><time datetime='2026-10-13'></time>",
            "2026-10-13",
        ),
        ("", "<div>13 Oct 2026 18:29</div>", "2026-10-13T18:29:00"),
        (linked(datePublished="2099-01-01"), "<div>13 Oct 2026 18:29</div>", "2026-10-13T18:29:00"),
        ("", "", None),
    ],
)  # fmt: skip
def test_the_moment_is_the_first_that_the_page_states(
    head: str, body: str, published: str | None
) -> None:
    assert as_dict(page(head, body + BODY), URL)["published"] == published


def test_a_widget_with_todays_day_is_no_publication_date() -> None:
    data = page(body=f"<p>13 Oct 2026 18:29</p>{BODY}").replace(
        b"<main>", b"<div>Monday, (23 Nov 2026)</div><main>"
    )
    assert as_dict(data, None)["published"] == "2026-10-13T18:29:00"


def test_the_text_does_not_repeat_the_headline() -> None:
    text = as_dict(page(linked(headline=TITLE)), URL)["text"]
    assert text.startswith("The first round")
    assert "fourth group" in text


def test_odd_machine_data_does_not_hide_the_rest() -> None:
    for script in (
        "<!-- {",
        "[" * 50_000,
        '{"@type": 5, "headline": [{}]}',
        '{"@type":"Article",}',
    ):
        head = f'<script type="application/ld+json">{script}</script>' + meta("og:title", TITLE)
        assert as_dict(page(head, h1=""), URL)["title"] == TITLE


@pytest.mark.parametrize(
    ("text", "charset", "declared"),
    [
        ("Встреча министров в Баку завершилась подписанием договора", "cp1251", "windows-1251"),
        ("دیدار وزیران در باکو با امضای توافق پایان یافت", "utf-8", ""),
        ("اجتمع الوزراء في بغداد لتوقيع الاتفاق", "cp1256", "windows-1256"),
        ("Görüşmeler Bakü’de sürüyor", "utf-16", ""),
        ("Café à Genève", "cp1252", "iso-8859-1"),
    ],
)
def test_letters_are_read_as_they_were_saved(text: str, charset: str, declared: str) -> None:
    head = f'<meta charset="{declared}">' if declared else ""
    data = f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(charset)
    assert text in markup.decode(data)


def test_the_servers_word_on_letters_goes_before_the_pages() -> None:
    data = '<meta charset="iso-8859-1"><p>Встреча в Баку</p>'.encode("koi8-r")
    assert "Встреча" in markup.decode(data, charset="KOI8-R")
    assert "Встреча" not in markup.decode(data, charset="no-such-set")


def test_the_day_of_a_video_is_not_the_articles() -> None:
    video = linked(uploadDate="2025-01-05T10:00:00Z").replace("NewsArticle", "VideoObject")
    stated = meta("article:published_time", "2026-10-13T18:29:00+04:00")
    assert as_dict(page(video + stated), URL)["published"] == "2026-10-13T18:29:00+04:00"


def test_a_document_keeps_the_sources_clock_and_drops_its_dateline() -> None:
    head = linked(
        headline=TITLE,
        datePublished="2026-10-13T14:29:00Z",
        dateModified="2026-10-13T15:00:00Z",
    )
    body = "<p>BAKU, October 13 (AZERTAC) - Both ministers signed the deal on Monday.</p>" + BODY
    document = extract(page(head, body), "https://azertag.az/en/1?utm_source=x", received_at=NOW)
    assert document.published == datetime(2026, 10, 13, 14, 29, tzinfo=UTC)
    assert (document.precision, document.zone) == (Precision.MINUTE, "Asia/Baku")
    assert document.updated == datetime(2026, 10, 13, 15, 0, tzinfo=UTC)
    assert (document.dateline_place, document.agency) == ("Baku", "AZERTAC")
    assert document.body.startswith("Both ministers signed")
    assert document.source_url == "https://azertag.az/en/1"
    assert document.language == "en"


def test_a_canonical_address_of_another_site_is_not_believed() -> None:
    for link, kept in (
        ("https://www.caspianwire.example.org/world/1", "https://www.caspianwire.example.org/world/1"),
        ("https://elsewhere.example.com/a", "https://www.caspianwire.example.org/world/1"),
    ):  # fmt: skip
        found = extract(page(f'<link rel="canonical" href="{link}">'), URL, received_at=NOW)
        assert found.source_url == kept


def test_a_future_moment_is_capped() -> None:
    head = linked(datePublished="2026-11-24T11:00:00Z")
    published = extract(page(head), URL, received_at=NOW).published
    assert published == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize("title", [TITLE, "Baku \ud800 and\x00 Tehran"])
def test_a_record_reads_back_as_the_same_document(title: str) -> None:
    data = page(linked(headline=title, datePublished="2026-10-13T18:29:00+04:00"), body=BODY)
    hint = jobs.record_of(Hint(source_url=URL))
    record = json.loads(json.dumps(jobs.page(data, NOW.isoformat(), hint)))
    document = jobs.understood_of(record).document
    assert document == extract(data, URL, received_at=NOW)
    assert document.title.encode()


def test_a_saved_page_names_its_own_address() -> None:
    head = '<link rel="canonical" href="https://www.caspianwire.example.org/world/1?utm_source=x">'
    document = extract(page(head, body=BODY), None, received_at=NOW)
    assert document.source_url == "https://www.caspianwire.example.org/world/1"
    assert document.outlet_domain == "caspianwire.example.org"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (page(body="<p>Please accept our cookies.</p>"), "fetch.no_text"),
        (b"", "fetch.no_text"),
        (b"<p>" + b"a" * 5_000_001, "fetch.too_big"),
        (b"<body " + b" ".join(b"a%d='x'" % n for n in range(2_000)) + b">", "fetch.too_hard"),
        (b"<p>a</p>" * 60_000, "fetch.too_hard"),
    ],
)
def test_what_can_not_be_read_is_said_so(data: bytes, key: str) -> None:
    with pytest.raises(BadInput) as raised:
        extract(data, URL, received_at=NOW)
    assert raised.value.key == key


def test_one_tag_may_hold_a_long_value() -> None:
    value = "a=1 b=2 " * 2_000
    text = as_dict(page(body=f'<div data-state="{value}"></div>{BODY}'), URL)["text"]
    assert "fourth group" in text
