"""Types of the shape dialect."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.ir import TypeAttribute

from ttmlir_py.support.attributes import MarkerAttribute
from ttmlir_py.support.constraints import TypeConstraint


@dataclass(frozen=True)
class WitnessType(MarkerAttribute, TypeAttribute):
    """`!shape.witness`: that a constraint on shapes holds."""

    name = "shape.witness"


WITNESS = TypeConstraint("witness", lambda type_: isinstance(type_, WitnessType))
