"""A warm child and a spare one, so that a page that takes long keeps no other text waiting."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from bot.ingest.child import Child

# Most jobs take a few hundredths of a second; whoever waits longer gets the spare.
PATIENCE_S: Final = 0.25


@dataclass(slots=True)
class Parsers:
    """Runs jobs in `first`; in `spare`, started for the purpose, while `first` is at a hard one."""

    first: Child = field(default_factory=Child)
    spare: Child = field(default_factory=Child)

    @classmethod
    def knowing(cls, own_names: Path | None) -> Self:
        """Return parsers that know the owner's names of countries too."""
        return cls(Child(own_names=own_names), Child(own_names=own_names))

    def wake(self) -> None:
        """Start the first now, so that it is warm when it is needed."""
        self.first.wake()

    async def run(self, job: str, **arguments: object) -> Any:  # noqa: ANN401  (JSON)
        """Return what the job gives; BadInput as `Child.run` says."""
        if await self.first.is_free_within(PATIENCE_S):
            return await self.first.run(job, **arguments)
        try:
            return await self.spare.run(job, **arguments)
        finally:
            if not self.first.is_busy and not self.spare.is_busy:
                await self.spare.close()

    async def close(self) -> None:
        """End both."""
        await self.first.close()
        await self.spare.close()
