"""The well-known outlets that ship: who they are, where they sit, what clock they write in."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.ingest.date_words import fold


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """One row of the reviewed list; `label` says who stands behind it, empty if nobody does."""

    name: str
    country: str
    domains: tuple[str, ...] = ()
    label: str = ""
    language: str = "en"
    zone: str | None = None
    aliases: tuple[str, ...] = ()
    is_worldwide: bool = False  # it writes in many clocks, whatever its datelines say


@cache
def _outlets() -> tuple[KnownOutlet, ...]:
    text = files("bot.ingest").joinpath("data/outlets.tsv").read_text(encoding="utf-8")
    return tuple(_parse(line) for line in text.splitlines() if line and not line.startswith("#"))


def _parse(line: str) -> KnownOutlet:
    name, aliases, domains, country, label, language, zone = line.split("\t")
    return KnownOutlet(
        name=name,
        country=country,
        domains=tuple(domains.split()),
        label=label,
        language=language,
        zone=zone if zone not in {"", "-"} else None,
        is_worldwide=zone == "-",
        aliases=tuple(filter(None, aliases.split("|"))),
    )


@cache
def _by_name() -> dict[str, KnownOutlet]:
    return {_name_key(name): one for one in _outlets() for name in (*one.aliases, one.name)}


@cache
def _by_domain() -> dict[str, KnownOutlet]:
    return {domain: outlet for outlet in _outlets() for domain in outlet.domains}


def known(*, domain: str | None = None, name: str | None = None) -> KnownOutlet | None:
    """Return the outlet of that domain (or a part of it), else of that name; None if unknown."""
    labels = (domain or "").lower().rstrip(".").split(".")
    for start in range(len(labels) - 1):
        outlet = _by_domain().get(".".join(labels[start:]))
        if outlet:
            return outlet
    return _by_name().get(_name_key(name)) if name else None


def _name_key(name: str) -> str:
    return " ".join(fold(name).replace("the ", "", 1).split()).strip(" .:@")
