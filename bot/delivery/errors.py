"""What our own transport knows about a request that failed on the way.

Whether Telegram may have taken the message is what decides if sending again can double it.
"""


class NotSent(Exception):
    """The request was not written: no connection, or it broke before; sending again is safe."""


class Unanswered(Exception):
    """The request was written and no answer came, or 502 or 504: it may have been carried out."""
