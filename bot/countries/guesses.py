"""What an unknown word was meant to be: the nearest name by slips or by sound, or several."""

from collections.abc import Sequence

from bot.countries import words
from bot.countries.gazetteer import Kind
from bot.countries.homes import has_home
from bot.countries.index import index, no_slips
from bot.countries.lattice import How, Meaning
from bot.countries.ranks import is_rank
from bot.countries.slips import TIE, Slip, allowed, find_by_sound, find_slips
from bot.countries.topics import topic_words

# A slip nearer than this needs no ear.
_SURE = 1.5


def is_known(key: str) -> bool:
    """Tell whether a word is explained as it stands, so that no slip is looked for in it."""
    if words.is_small(key) or key in topic_words() or key in no_slips() or has_home(key):
        return True
    entry = index().find(key)
    return is_rank(key) or (entry is not None and entry.reach != "r")


def near(key: str, words_of_key: Sequence[str]) -> Meaning | None:
    """Return the name that was meant; where others are as near, all their countries to ask for."""
    slips = find_slips(key, allowed(len(key)), words_of_key if len(words_of_key) > 1 else ())
    heard = None if slips and slips[0].distance < _SURE else find_by_sound(key)
    if heard is not None and (not slips or heard.distance < slips[0].distance):
        slips = [heard]
    if not slips:
        return None
    best = slips[0]
    tied = [slip for slip in slips if slip.distance - best.distance < TIE]
    codes = tuple(dict.fromkeys(code for slip in tied for code in slip.codes))
    kind = best.kind if len(codes) == len(best.codes) else Kind.ASK
    return Meaning(best.name, codes, kind, How.SLIP, best.distance)


def suggestions(key: str) -> tuple[Slip, ...]:
    """Return names that an unknown word may have meant, though it is too far off to be sure."""
    if is_known(key):
        return ()
    most = min(3, max(1, len(key) // 3))
    return tuple(slip for slip in find_slips(key, most) if len(slip.codes) == 1)[:3]
