"""What was wrong beside what is right: short old words struck through before the new ones."""

from difflib import SequenceMatcher

from bot.render.html import clean
from bot.render.message import Html, escape

# What is longer is another text, not a mended one, and would hide the new words.
_LONGEST = 40
_MOST = 4
_ALIKE = 0.5


def struck(old: str, new: str, *, limit: int) -> Html:
    """Write the new words, each short stretch of old ones that it replaces struck through."""
    before, after = clean(old, limit=limit).split(), clean(new, limit=limit).split()
    pieces: list[Html] = []
    stretches = 0
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(" ".join(before)) > _LONGEST and matcher.ratio() < _ALIKE:
        return escape(" ".join(after))
    for what, first, last, start, end in matcher.get_opcodes():
        if what in ("replace", "delete"):
            gone = " ".join(before[first:last])
            stretches += 1
            if len(gone) > _LONGEST or stretches > _MOST:
                return escape(" ".join(after))
            pieces.append(Html(f"<s>{escape(gone)}</s>"))
        if what != "delete":
            pieces.append(escape(" ".join(after[start:end])))
    return Html(" ".join(pieces))
