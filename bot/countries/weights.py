"""Every constant of the tagger's scoring, with its reason; set by hand and checked on news.

The score of a country is 1 / (1 + e**-sum): a sum of 0 is a score of one half.
"""

from bot.countries.lexicon import Means

# How much a name in the title or in the lead says, beside the country's own name.
OF_MEANS = {
    Means.NAME: 1.0,
    Means.DEMONYM: 1.0,
    Means.SEAT: 1.0,
    Means.LEADER: 1.0,
    Means.CAPITAL: 1.0,  # Tehran and Baku agree
    Means.GROUP: 0.8,
    Means.CITY: 0.8,
    Means.REGION: 0.7,
    Means.STATE: 0.5,
    Means.GEORGIA_GE: 0.5,
    Means.BODY: 0.4,
    Means.GEORGIA_US: 0.3,
    Means.STATE_AFTER: 0.3,
}
PASSING = 0.3  # of a name that stands for money or for a people abroad
LIST_LENGTH = 4  # one of four countries in a row is seldom what the lead is about
LEAD = 250  # signs: about the first paragraph
BLOCK = 150  # signs: about a sentence
FEWEST_BLOCKS = 6  # a short text is spread over itself by nothing but its length

# The sum. Where a country stands says more than how often it is named.
BASE = -1.6
TITLE = 1.5  # times the weight of the strongest name in the title
DATELINE = 3.5  # reported from there: most often, though not always, also about it
DATELINE_BESIDE = -1.0  # the title names others: the reporter sat there, or talks were held there
PLAIN = 1.0  # for each doubling of 1 + its own names: more of them add less and less
SPREAD = 0.6  # its part of the blocks of the text
ONLY_PLACES = -1.2  # cities and regions alone, its own name never, and no capital in the title
BODY_ONLY = -1.0  # neither in title nor lead nor dateline: a passing mention
LATE = -0.5  # first named in the second half
ALL_PASSING = -2.5  # named for its money only
VENUE = 0.005  # the score of a city where others meet, when nothing else of its country is named

# A country is a party from this score on, a dateline left out that stands alone or beside a title
# that names others. On the working half 92 of 100 parties are right.
PARTY = 0.42
# `scores` leaves out what is below: a venue alone.
SHOWN = 0.01
