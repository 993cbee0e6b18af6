"""Result names of operations of xDSL's own dialects, as MLIR gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from xdsl.dialects.builtin import IndexType, IntegerAttr
from xdsl.ir import Operation

ResultNames = Callable[[Operation], "Sequence[str | None] | None"]
"""Names for results; a result without one belongs to the pack of the one before it."""

_FIXED = {
    "func.constant": "f",
    "memref.alloc": "alloc",
    "memref.alloca": "alloca",
    "memref.cast": "cast",
    "memref.dim": "dim",
    "memref.subview": "subview",
    "tensor.cast": "cast",
    "tensor.collapse_shape": "collapsed",
    "tensor.concat": "concat",
    "tensor.dim": "dim",
    "tensor.expand_shape": "expanded",
    "tensor.extract": "extracted",
    "tensor.extract_slice": "extracted_slice",
    "tensor.from_elements": "from_elements",
    "tensor.gather": "gather",
    "tensor.generate": "generated",
    "tensor.insert": "inserted",
    "tensor.insert_slice": "inserted_slice",
    "tensor.pad": "padded",
    "tensor.rank": "rank",
    "tensor.reshape": "reshape",
    "tensor.splat": "splat",
}

_DEFAULT_DIALECTS = {"builtin.module": "builtin", "func.func": "func"}


def default_dialect(op_type: type[Operation]) -> str:
    """The dialect whose ops need no prefix directly inside of an op of a class."""
    return _DEFAULT_DIALECTS.get(getattr(op_type, "name", ""), "")


def integer_constant_name(attribute: IntegerAttr) -> str:
    """`true`, `c5_i32`, `c5` for an index."""
    value, type_ = attribute.value.data, attribute.type
    if isinstance(type_, IndexType):
        return f"c{value}"
    if type_.bitwidth == 1:
        return "true" if value else "false"
    return f"c{value}_{type_}"


def _arith_constant(op: Operation) -> Sequence[str]:
    value = op.properties.get("value")
    return (integer_constant_name(value) if isinstance(value, IntegerAttr) else "cst",)


class _DeclaredResult(Protocol):
    name: str


class _Signature(Protocol):
    """What is used of an operation class's declaration."""

    results: Sequence[_DeclaredResult]

    def result_slice(self, op: Operation, name: str) -> slice: ...


def _declared_names(op: Operation, signature: _Signature) -> Sequence[str | None]:
    """Several declared results name what they hold; of a variadic one the first value."""
    names: list[str | None] = [None] * len(op.results)
    for field in signature.results:
        where = signature.result_slice(op, field.name)
        if where.start < where.stop:
            names[where.start] = field.name.rstrip("_")
    return names


def result_names(op_type: type[Operation]) -> ResultNames | None:
    """The hook that names the results of an operation class, if MLIR names them."""
    own: ResultNames | None = getattr(op_type, "asm_result_names", None)
    signature: _Signature | None = getattr(op_type, "signature", None)
    if own is None:
        return _core_result_names(op_type)
    if signature is None or len(signature.results) < 2:
        return own
    return lambda op: own(op) or _declared_names(op, signature)


def _core_result_names(op_type: type[Operation]) -> ResultNames | None:
    if op_type.name == "arith.constant":
        return _arith_constant
    if (name := _FIXED.get(op_type.name)) is not None:
        return lambda op: (name,)
    return None
