"""Headlines: what is shown of one, and whether two lines say the same."""

import re

from bot.ingest import outlets
from bot.ingest.furniture import LEADING_EMOJI, split_hashtags

_SIREN = re.compile(
    r"(?:breaking(?: news)?|urgent|exclusive|just in|alert|flash|update \d|срочно|молния|эксклюзив"
    r"|son dakika|təcili|son dəqiqə|acil|فوری|عاجل|خاص|اختصاصی"
    r"|headline|title|заголовок|başlıq|başlık)"
    r"\s*[|:!\-–—]+\s*",
    re.IGNORECASE,
)


def shown_title(text: str) -> str:
    """Return the headline without sirens, flags, markup and a known outlet's name behind it."""
    text = split_hashtags(LEADING_EMOJI.sub("", text))[0]
    text = re.sub(r"^(?:\*\*|__|#{1,3} )\s*(.+?)\s*(?:\*\*|__)?$", r"\1", text)
    text = LEADING_EMOJI.sub("", _SIREN.sub("", text, count=1) or text)
    head, sign, site = _last_part(text)
    if sign and outlets.known(name=site):
        text = head
    return text.strip()


def _last_part(text: str) -> tuple[str, str, str]:
    match = re.match(r"(.{15,}?)(\s+[|–—-]\s+)([^|–—]{2,40})$", text)
    return (match[1], match[2], match[3]) if match else (text, "", "")


def comparable(text: str) -> str:
    """Return the letters and digits of a line, to tell whether two say the same."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())
