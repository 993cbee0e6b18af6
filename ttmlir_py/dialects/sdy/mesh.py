"""Meshes: named axes over devices, and the look-up of a mesh by its symbol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod

from xdsl.dialects.builtin import ModuleOp, StringAttr
from xdsl.ir import Operation
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.parsing import reading
from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.mesh import Mesh

_AXES = "Sdy_Mesh parameter 'axes' which is to be a `::llvm::ArrayRef<MeshAxisAttr>`"


@dataclass(frozen=True)
class MeshAxis(PlainAttribute):
    """A named axis and its size: `"a"=2`."""

    name = "sdy.mesh_axis"
    dotless = True

    axis: str
    size: int

    def verify(self) -> None:
        if self.size <= 0:
            raise VerifyException(f"axis size must be at least 1, got: {self.size}")

    @property
    def text(self) -> str:
        return f'"{self.axis}"={self.size}'

    @classmethod
    def parse_body(cls, parser: AttrParser) -> MeshAxis:
        axis = parser.parse_str_literal()
        parser.parse_punctuation("=")
        size = parser.parse_integer()
        try:
            return cls(axis, size)
        except VerifyException as error:
            parser.raise_error(str(error))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class MeshAttr(PlainAttribute):
    """Axes, major to minor, and the devices in row-major order where they are not 0, 1, 2...

    Without axes it is empty or, with one device id, maximal: that device alone.
    """

    name = "sdy.mesh"

    axes: tuple[MeshAxis, ...] = ()
    device_ids: tuple[int, ...] = ()

    @classmethod
    def of(cls, **sizes: int) -> MeshAttr:
        """`MeshAttr.of(x=2, y=4)`."""
        return cls(tuple(MeshAxis(axis, size) for axis, size in sizes.items()))

    @classmethod
    def from_mesh(cls, mesh: Mesh) -> MeshAttr:
        """The attribute of a mesh of chips."""
        return cls(tuple(map(MeshAxis, mesh.names, mesh.shape)))

    @property
    def mesh(self) -> Mesh:
        """The axes without the order of the devices."""
        return Mesh(tuple(a.axis for a in self.axes), tuple(a.size for a in self.axes))

    @property
    def size(self) -> int:
        """The number of devices."""
        return prod(axis.size for axis in self.axes)

    @property
    def is_empty(self) -> bool:
        return not self.axes and not self.device_ids

    @property
    def is_maximal(self) -> bool:
        return not self.axes and len(self.device_ids) == 1

    def has_axis(self, axis: str) -> bool:
        return axis in self._sizes

    def axis_size(self, axis: str) -> int:
        return self._sizes[axis]

    def axis_index(self, axis: str) -> int:
        """The place of an axis in the declaration."""
        return self._indices[axis]

    def same_axes(self, other: MeshAttr) -> bool:
        """Equal up to the order of the devices."""
        return self.axes == other.axes

    @cached_property
    def _sizes(self) -> dict[str, int]:
        return {axis.axis: axis.size for axis in self.axes}

    @cached_property
    def _indices(self) -> dict[str, int]:
        return {axis.axis: index for index, axis in enumerate(self.axes)}

    def verify(self) -> None:
        for device in self.device_ids:
            if device < 0:
                raise VerifyException(f"device id must be non-negative, got: {device}")
        if not self.axes:
            if len(self.device_ids) > 1:
                raise VerifyException("axes is empty and device_ids has more than one element")
            return
        seen: set[str] = set()
        for axis in self.axes:
            if axis.axis in seen:
                raise VerifyException(f'duplicate axis name: "{axis.axis}"')
            seen.add(axis.axis)
        if self.device_ids:
            self._verify_device_ids()

    def _verify_device_ids(self) -> None:
        if self.size != len(self.device_ids):
            raise VerifyException(
                "total product of axis sizes must match total number of device ids, "
                f"got: {self.size} != {len(self.device_ids)}"
            )
        if sorted(self.device_ids) != list(range(self.size)):
            raise VerifyException(
                "sorted device ids must be iota(product(axes)), "
                f"got: {', '.join(map(str, sorted(self.device_ids)))}"
            )
        if self.device_ids == tuple(range(self.size)):
            raise VerifyException(
                "if the ordered device ids are the same as iota(product(axes)), "
                "no need to specify them for simplicity"
            )

    @property
    def text(self) -> str:
        axes = ", ".join(axis.text for axis in self.axes)
        devices = ", ".join(map(str, self.device_ids))
        return f"[{axes}], device_ids=[{devices}]" if devices else f"[{axes}]"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> MeshAttr:
        with reading(_AXES, "sdy.mesh"):
            axes = parser.parse_comma_separated_list(
                parser.Delimiter.SQUARE, lambda: MeshAxis.parse_body(parser)
            )
        devices: list[int] = []
        if parser.parse_optional_punctuation(","):
            parser.parse_keyword("device_ids")
            parser.parse_punctuation("=")
            devices = parser.parse_comma_separated_list(
                parser.Delimiter.SQUARE, parser.parse_integer
            )
        if axes and devices == list(range(prod(axis.size for axis in axes))):
            devices = []  # the order that goes without saying
        return cls(tuple(axes), tuple(devices))

    @classmethod
    def parse_bare(cls, parser: AttrParser) -> MeshAttr:
        """The attribute with or without its name."""
        if isinstance(full := parser.parse_optional_attribute(), cls):
            return full
        with parser.in_angle_brackets():
            return cls.parse_body(parser)

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


def mesh_of(op: Operation, mesh: str | MeshAttr) -> MeshAttr | None:
    """The mesh that a sharding on `op` names; None where no module around it declares one."""
    if isinstance(mesh, MeshAttr):
        return mesh
    scope: Operation | None = op
    while scope is not None:
        # Modules declare meshes at their start: what follows is not looked at.
        for name, found in _declared(scope) if isinstance(scope, ModuleOp) else ():
            if name == mesh:
                return found
        scope = scope.parent_op()
    return None


def meshes_in(module: ModuleOp) -> dict[str, MeshAttr]:
    """The meshes a module declares, by name."""
    return dict(_declared(module))


def _declared(module: ModuleOp) -> Iterator[tuple[str, MeshAttr]]:
    for op in module.body.block.ops:
        if op.name == "sdy.mesh":
            name, mesh = op.properties["sym_name"], op.properties["mesh"]
            assert isinstance(name, StringAttr), f"{op}"
            assert isinstance(mesh, MeshAttr), f"{op}"
            yield name.data, mesh
