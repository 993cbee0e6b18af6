"""Rows for ops that TTNN has under the same name, with the same operands and properties."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttnn import DIALECT as TTNN
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.op import Op


def same_name(op: Op, build: Builder) -> Sequence[SSAValue] | None:
    """The TTNN op of the same mnemonic; None where TTNN has none."""
    target = _namesake(op.name)
    return None if target is None else build.all(translated(op, target))


def translated(op: Op, target: type[Op], **properties: Any) -> Op:
    """`target` with the operands and properties that it shares by name with `op`.

    Optional operands and properties that only `target` has stay unset; `properties` are set.
    """
    source = op.signature
    operands = [
        op.operands[source.operand_slice(op, field.name)] if field.name in _names(type(op)) else ()
        for field in target.signature.operands
    ]
    shared = target.signature.property_keys.keys() & source.property_keys.keys()
    copied: dict[str, Any] = {name: getattr(op, name) for name in shared if name not in properties}
    return target(*operands, result_types=op.result_types, **copied, **properties)


@cache
def _namesake(name: str) -> type[Op] | None:
    cls = TTNN.op(name.replace("ttir.", "ttnn.", 1))
    return cls if isinstance(cls, type) and issubclass(cls, Op) else None


@cache
def _names(cls: type[Op]) -> frozenset[str]:
    return frozenset(field.name for field in cls.signature.operands)
