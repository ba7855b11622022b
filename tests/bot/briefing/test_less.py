"""What may be meant by less like this."""

from bot.briefing.digest import Window, arrange
from bot.briefing.less import meant_by, told_by
from storage.dyad import Scope
from tests.bot.briefing.test_choices import event, report
from tests.bot.briefing.test_digest import NOW

ARMENIA, IRAN = Scope.parse("AM-AZ"), Scope.parse("AZ-IR")


def test_the_most_told_comes_first_and_no_more_than_two_of_a_kind():
    told = [
        (event(report("One", outlet=1), report("One", outlet=1)), [IRAN]),
        (event(report("Two", outlet=2), topics=("trade",)), [IRAN, ARMENIA]),
        (event(report("Three", outlet=2), topics=("trade", "law")), [IRAN]),
        (event(report("Four", outlet=3), topics=()), []),
    ]
    meant = meant_by(told)
    assert meant.topics == ("trade", "transport")
    assert [outlet.id for outlet in meant.outlets] == [2, 1]
    assert meant.scopes == (IRAN, ARMENIA)


def test_a_digest_means_what_it_told_under_all_its_pairs():
    one = event(report("One"))
    digest = arrange(
        [IRAN, ARMENIA], {IRAN: [one], ARMENIA: [one]}, window=Window(NOW, NOW, is_first=False)
    )
    assert told_by(digest) == [(one, (IRAN, ARMENIA))]
