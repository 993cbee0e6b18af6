"""What a running program shows and exchanges outside of its values: output, probes, processes."""

from __future__ import annotations

import csv
import sys
import threading
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ttmlir_py.runtime.formats import Array

T = TypeVar("T")
Process = tuple[int, int]
"""A replica and a partition."""

INDEX = "index.csv"
"""The file that lists the probes of a run: id, type and file, a line for every value."""


@dataclass
class Probes:
    """Values written while a program runs, each to a file of its own; a run starts anew."""

    folder: Path | None = None
    count: int = 0

    def add(self, name: str, type_: str, array: Array) -> None:
        """Write one value; narrow floats as their bits."""
        assert self.folder is not None, "a folder is given"
        self.count += 1
        file = self.folder / f"probe{self.count}.npy"
        np.save(file, _as_bits(array))
        with (self.folder / INDEX).open("w" if self.count == 1 else "a", newline="") as index:
            csv.writer(index).writerow([name, type_, str(file)])

    def find(self, name: str, iteration: int) -> tuple[str, Array] | None:
        """Type and value of a probe when it was passed for the n-th time, counted from 0."""
        if self.folder is None or not (self.folder / INDEX).exists():
            return None
        with (self.folder / INDEX).open(newline="") as index:
            rows = [row for row in csv.reader(index) if row[0] == name]
        return (rows[iteration][1], np.load(rows[iteration][2])) if iteration < len(rows) else None


def _as_bits(array: Array) -> Array:
    """Types that files cannot hold as unsigned integers of their size."""
    is_known = array.dtype.kind in "biufc" and not array.dtype.metadata
    return array if is_known and array.dtype.isbuiltin else array.view(f"u{array.dtype.itemsize}")


class Stuck(Exception):
    """Every process waits for another one."""


class Turns:
    """Processes that run one at a time, each until it waits for something that others do."""

    def __init__(self, count: int) -> None:
        self._turn = threading.Condition()
        self._alive = count
        self._waiting = 0
        self._is_stuck = False
        self._boards: dict[Hashable, dict[Process, Any]] = {}

    def run(self, work: Callable[[], None]) -> None:
        """Do all of a process's work; where it fails, the others find themselves stuck."""
        with self._turn:
            try:
                work()
            finally:
                self._alive -= 1
                self._check()

    def wait(self, is_ready: Callable[[], bool]) -> None:
        """Let others run until something holds; Stuck when it never will."""
        while not is_ready():
            self._waiting += 1
            self._check()
            if self._is_stuck:
                raise Stuck
            self._turn.wait()

    def changed(self) -> None:
        """Let those who wait look again."""
        self._waiting = 0
        self._turn.notify_all()

    def meet(
        self, key: Hashable, members: Sequence[Process], me: Process, mine: T
    ) -> Mapping[Process, T]:
        """What every member brings to a meeting, once all have come."""
        self.wait(lambda: me not in self._boards.get(key, {}))
        board = self._boards.setdefault(key, {})
        board[me] = mine
        self.changed()
        self.wait(lambda: len(board) == len(members))
        self._boards.pop(key, None)
        self.changed()
        return board

    def _check(self) -> None:
        if self._alive and self._waiting == self._alive:
            self._is_stuck = True
            self._turn.notify_all()


@dataclass
class Processes:
    """The processes of a parallel run, and what they exchange."""

    infeed: deque[tuple[Array, ...]] = field(default_factory=deque[tuple[Array, ...]])
    outfeed: list[tuple[Array, ...]] = field(default_factory=list[tuple[Array, ...]])
    channels: dict[Hashable, deque[tuple[Array, ...]]] = field(
        default_factory=dict[Hashable, deque[tuple[Array, ...]]]
    )
    turns: Turns | None = None
    """Given where processes run different programs, so that each runs by itself."""


def _print(text: str) -> None:
    sys.stdout.write(text)


@dataclass(frozen=True)
class Outside:
    """Everything outside of values that kernels may touch."""

    write: Callable[[str], None] = _print
    probes: Probes = field(default_factory=Probes)
    processes: Processes | None = None
    me: Process | None = None
    """The process that runs, where each runs by itself."""
