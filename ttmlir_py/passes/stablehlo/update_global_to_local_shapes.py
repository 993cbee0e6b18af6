"""`update-global-to-local-shapes`: from a program on whole tensors to the program of one chip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.collectives import CollectiveOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.mesh import mesh_of, meshes_in
from ttmlir_py.dialects.sdy.shardings import SHARDING, SHARDING_RULE, set_sharding, sharding_of
from ttmlir_py.passes.common.function_attributes import SIDES, remove_attribute
from ttmlir_py.passes.sdy.export.canonicalize import merge_body
from ttmlir_py.passes.stablehlo.localize import LocalShapes, localize
from ttmlir_py.passes.stablehlo.sdy_collectives import LOWERINGS
from ttmlir_py.passes.stablehlo.wrap_under_manual_computation import single_mesh
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Rewriter
from ttmlir_py.support.shapes import shape_of, tensor_type, with_shape
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class UpdateGlobalToLocalShapesPass(Pass):
    """Every op in the function's computation works on one chip's shards.

    All axes of the mesh are manual, sdy's collectives are StableHLO's, manual computations inside
    are merged into the one around them, and no `sdy.sharding` is left.
    """

    name = "update-global-to-local-shapes"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        mesh = single_mesh(op)
        axes = tuple(axis.axis for axis in meshes_in(op)[mesh].axes)
        for computation in _outermost(op):
            _localize_body(computation)
            computation.manual_axes = axes
        for function in [f for f in op.walk() if isinstance(f, FuncOp)]:
            for side in SIDES:
                remove_attribute(function, side, SHARDING)


def _outermost(module: ModuleOp) -> list[ManualComputationOp]:
    """The computations that are not inside of another one."""
    functions = [op for op in module.walk() if isinstance(op, FuncOp)]
    return [
        op
        for function in functions
        for block in function.body.blocks
        for op in block.ops
        if isinstance(op, ManualComputationOp)
    ]


def _localize_body(computation: ManualComputationOp) -> None:
    local = LocalShapes(_parts(computation))
    ops = list(computation.body.walk())
    for op in ops:
        try:
            localize(op, local)
        except VerifyException as error:
            fail(op, str(error))
    _lower_collectives(computation, local)
    _merge_computations(computation)
    for op in computation.body.walk():
        op.attributes.pop(SHARDING, None)
        op.attributes.pop(SHARDING_RULE, None)


def _values(computation: ManualComputationOp) -> Iterator[SSAValue]:
    """All values inside, those of nested regions too."""
    yield from computation.body.block.args
    for op in computation.body.walk():
        yield from op.results
        for region in op.regions:
            for block in region.blocks:
                yield from block.args


def _parts(computation: ManualComputationOp) -> dict[SSAValue, tuple[int, ...]]:
    """Into how many parts every sharded value inside is cut."""
    parts: dict[SSAValue, tuple[int, ...]] = {}
    for value in _values(computation):
        sharding = sharding_of(value) if isinstance(value.type, TensorType) else None
        if sharding is None or sharding.is_fully_replicated:
            continue
        mesh = mesh_of(computation, sharding.mesh)
        assert mesh is not None, f"unknown mesh {sharding.mesh}"
        sizes = sharding.axes_sizes(mesh)
        if any(size % n for size, n in zip(shape_of(value), sizes, strict=True)):
            place = value.owner if isinstance(value.owner, Operation) else computation
            fail(place, f"has a value of type {value.type} that sharding {sharding} cannot divide")
        parts[value] = sizes
    return parts


@lru_cache(maxsize=4096)
def _local_type(type_: TensorType[Attribute], parts: tuple[int, ...]) -> TensorType[Attribute]:
    pairs = zip(type_.get_shape(), parts, strict=True)
    return with_shape(type_, [size // count for size, count in pairs])


def _lower_collectives(computation: ManualComputationOp, local: LocalShapes) -> None:
    """Give all values their local types, and lower the collectives."""
    for value, parts in local.parts.items():
        value._type = _local_type(tensor_type(value), parts)  # pyright: ignore[reportPrivateUsage]
    collectives = [op for op in computation.body.walk() if op.name.startswith("sdy.")]
    for op in reversed(collectives):
        if isinstance(op, CollectiveOp) and not op.result.first_use:
            op.detach()
            op.erase()
    for op in [op for op in collectives if op.parent is not None]:
        lowering = LOWERINGS.get(op)
        if lowering is not None:
            value = lowering(op, Builder(op))
            if isinstance(op, CollectiveOp):
                # The collectives that use it need to know.
                set_sharding(value, op.out_sharding)
            replace_op(op, [value])
        elif isinstance(op, CollectiveOp | ReshardOp):
            fail(op, "has no lowering to stablehlo")


def _merge_computations(computation: ManualComputationOp) -> None:
    """Move the bodies of nested manual computations to where they stand."""
    for op in [o for o in computation.body.walk() if isinstance(o, ManualComputationOp)]:
        merge_body(op, Rewriter())
