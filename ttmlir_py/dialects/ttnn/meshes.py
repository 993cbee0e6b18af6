"""How whole tensors are split over a mesh and joined again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Self, cast

from xdsl.dialects.builtin import IntegerAttr, IntegerType
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.ttcore.structs import (
    ATTRIBUTE,
    Codec,
    StructAttribute,
    list_of,
    parse_word,
    stripped,
)
from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.element_types import I32, UI32

Integers = tuple[IntegerAttr[IntegerType], ...]


def integer_attributes(values: Sequence[int], type_: IntegerType = I32) -> Integers:
    """Integers as the attributes that mesh configurations hold."""
    return tuple(IntegerAttr(value, type_) for value in values)


class PlacementType(Enum):
    """What a mesh axis does to a tensor."""

    REPLICATE = "replicate"
    SHARD = "shard"


@dataclass(frozen=True)
class PlacementAttr(PlainAttribute):
    """`#ttnn.placement<shard, 2 : i32>`: one mesh axis replicates, or splits a dimension."""

    name = "ttnn.placement"
    type: PlacementType
    dim: IntegerAttr[IntegerType] | None = None

    @classmethod
    def shard(cls, dim: int) -> Self:
        """A mesh axis that splits dimension `dim`."""
        return cls(PlacementType.SHARD, IntegerAttr(dim, I32))

    @classmethod
    def replicate(cls) -> Self:
        """A mesh axis whose chips all hold the same."""
        return cls(PlacementType.REPLICATE, IntegerAttr(-1, I32))

    @property
    def sharded_dim(self) -> int | None:
        """The dimension that is split; None where the axis replicates."""
        if self.type is PlacementType.REPLICATE or self.dim is None:
            return None
        return self.dim.value.data

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        type_ = parse_word(parser, PlacementType)
        if not parser.parse_optional_punctuation(","):
            return cls(type_)
        return cls(type_, cast("IntegerAttr[IntegerType]", parser.parse_attribute()))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.type.value)
        if self.dim is not None:
            printer.print_string(", ")
            printer.print_attribute(self.dim)


@dataclass(frozen=True)
class MeshConfigAttr(StructAttribute):
    """A configuration that can see the mesh in another shape."""

    @staticmethod
    def sizes(attributes: Integers | None) -> tuple[int, ...] | None:
        """Plain integers, or None."""
        return None if attributes is None else tuple(a.value.data for a in attributes)


@dataclass(frozen=True)
class MeshMapperConfigAttr(MeshConfigAttr):
    """How `distribute_tensor` splits a tensor: one placement for every mesh axis."""

    name = "ttnn.mesh_mapper_config"
    placements: tuple[PlacementAttr, ...]
    mesh_shape_override: Integers | None = None
    codecs: ClassVar[dict[str, Codec[Any]]] = {
        "placements": list_of(stripped(PlacementAttr)),
        "mesh_shape_override": list_of(ATTRIBUTE),
    }

    @classmethod
    def of(
        cls, placements: Sequence[PlacementAttr], mesh_shape: Sequence[int] | None = None
    ) -> Self:
        """From placements and, optionally, the shape the mesh is seen in."""
        override = None if mesh_shape is None else integer_attributes(mesh_shape, UI32)
        return cls(tuple(placements), override)

    @property
    def mesh_shape(self) -> tuple[int, ...] | None:
        """The shape the mesh is seen in; None for its own."""
        return self.sizes(self.mesh_shape_override)


@dataclass(frozen=True)
class MeshComposerConfigAttr(MeshConfigAttr):
    """How `aggregate_tensor` joins parts: one dimension for every mesh axis."""

    name = "ttnn.mesh_composer_config"
    dims: Integers
    mesh_shape_override: Integers | None = None
    codecs: ClassVar[dict[str, Codec[Any]]] = {
        "dims": list_of(ATTRIBUTE),
        "mesh_shape_override": list_of(ATTRIBUTE),
    }

    @classmethod
    def of(cls, dims: Sequence[int], mesh_shape: Sequence[int] | None = None) -> Self:
        """From dimensions and, optionally, the shape the mesh is seen in."""
        override = None if mesh_shape is None else integer_attributes(mesh_shape, UI32)
        return cls(integer_attributes(dims), override)

    @property
    def joined_dims(self) -> tuple[int, ...]:
        """The dimension that each mesh axis joins."""
        return tuple(dim.value.data for dim in self.dims)

    @property
    def mesh_shape(self) -> tuple[int, ...] | None:
        """The shape the mesh is seen in; None for its own."""
        return self.sizes(self.mesh_shape_override)
