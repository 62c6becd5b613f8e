"""What is about to be created on GitHub is written down first, and looked for twice.

When a run finds an effect written down and yet cannot see it on GitHub, the answer was lost, a
read is behind, or somebody deleted it. It then looks a second time, after a pause in which any
read would have caught up, before anything is repeated.

Both looks must have begun after the effect was written down, and the second after the pause. A
run that looked before and only came to write after, because it waited for the right to write
or because its lease was outlived, tells nothing: its look does not count. Looks are numbered
besides, since a clock can be set back.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from cachetools import TTLCache

from bot.kernel.errors import Transient

if TYPE_CHECKING:
    from bot.clock import Clock

_MOST_MISSED = 10_000
_FORGET_MISSED = timedelta(hours=1).total_seconds()
_NUMBERS: Final = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Look:
    """A look at GitHub, or that something was missed in one.

    Attributes:
        at: No later than its reads.
        number: Its place among all of this process.
    """

    at: datetime
    number: int = field(default_factory=lambda: next(_NUMBERS))

    def is_after(self, missed: Look, pause: timedelta) -> bool:
        """Return whether it began when the pause after a miss was over."""
        return self.number > missed.number and self.at >= missed.at + pause


LONG_AGO: Final = Look(datetime.min.replace(tzinfo=UTC), 0)
"""So old that nothing is repeated for what it did not show."""


class EffectRecord(Protocol):
    """What the ledger knows of an effect."""

    @property
    def fresh(self) -> bool:
        """Whether asking has just written it down."""
        ...

    @property
    def begun_at(self) -> datetime:
        """When it was written down."""
        ...

    @property
    def ended_at(self) -> datetime | None:
        """When it was answered; None as long as it is not."""
        ...


class EffectLedger(Protocol):
    """Remembers which effects were begun and which were answered."""

    async def begin_effect(self, key: str) -> EffectRecord:
        """Write the effect down, unless it stands there already."""
        ...

    async def end_effect(self, key: str, result: bytes) -> None:
        """Note the answer."""
        ...

    async def forget_effect(self, key: str) -> None:
        """Strike it out: it did not take effect, or its result is gone."""
        ...


class Beginnings:
    """Decides whether what was begun before may be begun again.

    Args:
        ledger: Remembers effects through crashes.
        clock: Dates them.
        read_back: How long a read may take to show a write.
    """

    def __init__(self, ledger: EffectLedger, clock: Clock, read_back: timedelta) -> None:
        self._ledger = ledger
        self._clock = clock
        self._read_back = read_back
        # When an effect was first looked for in vain, by its key and when it was begun: another
        # process may have begun it anew. A process that forgets it looks once more.
        self._missed: TTLCache[tuple[str, datetime], Look] = TTLCache(
            _MOST_MISSED, _FORGET_MISSED, timer=lambda: clock.now().timestamp()
        )

    async def begin(
        self, keys: tuple[str, ...], look: Look, rest: timedelta = timedelta(0)
    ) -> None:
        """Write down what is about to be created.

        Args:
            keys: What is created.
            look: What showed that it is not there.
            rest: How long what GitHub said that it made counts as made, whatever reads show.

        Raises:
            Transient: One was begun before and cannot be seen yet; look again then.
        """
        records = {key: await self._ledger.begin_effect(key) for key in keys}
        missing = [key for key in keys if not records[key].fresh]
        now = self._clock.now()
        here = Look(now)
        begun = [(key, records[key].begun_at) for key in missing]
        missed = [self._missed.setdefault(one, here) for one in begun if look.at > one[1]]
        # An answer that is yet to come was dated by a clock that was set back since.
        answers = [at for key in missing if (at := records[key].ended_at) and at <= now]
        rested = max((at + rest for at in answers if rest), default=look.at)
        if (
            len(missed) < len(missing)
            or look.at < rested
            or not all(look.is_after(one, self._read_back) for one in missed)
        ):
            look_again = max((rested, *(one.at + self._read_back for one in missed)))
            for key in set(keys) - set(missing):
                await self._ledger.forget_effect(key)
            waiting = " and ".join(missing)
            raise Transient(
                f"waiting for {waiting} to show on GitHub", retry_at=max(look_again, now)
            )
        for key, begun_at in begun:
            # It never took effect, or somebody has deleted what it made.
            del self._missed[key, begun_at]
            await self._ledger.forget_effect(key)
            await self._ledger.begin_effect(key)
