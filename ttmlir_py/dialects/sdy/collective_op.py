"""What all collectives share: a tensor, the sharding it is brought into, and their checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from xdsl.ir import Attribute, Operation
from xdsl.parser import Parser, UnresolvedOperand
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, append_axis, axes_text
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharded_op import SHARDING, ShardedOp
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.sdy.syntax import parse_typed_operand, print_typed
from ttmlir_py.dialects.sdy.verification import verify_axis_list, verify_sharding
from ttmlir_py.support.constraints import ANY_SHAPED_TENSOR
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.op import NotedError


class CollectiveOp(ShardedOp):
    """Communication that brings a tensor into `out_sharding`; its global value stays the same.

    Devices wait for one another in it, so it is not free of effects: it stays even where nothing
    uses the result.
    """

    tensor = operand(ANY_SHAPED_TENSOR)
    out_sharding = prop(SHARDING)
    result = result(ANY_SHAPED_TENSOR)

    allow_different_meshes: ClassVar[bool] = False
    allow_missing_input_sharding: ClassVar[bool] = False

    @property
    def result_sharding(self) -> TensorSharding | None:
        return self.out_sharding

    @result_sharding.setter
    def result_sharding(self, sharding: TensorSharding | None) -> None:
        assert sharding is not None, f"{self.name} without a sharding"
        self.out_sharding = sharding

    @property
    def in_sharding(self) -> TensorSharding:
        """The operand's sharding; where it has none, undivided and open."""
        found = sharding_of(self.tensor)
        return found or TensorSharding.fully_open(self.out_sharding.mesh, self.out_sharding.rank)

    @property
    def mesh(self) -> MeshAttr:
        mesh = mesh_of(self, self.out_sharding.mesh)
        assert mesh is not None, f"unknown mesh {self.out_sharding.mesh}"
        return mesh

    def infer(self) -> list[Attribute]:
        return [self.tensor.type]

    def verify_extra(self) -> None:
        source = sharding_of(self.tensor)
        if source is None and not self.allow_missing_input_sharding:
            raise VerifyException("collective on operand without sharding")
        verify_sharding(self, self.out_sharding, self.result.type)
        if source is not None:
            self._verify_mesh(mesh_of(self, source.mesh))
            if source.rank != self.out_sharding.rank:
                raise VerifyException(
                    f"result sharding has rank {self.out_sharding.rank} but operand sharding has "
                    f"rank {source.rank}"
                )
        self.verify_movement()

    def _verify_mesh(self, mesh: MeshAttr | None) -> None:
        if not self.allow_different_meshes and mesh is not None and mesh != self.mesh:
            raise self.mesh_error("result mesh does not match operand mesh", mesh)

    def mesh_error(self, message: str, mesh: MeshAttr) -> NotedError:
        """An error that comes from the mesh of the operand."""
        owner = self.tensor.owner
        place = owner if isinstance(owner, Operation) else owner.parent_op()
        return NotedError(message, (place or self, f"operand mesh: {mesh}"))

    def verify_movement(self) -> None:
        """That the parameters lead from the operand's sharding to the result's."""

    @classmethod
    def parse_parameters(cls, parser: Parser) -> dict[str, Attribute]:
        """What stands before the operand."""
        return {}

    @property
    def parameters_text(self) -> str:
        """What stands before the operand, with a space after it."""
        return ""

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        properties = cls.parse_parameters(parser)
        unresolved: UnresolvedOperand = parser.parse_unresolved_operand()
        parser.parse_keyword("out_sharding")
        parser.parse_punctuation("=")
        properties["out_sharding"] = TensorSharding.parse_bare(parser)
        value, attributes = parse_typed_operand(parser, unresolved)
        return cls.create(
            operands=[value],
            result_types=[value.type],
            properties=properties,
            attributes=attributes,
        )

    def print(self, printer: Printer) -> None:
        printer.print_string(f" {self.parameters_text}")
        printer.print_ssa_value(self.tensor)
        printer.print_string(f" out_sharding=<{self.out_sharding.text}>")
        print_typed(printer, self, self.result.type)

    def verify_dim(self, dim: int, expected: Sequence[AxisRef]) -> None:
        """Raise VerifyException unless the result's dimension has the expected axes."""
        if tuple(expected) != self.out_sharding.dims[dim].axes:
            raise VerifyException(
                f"result sharding doesn't match expected sharding [{axes_text(expected)}] "
                f"on dimension {dim}"
            )

    def gathered(self, dim: int, axes: Axes, what: str) -> list[AxisRef]:
        """The operand's axes of a dimension without the suffix `axes`."""
        left = list(self.in_sharding.dims[dim].axes)
        for axis in reversed(axes):
            if not left or not axis.suffix_of(left[-1], self.mesh):
                raise VerifyException(
                    f"can't apply {what} axis {axis.text} to operand sharding on dimension {dim}"
                )
            if (prefix := left.pop().prefix_without_overlap(axis)) is not None:
                left.append(prefix)
        return left

    def sliced(self, dim: int, axes: Axes) -> list[AxisRef]:
        """The operand's axes of a dimension followed by `axes`."""
        longer = list(self.in_sharding.dims[dim].axes)
        for axis in axes:
            append_axis(longer, axis, self.mesh)
        return longer

    def verify_per_dim(
        self, lists: Sequence[Axes], expected: Callable[[int, Axes], Sequence[AxisRef]]
    ) -> None:
        """Raise VerifyException unless `expected` of every list is the result's sharding."""
        seen: set[AxisRef] = set()
        for axes in lists:
            verify_axis_list(axes, self.mesh, seen)
        if self.out_sharding.rank != len(lists):
            raise VerifyException(
                f"result sharding has rank {self.out_sharding.rank} but collective axes has rank "
                f"{len(lists)}"
            )
        for dim, axes in enumerate(lists):
            self.verify_dim(dim, expected(dim, axes))
