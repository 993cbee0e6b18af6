"""Passes that make the shardings of inputs and outputs fit: divisible, and without sub-axes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    func_result_sharding,
    set_func_result_sharding,
    set_sharding,
    sharding_of,
)
from ttmlir_py.passes.sdy.propagation.graph import main_function
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import Shape, is_static, shape_of

Fit = Callable[[TensorSharding, Shape], TensorSharding]


@dataclass(frozen=True)
class UpdateNonDivisibleInputOutputShardingsPass(Pass):
    """Dimensions of arguments and results of functions, calls and manual computations divide."""

    name = "sdy-update-non-divisible-input-output-shardings"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        def divisible(sharding: TensorSharding, shape: Shape) -> TensorSharding:
            mesh = mesh_of(op, sharding.mesh)
            assert mesh is not None, f"unknown mesh {sharding.mesh}"
            dims = zip(sharding.dims, shape, strict=True)
            return sharding.with_dims(_divisible(dim, size, mesh) for dim, size in dims)

        for inner in op.walk():
            match inner:
                case FuncOp():
                    _fit_function(inner, divisible)
                case CallOp():
                    _fit_values(list(inner.results), divisible)
                case ManualComputationOp():
                    _fit_values([*inner.body.block.args, *inner.results], divisible)
                case _:
                    pass


@dataclass(frozen=True)
class RemoveSubAxesInInputOutputShardingsPass(Pass):
    """Open dimensions of the main function's arguments and results have full axes only."""

    name = "sdy-remove-sub-axes-in-input-output-shardings"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        main = main_function(op)
        if main is not None:
            _fit_function(main, _without_sub_axes)


def _fit_function(function: FuncOp, fit: Fit) -> None:
    _fit_values(list(function.args), fit)
    for index, type_ in enumerate(function.function_type.outputs.data):
        sharding = func_result_sharding(function, index)
        if sharding is not None and isinstance(type_, TensorType) and is_static(type_):
            set_func_result_sharding(function, index, fit(sharding, shape_of(type_)))


def _fit_values(values: list[SSAValue], fit: Fit) -> None:
    for value in values:
        sharding = sharding_of(value)
        if sharding is not None and isinstance(value.type, TensorType) and is_static(value):
            set_sharding(value, fit(sharding, shape_of(value)))


def _divisible(dim: DimSharding, size: int, mesh: MeshAttr) -> DimSharding:
    """The longest prefix of the axes that divides the size, the last axis possibly cut."""
    if size % dim.size_in(mesh) == 0:
        return dim
    axes: list[AxisRef] = []
    for axis in dim.axes:
        axis_size = axis.size_in(mesh)
        common = gcd(axis_size, size)
        if common != axis_size:
            if common > 1:
                axes.append(AxisRef.part(axis.axis, axis.low, common))
            break
        axes.append(axis)
        size //= common
    return DimSharding(tuple(axes), dim.is_closed)


def _without_sub_axes(sharding: TensorSharding, shape: Shape) -> TensorSharding:
    return sharding.with_dims(map(_full, sharding.dims))


def _full(dim: DimSharding) -> DimSharding:
    """An open dimension up to its first sub-axis."""
    if dim.is_closed:
        return dim
    cut = next((i for i, axis in enumerate(dim.axes) if axis.sub), len(dim.axes))
    return DimSharding(dim.axes[:cut], dim.is_closed, dim.priority)
