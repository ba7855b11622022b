"""Who reports an event, told for each of its pairs from where the outlets sit."""

import pytest

from bot.briefing.sides import Sides, sides_of
from storage.dyad import Scope


@pytest.mark.parametrize(
    ("outlets", "pair", "sides"),
    [
        (["IR", "AZ"], ("AZ", "IR"), Sides.BOTH),
        (["IR", "GB", "AZ"], ("AZ", "IR"), Sides.BOTH),
        (["IR", "IR", "GB"], ("AZ", "IR"), Sides.ONE),
        (["GB", "RU"], ("AZ", "IR"), Sides.THIRD),
        # One event of three parties: for each of its pairs another answer.
        (["AM", "RU"], ("AM", "RU"), Sides.BOTH),
        (["AM", "RU"], ("AM", "AZ"), Sides.ONE),
        (["RU"], ("AM", "AZ"), Sides.THIRD),
        # A member's outlet is on the Union's side, but not against itself.
        (["FR"], ("EU", "RU"), Sides.ONE),
        (["FR", "RU"], ("EU", "RU"), Sides.BOTH),
        (["HU"], ("EU", "HU"), Sides.ONE),
        (["CH"], ("EU", "RU"), Sides.THIRD),
        # Where an outlet sits that nobody told of may be just the missing side.
        ([None, "GB"], ("AZ", "IR"), None),
        ([None, "IR"], ("AZ", "IR"), None),
        ([None, "IR", "AZ"], ("AZ", "IR"), Sides.BOTH),
        (["IR"], ("IR",), None),
    ],
)
def test_sides_are_told_for_each_pair(outlets, pair, sides):
    assert sides_of(outlets, Scope.of(*pair)) is sides
