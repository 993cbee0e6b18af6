"""`sdy-pad-for-divisibility`: dimensions grow until every device has a shard of the same size.

What stands in the padding is of no account, except where an op would combine it with the rest:
there it is made the number that changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, sharding_of
from ttmlir_py.passes.sdy.export.padding import rows
from ttmlir_py.passes.sdy.export.padding.padded import Padded
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import Shape, shape_of
from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity, op_error


@dataclass(frozen=True)
class PadForDivisibilityPass(Pass):
    """Every sharded dimension of a value inside a function divides into equal shards."""

    name = "sdy-pad-for-divisibility"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in [inner for inner in op.walk() if isinstance(inner, FuncOp)]:
            _verify_borders(function)
            _pad(function)


def _verify_borders(function: FuncOp) -> None:
    """Arguments and results must not change: other functions know them."""
    arguments = function.body.block.args if function.body.blocks else ()
    for index, argument in enumerate(arguments):
        if not _divides(function, argument.type, sharding_of(argument)):
            _fail(function, f"argument #{index}")
    for index, type_ in enumerate(function.function_type.outputs.data):
        if not _divides(function, type_, func_result_sharding(function, index)):
            _fail(function, f"result #{index}")


def _divides(function: FuncOp, type_: object, sharding: TensorSharding | None) -> bool:
    if sharding is None or not isinstance(type_, TensorType):
        return True
    mesh = mesh_of(function, sharding.mesh)
    return mesh is None or mesh.is_maximal or sharding.divides(type_.get_shape(), mesh)


def _fail(function: FuncOp, what: str) -> None:
    message = f"{what} has a non-divisible sharding. Shardy expects function IO to be divisible."
    error = op_error(function, message)
    follow = f"failed to legalize operation '{function.name}' that was explicitly marked illegal"
    raise CompileError([error, Diagnostic(Severity.ERROR, follow, error.location)])


def _pad(function: FuncOp) -> None:
    shapes = {
        value: padded
        for value in _values(function)
        if (padded := _padded_shape(function, value)) is not None
    }
    padded = Padded(shapes)
    for op in [op for op in function.walk() if op is not function]:
        row = rows.ROWS.get(op) if padded.concerns(op) else None
        if row is None:
            padded.retype(op)
        else:
            row(op, padded)


def _values(function: FuncOp) -> Iterator[SSAValue]:
    for op in function.walk():
        yield from op.results
        for region in op.regions:
            for block in region.blocks:
                yield from block.args


def _padded_shape(op: Operation, value: SSAValue) -> Shape | None:
    """The shape that a value gets; None where it stays as it is."""
    sharding = sharding_of(value) if isinstance(value.type, TensorType) else None
    if sharding is None:
        return None
    mesh = mesh_of(op, sharding.mesh)
    shape = shape_of(value)
    if mesh is None or mesh.is_maximal or sharding.divides(shape, mesh):
        return None
    pairs = zip(shape, sharding.axes_sizes(mesh), strict=True)
    return tuple(-(-size // parts) * parts for size, parts in pairs)
