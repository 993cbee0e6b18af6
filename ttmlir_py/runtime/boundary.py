"""Whole tensors in and out of functions that work on one chip's part of them.

An argument or result with `ttcore.sharding` has the type of one chip's part; the others are whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute

from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.ttcore.attributes import BOUNDARY_SHARDING
from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.values import join, split
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.support.shapes import Shape, shape_of, with_shape


@dataclass(frozen=True)
class Placement:
    """How one tensor lies on the mesh: for every dimension the mesh axes that split it."""

    axes: tuple[tuple[int, ...], ...]
    parts: tuple[int, ...]
    """Into how many parts every dimension is split."""

    def whole_shape(self, local: Shape) -> Shape:
        """The shape of the whole tensor from that of one part."""
        return tuple(size * parts for size, parts in zip(local, self.parts, strict=True))

    def split(self, mesh: Mesh, array: Array) -> Array:
        """Give each chip its part of a tensor that all chips hold; a view."""
        return split(mesh.shape, array, self.axes)

    def join(self, mesh: Mesh, array: Array) -> Array:
        """Put the chips' parts together."""
        return join(mesh.shape, array, self.axes)


def whole_types(function: FuncOp) -> tuple[Sequence[Attribute], Sequence[Attribute]]:
    """The types of a function's arguments and results as whole tensors."""
    type_ = function.function_type
    return (
        _whole(type_.inputs.data, argument_placements(function)),
        _whole(type_.outputs.data, result_placements(function)),
    )


def argument_placements(function: FuncOp) -> Sequence[Placement]:
    """One placement per argument."""
    return _placements(function.arg_attrs, function.function_type.inputs.data)


def result_placements(function: FuncOp) -> Sequence[Placement]:
    """One placement per result."""
    return _placements(function.res_attrs, function.function_type.outputs.data)


def _whole(types: Sequence[Attribute], placements: Sequence[Placement]) -> list[Attribute]:
    return [
        with_shape(type_, placement.whole_shape(shape_of(type_)))
        for type_, placement in zip(types, placements, strict=True)
    ]


def _placements(
    attributes: ArrayAttr[DictionaryAttr] | None, types: Sequence[Attribute]
) -> list[Placement]:
    found = [entry.data.get(BOUNDARY_SHARDING) for entry in attributes] if attributes else []
    found += [None] * (len(types) - len(found))
    return [
        _of(sharding)
        if isinstance(sharding, TensorSharding)
        else Placement(((),) * len(shape_of(type_)), (1,) * len(shape_of(type_)))
        for sharding, type_ in zip(found, types, strict=True)
    ]


def _of(sharding: TensorSharding) -> Placement:
    mesh = sharding.mesh
    assert not isinstance(mesh, str), "a sharding below StableHLO has its mesh in place"
    axes = tuple(tuple(mesh.axis_index(axis.axis) for axis in dim.axes) for dim in sharding.dims)
    return Placement(axes, sharding.axes_sizes(mesh))
