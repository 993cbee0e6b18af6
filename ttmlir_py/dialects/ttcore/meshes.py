"""Meshes of chips as attributes, and shapes seen from one chip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self, cast

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.ttcore.attributes import NocIndex, RoutingMode, Topology
from ttmlir_py.dialects.ttcore.structs import (
    DIMENSIONS,
    INTEGER,
    Codec,
    StructAttribute,
    list_of,
    stripped,
    word,
)
from ttmlir_py.support.attributes import PlainAttribute


@dataclass(frozen=True)
class MeshAttr(PlainAttribute):
    """`<"mesh" = 2x4>`: a mesh's name and the sizes of its axes."""

    name = "ttcore.mesh"
    mesh_name: str
    shape: tuple[int, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        mesh_name = parser.parse_str_literal()
        parser.parse_punctuation("=")
        return cls(mesh_name, DIMENSIONS.parse(parser))

    def print_body(self, printer: Printer) -> None:
        printer.print_string_literal(self.mesh_name)
        printer.print_string(" = ")
        DIMENSIONS.print(printer, self.shape)


_MESHES = list_of(stripped(MeshAttr))
_TOPOLOGIES = list_of(word(Topology))


@dataclass(frozen=True)
class MeshesAttr(PlainAttribute):
    """`#ttcore.meshes<[<"mesh" = 2x4>]>`, the meshes that a module is written for."""

    name = "ttcore.meshes"
    meshes: tuple[MeshAttr, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        return cls(_MESHES.parse(parser))

    def print_body(self, printer: Printer) -> None:
        _MESHES.print(printer, self.meshes)


@dataclass(frozen=True)
class MeshTopologyAttr(PlainAttribute):
    """`#ttcore.mesh_topology<[ring, linear]>`: how chips are connected, for every axis."""

    name = "ttcore.mesh_topology"
    topologies: tuple[Topology, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        return cls(_TOPOLOGIES.parse(parser))

    def print_body(self, printer: Printer) -> None:
        _TOPOLOGIES.print(printer, self.topologies)


@dataclass(frozen=True)
class TensorMeshAttr(PlainAttribute):
    """`#ttcore.tensor_mesh<"mesh">`, on a tensor that is spread over that mesh."""

    name = "ttcore.tensor_mesh"
    mesh_name: str

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        return cls(parser.parse_str_literal())

    def print_body(self, printer: Printer) -> None:
        printer.print_string_literal(self.mesh_name)


@dataclass(frozen=True)
class LocalShapeAttr(PlainAttribute):
    """`#ttcore<local_shape local_shape = tensor<1x40xf32>>`: one chip's part of an argument."""

    name = "ttcore.local_shape"
    dotless = True
    local_shape: TensorType[Attribute]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        parser.parse_keyword("local_shape")
        parser.parse_punctuation("=")
        type_ = parser.parse_type()
        if not isinstance(type_, TensorType):
            parser.raise_error(f"expected a ranked tensor type, got {type_}")
        return cls(cast("TensorType[Attribute]", type_))

    def print_body(self, printer: Printer) -> None:
        printer.print_string("local_shape = ")
        printer.print_attribute(self.local_shape)


@dataclass(frozen=True)
class FabricConnectionConfigAttr(StructAttribute):
    """How a kernel reaches other chips."""

    name = "ttcore.fabric_connection_config"
    noc_index: NocIndex
    topology: Topology
    cluster_axis: int
    routing_mode: RoutingMode
    num_links: int
    codecs: ClassVar[dict[str, Codec[Any]]] = {
        "noc_index": word(NocIndex),
        "topology": word(Topology),
        "cluster_axis": INTEGER,
        "routing_mode": word(RoutingMode),
        "num_links": INTEGER,
    }
