"""Types of the shape dialect."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.ir import TypeAttribute

from ttmlir_py.support.attributes import MarkerAttribute
from ttmlir_py.support.constraints import TypeConstraint


@dataclass(frozen=True)
class ShapeType(MarkerAttribute, TypeAttribute):
    """`!shape.shape`: the extents of a tensor, or that they are wrong."""

    name = "shape.shape"


@dataclass(frozen=True)
class SizeType(MarkerAttribute, TypeAttribute):
    """`!shape.size`: one extent, or that it is wrong."""

    name = "shape.size"


@dataclass(frozen=True)
class WitnessType(MarkerAttribute, TypeAttribute):
    """`!shape.witness`: that a constraint on shapes holds."""

    name = "shape.witness"


WITNESS = TypeConstraint("witness", lambda type_: isinstance(type_, WitnessType))
