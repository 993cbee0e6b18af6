"""`wrap-under-manual-computation`: put the body of every public function into one computation."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, Region

from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.computations import ReturnOp as SdyReturnOp
from ttmlir_py.dialects.sdy.mesh import meshes_in
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, set_sharding, sharding_of
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.common.function_attributes import types
from ttmlir_py.passes.stablehlo.custom_call_forms import reducers_of
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class WrapUnderManualComputationPass(Pass):
    """A public function does nothing but call a `sdy.manual_computation` with its body.

    No axis is manual yet: shapes inside are still global.
    """

    name = "wrap-under-manual-computation"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        mesh = single_mesh(op)
        for function in [f for f in op.walk() if isinstance(f, FuncOp)]:
            private = function.sym_visibility and function.sym_visibility.data == "private"
            if not private and function.body.blocks:
                _require_function(op, function)
                _wrap(function, mesh)


def _require_function(module: ModuleOp, function: FuncOp) -> None:
    """Refuse a function that is the region of a custom call, as JAX's ApproxTopK has one."""
    if isinstance(function.body.block.last_op, ReturnOp):
        return
    for op in module.walk():
        if isinstance(op, CustomCallOp) and function in reducers_of(op):
            fail(op, f"the target '{op.call_target_name}' with a computation has no TTIR form")
    fail(function, "must end in func.return")


def single_mesh(module: ModuleOp) -> str:
    """The name of a module's only mesh."""
    names = list(meshes_in(module))
    if not names:
        fail(module, "Pass requires a shardy mesh op to be present in the root module")
    if len(names) > 1:
        fail(module, "Pass currently only support a single shardy mesh op in the module")
    return names[0]


def _wrap(function: FuncOp, mesh: str) -> None:
    outer = function.body.block
    inputs = ShardingPerValue(_argument_shardings(function, mesh))
    outputs = ShardingPerValue(_result_shardings(function, mesh))
    inner = Block(arg_types=outer.arg_types)
    for old, new in zip(outer.args, inner.args, strict=True):
        old.replace_all_uses_with(new)
        new.name_hint = old.name_hint
    ops = list(outer.ops)
    for op in ops:
        op.detach()
        if isinstance(op, ReturnOp):
            inner.add_op(SdyReturnOp(list(op.operands), location=op.location))
            op.erase()
        else:
            inner.add_op(op)
    computation = ManualComputationOp(
        list(outer.args),
        result_types=types(function, "results"),
        in_shardings=inputs,
        out_shardings=outputs,
        manual_axes=(),
        regions=[Region(inner)],
        location=function.location,
    )
    outer.add_ops([computation, ReturnOp(*computation.results)])


def _argument_shardings(function: FuncOp, mesh: str) -> tuple[TensorSharding, ...]:
    """The shardings of the arguments; those without one get a replicated one."""
    for argument in function.body.block.args:
        if sharding_of(argument) is None:
            replicated = TensorSharding.fully_replicated(mesh, rank_of(argument))
            set_sharding(argument, replicated)
    found = [sharding_of(argument) for argument in function.body.block.args]
    return tuple(sharding for sharding in found if sharding is not None)


def _result_shardings(function: FuncOp, mesh: str) -> tuple[TensorSharding, ...]:
    return tuple(
        func_result_sharding(function, index)
        or TensorSharding.fully_replicated(mesh, rank_of(type_))
        for index, type_ in enumerate(types(function, "results"))
    )
