"""Attributes that one dialect attaches to ops of others: `sdy.sharding` on a function's argument.

Each dialect checks those with its own prefix, as MLIR's `verifyOperationAttribute` does.
"""

from __future__ import annotations

from collections.abc import Iterator

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr
from xdsl.ir import Operation

from ttmlir_py.registry import dialect

_FUNCTION_ENTRIES = ("arg_attrs", "res_attrs")


def verify_attached(op: Operation) -> None:
    """Raise VerifyException unless every dialect agrees to the attributes with its prefix."""
    for prefix in {key.partition(".")[0] for key in _keys(op) if "." in key}:
        if (home := dialect(prefix)) is not None:
            home.verify_attached(op)


def _keys(op: Operation) -> Iterator[str]:
    yield from op.attributes
    if op.name != "func.func":
        return
    for name in _FUNCTION_ENTRIES:
        entries = op.properties.get(name)
        for entry in entries.data if isinstance(entries, ArrayAttr) else ():
            if isinstance(entry, DictionaryAttr):
                yield from entry.data
