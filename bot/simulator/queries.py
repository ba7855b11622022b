"""Callback and inline queries that people wait on: each is answered once, and not too late."""

from dataclasses import dataclass
from typing import Literal

from bot.simulator.errors import BadRequest
from bot.simulator.people import Json

# Undocumented; bots see "query is too old" from about this age on.
ANSWER_WITHIN_S = 15.0


@dataclass(slots=True)
class Query:
    """One query; `answer` is what the bot said to it."""

    id: str
    kind: Literal["callback", "inline"]
    person_id: int
    asked_at: float
    answer: Json | None = None


class Queries:
    """All queries that were ever asked."""

    def __init__(self) -> None:
        self._queries: dict[str, Query] = {}

    def ask(self, kind: Literal["callback", "inline"], person_id: int, now: float) -> Query:
        """Open a query; `now` is monotonic seconds."""
        query_id = str(4_000_000_000_000_000_000 + len(self._queries) + 1)
        query = Query(query_id, kind, person_id, now)
        self._queries[query.id] = query
        return query

    def get(self, query_id: str) -> Query | None:
        """Return a query, answered or not."""
        return self._queries.get(query_id)

    def newest_answer(self, person_id: int) -> Json | None:
        """Return the results that a person looks at, None if no inline query was answered."""
        for query in reversed(self._queries.values()):
            if query.kind == "inline" and query.person_id == person_id:
                return query.answer
        return None

    def answer(self, query_id: str, kind: str, answer: Json, now: float) -> None:
        """Answer an open query; BadRequest if it is unknown, answered or too old."""
        query = self._queries.get(query_id)
        late = query is None or now > query.asked_at + ANSWER_WITHIN_S
        if query is None or late or query.kind != kind or query.answer is not None:
            raise BadRequest("query is too old and response timeout expired or query ID is invalid")
        query.answer = answer
