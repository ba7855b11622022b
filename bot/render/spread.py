"""How many copies tell of an article and how far their repair is; small numbers stay vague."""

from bot.render.i18n import Catalogue
from bot.render.message import Html
from bot.render.stats import number
from storage.outdated import Spread


def reach(words: Catalogue, spread: Spread) -> Html:
    """Say how many copies tell of it, and how many older ones may."""
    if not spread.copies and not spread.untraced:
        return words.html("spread.none")
    lines = [words.html("spread.copies", copies=number(words, spread.copies))]
    if spread.untraced:
        lines.append(words.html("spread.untraced", copies=number(words, spread.untraced)))
    return Html(" ".join(lines))


def progress(words: Catalogue, title: Html, spread: Spread) -> Html:
    """Say how far a repair has come."""
    counts = {"edited": spread.edited, "waiting": spread.waiting, "lost": spread.lost}
    shown = {name: number(words, count) if count else "0" for name, count in counts.items()}
    return Html(f"{words.html('spread.progress', title=title, **shown)}\n{reach(words, spread)}")
