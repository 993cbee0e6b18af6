"""`analyze-mesh`: make sure that there is one mesh, and that the program fits on it."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp
from xdsl.ir import BlockArgument

from ttmlir_py.dialects.sdy.annotations import MeshOp
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr, MeshAxis
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding
from ttmlir_py.dialects.ttcore.attributes import ArgumentType, ArgumentTypeAttr
from ttmlir_py.passes.common.function_attributes import Entry, entries, has_attribute
from ttmlir_py.passes.stablehlo.common_mesh import use_common_mesh
from ttmlir_py.passes.stablehlo.custom_call_constraints import convert_custom_call_constraints
from ttmlir_py.passes.stablehlo.divisibility import check_divisibility
from ttmlir_py.passes.stablehlo.gspmd import convert_shardings, mesh_shape_of
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of, shape_of
from ttmlir_py.syntax.diagnostics import fail

_NAMES = "xyzwvutsrqponmlkjihgfedcba"


@dataclass(frozen=True)
class AnalyzeMeshPass(Pass):
    """The module has one mesh, of two axes or more, and every sharding divides its tensor.

    Of several meshes the finest stays. Without a mesh that of the program's XLA shardings is added,
    or else one of shape `mesh_shape` (1x1 if not given).
    `automatic_arg_analysis` splits the batch dimension of the inputs over the mesh.
    """

    name = "analyze-mesh"

    mesh_shape: tuple[int, ...] = ()
    automatic_arg_analysis: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        use_common_mesh(op)
        meshes = [mesh for mesh in op.ops if isinstance(mesh, MeshOp)]
        for mesh in meshes:
            if not mesh.mesh.is_maximal:
                mesh.mesh = _with_two_axes(mesh.mesh)
        if meshes and _is_annotated(op):
            convert_custom_call_constraints(ctx, op)
            check_divisibility(op)
            return
        if self.automatic_arg_analysis:
            self._split_batch(op, meshes)
            return
        if not meshes:
            found = mesh_shape_of(op)
            shape = found or self.mesh_shape or (1, 1)
            if len(shape) > len(_NAMES) or min(shape) < 1:
                fail(op, f"mesh shape must be up to {len(_NAMES)} sizes of at least 1, got {shape}")
            mesh = _add_mesh(op, dict(zip(_NAMES, shape, strict=False)))
            if found is not None:
                convert_shardings(op, mesh.mesh, mesh.sym_name)
                check_divisibility(op)
        convert_custom_call_constraints(ctx, op)

    def _split_batch(self, op: ModuleOp, meshes: list[MeshOp]) -> None:
        for mesh in meshes:
            mesh.detach()
            mesh.erase()
        if not self.mesh_shape:
            fail(op, "User did not provide a mesh")
        if len(self.mesh_shape) != 2 or self.mesh_shape[0] != 1:
            fail(
                op,
                "Currently, automatic arg analysis only supports 2d mesh shape and mesh shape "
                "dim0 must be 1",
            )
        _add_mesh(op, {"default": self.mesh_shape[0], "batch": self.mesh_shape[1]})
        functions = [f for f in op.ops if isinstance(f, FuncOp)]
        typed = any(has_attribute(f, ArgumentTypeAttr.name) for f in functions)
        for function in functions:
            _split_inputs(function, typed)


def _with_two_axes(mesh: MeshAttr) -> MeshAttr:
    """The mesh with an axis of size one in front where it has fewer than two."""
    match mesh.axes:
        case ():
            return MeshAttr((MeshAxis("default_aux", 1), MeshAxis("default", 1)))
        case (axis,):
            return MeshAttr((MeshAxis(f"{axis.axis}_aux", 1), axis), mesh.device_ids)
        case _:
            return mesh


def _add_mesh(module: ModuleOp, sizes: dict[str, int]) -> MeshOp:
    op = MeshOp(sym_name="mesh", mesh=_with_two_axes(MeshAttr.of(**sizes)))
    first = module.body.block.first_op
    if first is None:
        module.body.block.add_op(op)
    else:
        module.body.block.insert_op_before(op, first)
    return op


def _is_annotated(module: ModuleOp) -> bool:
    """Whether anything but the mesh itself is of the sdy dialect."""
    return any(
        has_attribute(op, "sdy.sharding")
        if isinstance(op, FuncOp)
        else op.name.startswith("sdy.") and not isinstance(op, MeshOp)
        for op in module.walk()
    ) or any("sdy.sharding" in op.attributes for op in module.walk())


def _split_inputs(function: FuncOp, typed: bool) -> None:
    """Divide dimension 0 of the inputs of the highest rank; without types, of rank 4 or more."""
    arguments = function.body.block.args
    attributes = entries(function, "arguments")
    inputs = [a for a, entry in zip(arguments, attributes, strict=True) if _is_input(entry, typed)]
    largest = max((rank_of(a) for a in inputs), default=0)
    largest = largest if typed else max(largest, 4)
    for argument in arguments:
        split = argument in inputs and rank_of(argument) == largest
        set_sharding(argument, _batch_sharding(argument, split, typed))


def _is_input(entry: Entry, typed: bool) -> bool:
    return not typed or entry.get(ArgumentTypeAttr.name) == ArgumentTypeAttr(ArgumentType.INPUT)


def _batch_sharding(argument: BlockArgument, split: bool, typed: bool) -> TensorSharding:
    sharding = TensorSharding.fully_open("mesh", rank_of(argument))
    if not split or not sharding.rank or (shape_of(argument)[0] == 1 and not typed):
        return sharding
    return sharding.with_dim(0, DimSharding((AxisRef("batch"),), is_closed=False))
