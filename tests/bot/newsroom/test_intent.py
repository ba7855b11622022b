"""A search, a draft, or worth asking."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.countries.query import understand
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.intent import Intent, Pending, answers, continues, intent_of

NOW = datetime(2020, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("iran azerbaijan", Intent.QUERY),
        ("latest news between iran and azerbaijan", Intent.QUERY),
        (
            "what happened between the islamic republic of iran and azerbaijan in 2020?",
            Intent.QUERY,
        ),
        ("korea japan", Intent.QUERY),
        ("Officials met again today", Intent.ASK),
        ("iran azerbaijan trilateral", Intent.ASK),
        ("https://example.org/article", Intent.DRAFT),
        ("Iran, Azerbaijan sign\n\nTEHRAN - They signed.", Intent.DRAFT),
        (
            "Officials of Iran and Azerbaijan met in Astara to compare the rail timetables.",
            Intent.DRAFT,
        ),
    ],
)
def test_what_an_editors_text_means(text: str, intent: Intent) -> None:
    assert intent_of(text, understand(text, today=date(2020, 3, 2))) is intent


def test_a_pending_question_takes_a_short_answer_only() -> None:
    pending = Pending(DraftArticle(asking="source"), NOW)
    assert answers("Tehran Times", pending) == "source"
    assert answers("line\nby\nline", pending) is None
    assert answers("x" * 300, pending) is None
    assert answers("Tehran Times", Pending(DraftArticle(), NOW)) is None


@pytest.mark.parametrize(
    ("length", "seconds", "follows"), [(4096, 2, True), (4096, 60, False), (500, 2, False)]
)
def test_only_a_cut_message_is_continued_and_soon(length: int, seconds: int, follows: bool) -> None:
    pending = Pending(DraftArticle(parts=("x" * length,)), NOW)
    assert continues(pending, NOW + timedelta(seconds=seconds)) is follows
