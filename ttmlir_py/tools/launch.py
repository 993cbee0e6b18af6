"""The commands' entry points: what makes a process start and end fast.

A short run makes no garbage worth collecting, and a fifth of its time would go into taking the
interpreter apart at exit; both are measured by `benchmarks/startup.py`.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import NoReturn

COLLECT_EVERY = 200_000
"""Allocations between two garbage collections: IR is all cycles, and nearly all of it lives."""


def opt() -> NoReturn:
    """`ttmlir-opt`."""
    gc.disable()
    from ttmlir_py.tools.opt import main

    _run(main)


def translate() -> NoReturn:
    """`ttmlir-translate`."""
    gc.disable()
    from ttmlir_py.tools.translate import main

    _run(main)


def ttrt() -> NoReturn:
    """`ttrt`."""
    gc.disable()
    from ttmlir_py.tools.ttrt import main

    _run(main)


def _run(main: Callable[[], int]) -> NoReturn:
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)
    gc.enable()
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        code = 1  # whoever read our output has gone, as in `ttmlir-opt x.mlir | head`
    except KeyboardInterrupt:
        code = 130
    sys.stderr.flush()
    os._exit(code)
