"""Numbers that bound what the program does, each with its reason; nothing here is a setting."""

from datetime import timedelta
from typing import Final

# Bot API, sendMessage: "1-4096 characters after entities parsing", counted in UTF-16 units.
TEXT_LENGTH_UTF16: Final = 4096

# Bot API, sendPhoto: caption "0-1024 characters after entities parsing".
CAPTION_LENGTH_UTF16: Final = 1024

# Bot API, InlineKeyboardButton.callback_data: "1-64 bytes".
CALLBACK_DATA_BYTES: Final = 64

# Bots FAQ, "How can I message all of my bot's subscribers at once": about 30 messages a second.
SENDS_PER_SECOND: Final = 30

# Digests, alerts and edits; the rest of the 30 is kept for answers to people who wait.
PUSHES_PER_SECOND: Final = 24

# Bot API, sendMessage, allow_paid_broadcast: "up to 1000 messages per second, ignoring broadcasting
# limits for a fee of 0.1 Telegram Stars per message".
PAID_SENDS_PER_SECOND: Final = 1000

# The rest is for answers, and for a server that counts its seconds otherwise than we do.
PAID_PUSHES_PER_SECOND: Final = 950

# Bots FAQ: "avoid sending more than one message per second" to a chat; short bursts pass.
CHAT_SENDS_PER_SECOND: Final = 1

# Bots FAQ: "not be able to send more than 20 messages per minute to the same group".
GROUP_SENDS_PER_MINUTE: Final = 20

# One person's updates: more than this many in that time earn one notice and then silence.
PERSON_UPDATES: Final = 20
PERSON_UPDATES_WITHIN: Final = timedelta(seconds=10)

# systemd and Docker lose patience after 10 s and more; the program ends well before.
STOP_WITHIN: Final = timedelta(seconds=8)

# What a digest tells must have outlived the editor's minute of undo.
UNDO_WITHIN: Final = timedelta(seconds=60)

# A daily digest later than this is worth less than the next one, which covers its news too.
DAILY_LATENESS: Final = timedelta(hours=6)

# A weekly or monthly digest is worth reading two days later still.
WEEKLY_LATENESS: Final = timedelta(hours=48)

# How far the first digest looks back, so that a new subscriber sees something.
FIRST_WINDOW: Final = timedelta(days=7)

# A monthly digest is about a month, the first one too.
FIRST_MONTHLY_WINDOW: Final = timedelta(days=31)

# An alert later than this is no news any more; the next digest has it.
ALERT_LATENESS: Final = timedelta(hours=6)

# What an editor adds of longer ago is for the archive and the digest, and nobody is woken for it.
ALERT_FRESHNESS: Final = timedelta(days=3)

# More than that on one day is a noise that makes people leave.
ALERTS_A_DAY: Final = 5

# Until then a digest may have to know what its reader had by alert: the longest window and more.
ALERTS_KEPT: Final = timedelta(days=60)

# Scopes of one chat: more can't be read in a minute, and bounds what one chat can cost.
SUBSCRIPTIONS_OF_A_CHAT: Final = 50

# Words by which a subscription is narrowed: more can't be overseen, and each costs a search.
WORDS_OF_A_SUBSCRIPTION: Final = 10
WORD_LETTERS: Final = 40

# Topics and outlets that one chat leaves out: all topics, and as many outlets.
EXCLUSIONS_OF_A_CHAT: Final = 30

# Rows of the ledger that are over stay while owners may ask what became of them.
FINISHED_KEPT: Final = timedelta(days=3)

# Which message a chat has of what, for corrections; `/privacy` names these days.
COPIES_KEPT: Final = timedelta(days=90)

# Chats that blocked the bot or are no more, with all that they chose.
DEPARTED_KEPT: Final = timedelta(days=90)

# Copies of the SQLite file from before an upgrade: long enough to step back to.
SCHEMA_COPIES_KEPT: Final = timedelta(days=30)

# A correction is worth its edit however long the queue before it is.
EDIT_LATENESS: Final = timedelta(days=7)

# The reply below an alert says that it was wrong; two days later the reader has read it elsewhere.
NOTICE_LATENESS: Final = timedelta(days=2)
