"""Where xDSL's core dialects read or write text differently from MLIR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

CORE_PARSERS: dict[str, Callable[[Any], Operation]] = {}

_DEFAULT_DIALECTS = {"builtin.module": "builtin", "func.func": "func"}


def default_dialect(op_type: type[Operation]) -> str:
    """The dialect whose ops need no prefix directly inside of an op of a class."""
    return _DEFAULT_DIALECTS.get(getattr(op_type, "name", ""), "")


__all__ = ["CORE_PARSERS", "ModuleOp", "default_dialect"]
