"""The key of the product: an unordered pair of country codes, and what a subscription names."""

import re
from dataclasses import dataclass
from typing import Self

_CODE = re.compile(r"[A-Z]{2}")


def _checked(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise ValueError(f"not an ISO 3166-1 alpha-2 code: {code[:20]!r}")
    return code


@dataclass(frozen=True, slots=True, order=True)
class Dyad:
    """Two different countries in sorted order; `str()` gives `AZ-IR`."""

    first: str
    second: str

    @classmethod
    def of(cls, one: str, other: str) -> Self:
        """Make the dyad of two alpha-2 codes in any order; ValueError if equal or malformed."""
        if one == other:
            raise ValueError(f"a dyad needs two countries, got {one} twice")
        first, second = sorted((_checked(one), _checked(other)))
        return cls(first, second)

    @property
    def codes(self) -> tuple[str, str]:
        """Both codes, sorted."""
        return (self.first, self.second)

    def __str__(self) -> str:
        return f"{self.first}-{self.second}"


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """A dyad, or one country kept as the pair of itself, as the pair index has it."""

    first: str
    second: str

    @classmethod
    def of(cls, *codes: str) -> Self:
        """Make the scope of one or two alpha-2 codes in any order; ValueError for anything else."""
        if not 1 <= len(codes) <= 2:
            raise ValueError(f"a scope has one or two countries, got {len(codes)}")
        checked = sorted({_checked(code) for code in codes})
        return cls(checked[0], checked[-1])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `AZ-IR` or `AZ` as written by `str()`; ValueError for anything else."""
        return cls.of(*text.split("-", 1))

    @property
    def codes(self) -> tuple[str, ...]:
        """One code, or both sorted."""
        return (self.first,) if self.is_country else (self.first, self.second)

    @property
    def is_country(self) -> bool:
        """Whether this is one country rather than a dyad."""
        return self.first == self.second

    def __str__(self) -> str:
        return "-".join(self.codes)
