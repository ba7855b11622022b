"""Say why a country was found, in the words of the editor's card."""

from bot.countries.evidence import Evidence

IN_LEAD = "in the lead"
_NAMES_SHOWN = 4


def reasons(one: Evidence) -> tuple[str, ...]:
    """Return what was counted, where it stands, what speaks against it and who is who."""
    names = one.words().most_common(_NAMES_SHOWN)
    said = [", ".join(f"{name} ×{count}" for name, count in names)]
    if one.title:
        said.append("in the title")
    if one.lead:
        said.append(IN_LEAD)
    if one.dateline:
        said.append("in the dateline" if one.body or one.title else "only in the dateline")
    if one.only_venue:
        said.append("only a city where others meet")
    if one.passing == one.count:
        said.append("only its money or its people abroad")
    return (*said, *_who_is_who(one))


def _who_is_who(one: Evidence) -> list[str]:
    """Return what the names mean that do not say it themselves, each meaning once."""
    said: dict[str, str] = {}
    for part, mention in one.mentions:
        if mention.sense.why:
            said.setdefault(mention.sense.why, part.prose.written[mention.start : mention.end])
    return [f"{name}: {why}" for why, name in said.items()]
