"""When Python looks for garbage around reading.

Nothing becomes garbage while a module grows, and a module just read is none: looking through it,
twice, as Python does with what is new, takes half as long again as reading it. So it becomes old at
once. But Python counts what grows old, to know when to look through everything; so this counts too,
or modules that nobody holds any more would stay for good.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

_MOST_UNSEEN = 1_000_000
"""Objects, a few hundred bytes each, that may be garbage without being looked at."""


@dataclass
class _Unseen:
    """What became old since everything was last looked through."""

    objects: int = 0
    collections: int = 0

    def add(self, objects: int) -> None:
        collections = gc.get_stats()[2]["collections"]
        if collections != self.collections:
            self.objects, self.collections = 0, collections
        self.objects += objects
        if self.objects > _MOST_UNSEEN:
            gc.collect()


_UNSEEN = _Unseen()
"""Of the process, as the collector is."""


@contextmanager
def without_collection() -> Generator[None]:
    """Make objects that are in use afterwards, or most of them."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        made, *_ = gc.get_count()
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
            _UNSEEN.add(made)
        gc.enable()
