"""Errors that people may be told of: a message key with arguments, worded at the edge.

BotError                a person can be told, by key
+- BadInput             what was sent can't be used; nothing was lost
+- NotAllowed           the person has no right to this
+- Gone                 the thing no longer exists or has changed since
"""


class BotError(Exception):
    """A failure with words for people: `key` names the message, `arguments` fill it in."""

    def __init__(self, key: str, **arguments: object) -> None:
        super().__init__(key)
        self.key = key
        self.arguments = arguments

    def __str__(self) -> str:
        return f"{self.key} {self.arguments}" if self.arguments else self.key


class BadInput(BotError):
    """What was sent can't be used; the message says what can be."""


class NotAllowed(BotError):
    """The person has no right to this; strangers are not told more than for an unknown command."""


class Gone(BotError):
    """What was asked for no longer exists or has changed since the button was drawn."""
