"""Result names of operations of xDSL's own dialects, as MLIR gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xdsl.dialects.builtin import IndexType, IntegerAttr
from xdsl.ir import Operation

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


def core_result_names(
    op_type: type[Operation],
) -> Callable[[Operation], Sequence[str] | None] | None:
    """The hook that names the results of an operation class, if MLIR names them."""
    if op_type.name == "arith.constant":
        return _arith_constant
    if (name := _FIXED.get(op_type.name)) is not None:
        return lambda op: (name,)
    return None
