"""The failures that the simulated Bot API answers with: a code, a description, parameters.

ApiError                any answer with "ok": false
+- BadRequest           400, the description begins with "Bad Request: "
+- MethodNotFound       404
"""


class ApiError(Exception):
    """An answer with `ok` false: the HTTP status, Telegram's words, and ResponseParameters."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, int] | None = None
    ) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters or {}


class BadRequest(ApiError):
    """The call can't be carried out as it stands; sending it again won't help."""

    def __init__(self, reason: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(400, f"Bad Request: {reason}", parameters)


class MethodNotFound(ApiError):
    """The Bot API, or this part of it, has no such method."""

    def __init__(self) -> None:
        super().__init__(404, "Not Found: method not found")
