"""Lines of a page that are no part of its article: what they look like, in six languages."""

import re
from functools import cache
from importlib.resources import files

from bot.ingest.date_words import fold

# Only short lines are dropped by their first words; a sentence of the body never is.
_SHORT = 80
# These say what they are so plainly that they may be longer.
_PLAIN = 400
_EMOJI = (
    r"[\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe0f\u200d"
    r"\U0001f000-\U0001faff]"
)
LEADING_EMOJI = re.compile(rf"^(?:{_EMOJI}|\s)+")
_ORNAMENTS = " *_-–—|»«>•·▪"
# "Reporting by state media has been limited" is a sentence, "Reporting by Jane Doe" a credit.
_BY_NO_NAME = re.compile(r"\W*(?:[Aa]dditional )?[A-Z][a-z]+ by [a-z]")
_BETWEEN_RUBRICS = re.compile(r"\s*[-–—/,،&|>»•·]\s*")
_HASHTAGS_ONLY = re.compile(r"(?:[#@][\w\u200c]+[\s,|•·]*)+")
HASHTAG = re.compile(r"#([\w\u200c]{2,40})")
_EDGE_HASHTAGS = re.compile(r"^(?:#[\w\u200c]{2,40}\s+)+|(?:\s+#[\w\u200c]{2,40})+\s*$")


@cache
def _patterns() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """Read the reviewed list: kind, reason and pattern of whole folded lines."""
    text = files("bot.ingest").joinpath("data/furniture.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    kinds = dict.fromkeys(kind for kind, _, _ in rows)
    return {
        kind: tuple((_compiled(pattern), why) for of, why, pattern in rows if of == kind)
        for kind in kinds
    }


def _compiled(pattern: str) -> re.Pattern[str]:
    """Fold the letters of a pattern and leave its escapes: a small S is another class."""
    return re.compile(re.sub(r"(?<!\\)[^\\]+", lambda plain: fold(plain.group()), pattern))


def why_furniture(line: str, kind: str) -> str | None:
    """Return why a line is of that kind (`end`, `box`, `line`, `caption`, `section`), else None."""
    longest = _PLAIN if kind in {"caption", "end"} else _SHORT
    if len(line) > longest:
        return None
    folded = LEADING_EMOJI.sub("", fold(line)).strip(_ORNAMENTS).rstrip(":")
    if not any(map(str.isalnum, folded)):
        return _why_ornament(line, kind)
    for pattern, why in _patterns().get(kind, ()):
        if pattern.fullmatch(folded):
            return None if _BY_NO_NAME.match(line) else why
    return _why_sections(folded) if kind == "section" else None


def _why_sections(folded: str) -> str | None:
    """Two or three rubrics in one line ("Defence - Security") are one too."""
    parts = _BETWEEN_RUBRICS.split(folded)
    if not 2 <= len(parts) <= 4:
        return None
    patterns = _patterns()["section"]
    known = [any(pattern.fullmatch(part) for pattern, _ in patterns) for part in parts]
    return "section" if all(known) else None


def _why_ornament(line: str, kind: str) -> str | None:
    """American agencies close with a row of underscores; other rows part sections."""
    is_end = set(line.strip()) in ({"_"}, {"#"})
    if kind == "end":
        return "end mark" if is_end else None
    return "separator" if kind == "line" and not is_end else None


def why_in_head(line: str) -> str | None:
    """Return why a line of the head is no part of the article, else None."""
    for kind in ("section", "line", "caption"):
        why = why_furniture(line, kind)
        if why:
            return why
    return None


def split_hashtags(line: str) -> tuple[str, list[str]]:
    """Return a line without the hashtags before and behind its text, and these."""
    text = _EDGE_HASHTAGS.sub("", line)
    return (text, HASHTAG.findall(line)) if text.strip() else (line, HASHTAG.findall(line))


def is_hashtags(line: str) -> bool:
    """Whether a line holds hashtags and channel names only."""
    return len(line) <= _PLAIN and bool(_HASHTAGS_ONLY.fullmatch(LEADING_EMOJI.sub("", line)))
