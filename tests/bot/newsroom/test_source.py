"""An editor names the source in one short line."""

import pytest

from bot.errors import BadInput
from bot.newsroom.draft_article import DraftArticle, Lack
from bot.newsroom.source import Source, read_source, with_source

LINK = "https://www.tehrantimes.com/news/1/x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tehran Times", ("Tehran Times", None, "IR", "state-linked")),
        (f"Tehran Times {LINK}", ("Tehran Times", LINK, "IR", "state-linked")),
        (f"{LINK} Tehran Times", ("Tehran Times", LINK, "IR", "state-linked")),
        (f"{LINK}?utm_source=tg", ("Tehran Times", LINK, "IR", "state-linked")),
        (LINK, ("Tehran Times", LINK, "IR", "state-linked")),
        ("Caspian Wire (Azerbaijan)", ("Caspian Wire", None, "AZ", None)),
        ("Caspian Wire (Azerbaijan, state-run)", ("Caspian Wire", None, "AZ", "state-run")),
        ("Caspian Wire (2020)", ("Caspian Wire (2020)", None, None, None)),
        ("https://example.org/x", (None, "https://example.org/x", None, None)),
    ],
)
def test_a_source_is_a_name_a_link_or_both(
    text: str, expected: tuple[str | None, str | None, str | None, str | None]
) -> None:
    source = read_source(text)
    assert (source.name, source.url, source.country, source.label) == expected


@pytest.mark.parametrize("text", ["", "   ", "-", "\u200b"])
def test_an_empty_answer_says_what_to_send(text: str) -> None:
    with pytest.raises(BadInput):
        read_source(text)


def test_a_name_after_a_link_keeps_the_link() -> None:
    draft = with_source(DraftArticle(), read_source("https://example.org/x"))
    assert draft.asking == "source"
    draft = with_source(draft, read_source("Caspian Wire (Azerbaijan)"))
    assert (draft.outlet_name, draft.url, draft.asking) == (
        "Caspian Wire",
        "https://example.org/x",
        None,
    )


def test_an_address_may_be_missing_and_an_outlet_never() -> None:
    content = DraftArticle(title="T", summary="S")
    assert (
        Lack.SOURCE
        in with_source(content, Source(None, "https://example.org", None, None, None)).lacks()
    )
    assert Lack.SOURCE not in with_source(content, Source("Wire", None, None, None, None)).lacks()
