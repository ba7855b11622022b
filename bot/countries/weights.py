"""Every constant of the tagger's scoring, with its reason; set by hand and checked on news.

The score of a country is 1 / (1 + e**-sum): a sum of 0 is a score of one half.
"""

from bot.countries.lexicon import Means

# How much one mention says, beside the country's own name.
OF_MEANS = {
    Means.NAME: 1.0,
    Means.DEMONYM: 1.0,
    Means.SEAT: 1.0,
    Means.LEADER: 1.0,
    Means.GROUP: 0.8,
    Means.CITY: 0.8,
    Means.REGION: 0.7,
    Means.STATE: 0.5,
    Means.GEORGIA_US: 0.3,
    Means.GEORGIA_GE: 0.5,
    Means.BODY: 0.4,
    Means.STATE_AFTER: 0.3,
}
PASSING = 0.3  # "U.S. dollars" is about money
LISTED = 0.6  # one of four countries in a row is seldom what the text is about
LIST_LENGTH = 4
LEAD_WORDS = 40  # about the first paragraph
BLOCK_WORDS = 25  # about a sentence

# The sum. Where a country stands matters more than how often it is named.
BASE = -3.0
TITLE = 1.8  # the title names it
TITLE_FIRST = 0.5  # and names it first
LEAD = 1.0  # the first paragraph names it
DATELINE = 1.8  # reported from there: most often, not always, also about it
SHARE = 2.0  # its part of all mentions
SPREAD = 1.0  # its part of the blocks of the text
PLAIN = 0.8  # its own name stands, not only a city of it
LATE = -0.8  # first named in the second half
MANY = 0.4  # for each doubling of its mentions
ALL_PASSING = -1.0  # named for its money only

# A country is a party from this score on, if more than a dateline or a venue speaks for it.
PARTY = 0.35
# `scores` leaves out what is below: a venue alone, money alone.
SHOWN = 0.03
VENUE_SCORE = 0.02
