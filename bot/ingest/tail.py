"""The body's own lines: where the article ends, and what stands in it that is none of it."""

import re
from dataclasses import dataclass, field

from bot.ingest import addresses, outlets
from bot.ingest.document import Dropped
from bot.ingest.furniture import HASHTAG, LEADING_EMOJI, is_hashtags, split_hashtags, why_furniture
from bot.ingest.title import comparable

_ENDS_SENTENCE = re.compile(r"[.!?…؟।:][\"'”’»)]*$")
# An agency's end mark at the end of the last paragraph.
_END_MARK = re.compile(
    r"\s*(?:\bEnditem|\bEnds|\bENDS|\bEND|\(END\)|\(end\)|-0-|[■◼∎▪]|\|\||\s/\d{3,5}/?"
    r"|\d{3,5}\*\*\d{3,5}|انتهای پیام/?\w{0,5})$"
)


# What screen readers are told behind a link of the page.
_NEW_TAB = re.compile(r",? \(?opens (?:in (?:a )?)?new (?:tab|window)\)?", re.IGNORECASE)


@dataclass(slots=True)
class Tail:
    """The body's paragraphs and what was left out."""

    paragraphs: list[str] = field(default_factory=list)
    hashtags: list[str] = field(default_factory=list)
    source_url: str | None = None
    agency: str | None = None
    dropped: list[Dropped] = field(default_factory=list)


def trim(lines: list[str], *, title: str) -> Tail:
    """Return the paragraphs of the body; the title again, boxes, captions and the end left out."""
    tail = Tail()
    in_box = False
    for index, line in enumerate(lines):
        if tail.paragraphs and (why := why_furniture(line, "end")):
            _drop_rest(tail, lines[index:], why)
            break
        if in_box and not _is_sentence(line) and len(line) < 160:
            tail.dropped.append(Dropped(line, "other headlines"))
            continue
        if why_furniture(line, "box"):
            in_box = True
            tail.dropped.append(Dropped(line, "other headlines"))
            continue
        in_box = False
        _take(tail, line, title)
    _cut_end_mark(tail)
    return tail


def _take(tail: Tail, line: str, title: str) -> None:
    url = addresses.alone_on(line)
    _keep_source(tail, url)
    why = _why_dropped(line, title, is_first=not tail.paragraphs)
    if why is None and len(line) <= 40 and outlets.known(name=line):
        tail.agency, why = tail.agency or line.strip(" .:"), "outlet"
    if url or why:
        tail.hashtags += HASHTAG.findall(line) if why == "hashtags" else []
        tail.dropped.append(Dropped(line, "address" if url else why or ""))
    else:
        text, hashtags = split_hashtags(LEADING_EMOJI.sub("", _NEW_TAB.sub("", line)))
        tail.paragraphs.append(text)
        tail.hashtags += hashtags


def _keep_source(tail: Tail, url: str | None) -> None:
    if url and addresses.names_a_page(url):
        tail.source_url = tail.source_url or addresses.canonical(url)


def _why_dropped(line: str, title: str, *, is_first: bool) -> str | None:
    if is_hashtags(line):
        return "hashtags"
    wanted = comparable(title)
    if wanted and len(line) < 250 and comparable(line).endswith(wanted):
        # "AZERTAC.AZ :Azerbaijan, Iran sign protocol": an agency's foot, or the headline again.
        more = len(comparable(line)) - len(wanted)
        return "headline again" if more <= (0 if is_first else 25) else None
    return why_furniture(line, "line") or why_furniture(line, "caption")


def _is_sentence(line: str) -> bool:
    """Whether a line below a box of headlines is the article again."""
    has_number = re.match(r"\d{1,2}[.)]\s|[-•·*▪]\s", line)
    return not has_number and len(line.split()) >= 4 and bool(_ENDS_SENTENCE.search(line))


def _drop_rest(tail: Tail, lines: list[str], why: str) -> None:
    for number, line in enumerate(lines):
        tail.dropped.append(Dropped(line, why if number == 0 else "after the end"))
        tail.hashtags += HASHTAG.findall(line) if is_hashtags(line) else []
        _keep_source(tail, addresses.alone_on(line))


def _cut_end_mark(tail: Tail) -> None:
    for index in range(len(tail.paragraphs) - 1, max(-1, len(tail.paragraphs) - 3), -1):
        paragraph = tail.paragraphs[index]
        mark = _END_MARK.search(paragraph[-40:])
        if mark:
            tail.paragraphs[index] = paragraph[: len(paragraph) - len(mark.group())].rstrip()
            tail.dropped.append(Dropped(mark.group().strip(), "end mark"))
    tail.paragraphs = [paragraph for paragraph in tail.paragraphs if paragraph]
