"""The traps of the field: names that are no country, or another one."""

import pytest

from bot.countries.tagger import scores


def codes(text):
    return {code for code, _ in scores(text)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A storm crosses the Indian Ocean", set()),
        ("Guinea pigs and Brazil nuts fill the shop", set()),
        ("New Mexico votes on water", {"US"}),
        ("Lebanon, Pennsylvania, elects a mayor", {"US"}),
        ("Fans greet Michael Jordan and Paris Hilton", set()),
        ("Athens, Georgia, honours a band", {"US"}),
        ("Armenia, Georgia and Azerbaijan meet", {"AM", "GE", "AZ"}),
        ("Savannah port grows, Georgia's governor says", {"US"}),
        ("Stone Mountain, Georgia, keeps its carving", {"US"}),
        ("Turkey sandwiches recalled", set()),
        ("Turkey recalls its envoy to Sweden", {"TR", "SE"}),
        ("Polish the silver, she said, and dust the china", set()),
        ("Fire in Trenton, N.J., and storm in Lebanon, Pa.", {"US"}),
        ("Talks in Vienna, Va., and Paris, TX", {"US"}),
        ("At the gala, Miss Universe smiled", set()),
        ("The U.A.E. and the U.S.S.R. of old", {"AE", "RU"}),
        ("Jamaica, Queens, gets a new station", {"US"}),
        ("Macedonia and Greece end a dispute", {"MK", "GR"}),
        ("Georgia and Russia quarrel over Abkhazia", {"GE", "RU"}),
        ("Let us talk, they told us", set()),
        ("The US and the U.K. sign", {"US", "GB"}),
        ("Farmers sell turkey, Turkey flocks shrink before Christmas", set()),
        ("Rivals meet in Geneva", set()),
        ("Niger and Nigeria, Guinea and Equatorial Guinea", {"NE", "NG", "GN", "GQ"}),
        ("Drought in East Azerbaijan province", {"IR"}),
        ("South Sudan leaves the talks", {"SS"}),
        ("Northern Ireland votes", {"GB"}),
        ("N'Djamena, Sana'a and Xi'an trade", {"TD", "YE", "CN"}),
        ("The IRA split; Iran's ships sail; Mr Ira Gold rests", {"GB", "IR"}),
        ("Hamas meets Hezbollah", {"PS", "LB"}),
        ("Brazzaville greets the president of Congo", {"CG"}),
    ],
)
def test_trap(sentence, expected):
    assert codes(sentence) == expected
