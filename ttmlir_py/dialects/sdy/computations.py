"""Ops around a body: computations with manual axes, and named ones."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Block, Operation, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import (
    IsolatedFromAbove,
    IsTerminator,
    Pure,
    RecursiveMemoryEffect,
    SingleBlockImplicitTerminator,
)
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.axes import ManualAxes
from ttmlir_py.dialects.sdy.manual import with_free_axes, without_manual_axes
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharded_op import SHARDING_PER_VALUE, ComputationOp
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding, sharded_rank
from ttmlir_py.dialects.sdy.syntax import (
    parse_body_and_type,
    parse_operand_list,
    parse_shardings,
    print_body_and_type,
    print_shardings,
)
from ttmlir_py.dialects.sdy.verification import (
    bound_axes,
    bound_axis_error,
    verify_sharding_per_value,
)
from ttmlir_py.support.constraints import ANY
from ttmlir_py.support.fields import (
    optional_prop,
    prop,
    region,
    variadic_operand,
    variadic_result,
)
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import STRING, PropertyKind
from ttmlir_py.support.shapes import DYNAMIC, with_shape

MANUAL_AXES = PropertyKind[tuple[str, ...]](
    "A list of axes that a ManualComputationOp is manual on",
    lambda a: isinstance(a, ManualAxes),
    lambda a: a.axes,
    lambda axes: ManualAxes(tuple(axes)),
)


class ReturnOp(Op):
    """Ends the body of an sdy op."""

    name = "sdy.return"
    traits = OpTraits(lambda: (IsTerminator(), Pure()))

    values = variadic_operand(ANY)

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        attributes = parser.parse_optional_attr_dict()
        unresolved = parser.parse_optional_undelimited_comma_separated_list(
            parser.parse_optional_unresolved_operand, parser.parse_unresolved_operand
        )
        if not unresolved:
            return cls.create(attributes=attributes)
        parser.parse_punctuation(":")
        position = parser.pos
        types = parser.parse_comma_separated_list(parser.Delimiter.NONE, parser.parse_type)
        return cls.create(
            operands=parser.resolve_operands(unresolved, types, position), attributes=attributes
        )

    def print(self, printer: Printer) -> None:
        printer.print_op_attributes(self.attributes)
        if self.operands:
            printer.print_string(" ")
            printer.print_list(self.operands, printer.print_ssa_value)
            printer.print_string(" : ")
            printer.print_list(self.operand_types, printer.print_attribute)


class ManualComputationOp(ComputationOp):
    """Runs its body on the shards along the manual axes; inside, shapes are local to those."""

    name = "sdy.manual_computation"
    traits = OpTraits(
        lambda: (
            IsolatedFromAbove(),
            RecursiveMemoryEffect(),
            SingleBlockImplicitTerminator(ReturnOp),
        )
    )

    tensors = variadic_operand(ANY)
    in_shardings = prop(SHARDING_PER_VALUE)
    out_shardings = prop(SHARDING_PER_VALUE)
    manual_axes = prop(MANUAL_AXES)
    values = variadic_result(ANY)
    body = region()

    def argument_sharding(self, index: int) -> TensorSharding | None:
        return without_manual_axes(self.in_shardings[index], self.manual_axes)

    def set_argument_sharding(self, index: int, sharding: TensorSharding | None) -> None:
        assert sharding is not None, f"no sharding for argument {index} of {self.name}"
        whole = with_free_axes(self.in_shardings[index], sharding, self.manual_axes)
        self.in_shardings = self.in_shardings.replace(index, whole)

    def output_sharding(self, index: int) -> TensorSharding | None:
        return self.out_shardings[index]

    def set_output_sharding(self, index: int, sharding: TensorSharding | None) -> None:
        assert sharding is not None, f"no sharding for result {index} of {self.name}"
        self.out_shardings = self.out_shardings.replace(index, sharding)

    def verify_extra(self) -> None:
        bound = bound_axes(self)
        for axis in self.manual_axes:
            if axis in bound:
                raise bound_axis_error(axis, bound[axis])
        block = self.body.block
        self._verify_values("operand", self.operand_types, block.arg_types, self.in_shardings)
        returned = block.last_op.operand_types if block.last_op else ()
        self._verify_values("result", self.result_types, returned, self.out_shardings)
        self._verify_manual_axes()

    def _verify_manual_axes(self) -> None:
        shardings = [*self.in_shardings, *self.out_shardings]
        if not shardings:
            return
        mesh = self.common_mesh()
        if mesh is None and self.manual_axes:
            raise VerifyException(
                "all in and out shardings must be bound to the same mesh or an empty mesh."
            )
        for axis in self.manual_axes:
            if mesh and not mesh.has_axis(axis):
                raise VerifyException(f'unknown manual axis: "{axis}"')

    def common_mesh(self) -> MeshAttr | None:
        """The one mesh of all shardings, up to empty meshes; None where they differ."""
        shardings = [*self.in_shardings, *self.out_shardings]
        meshes = {mesh_of(self, sharding.mesh) for sharding in shardings}
        real = {mesh for mesh in meshes if mesh is not None and not mesh.is_empty}
        if len(real) > 1 or None in meshes:
            return None
        return real.pop() if real else MeshAttr()

    def _verify_values(
        self,
        what: str,
        types: Sequence[Attribute],
        local_types: Sequence[Attribute],
        shardings: ShardingPerValue,
    ) -> None:
        if not types and not local_types and not shardings.shardings:
            return
        verify_sharding_per_value(self, shardings, types, what)
        if len(types) != len(local_types):
            raise VerifyException(
                f"number of op {what}s and region {what}s must match. Op has {len(types)} op "
                f"{what}s and {len(local_types)} region {what}s"
            )
        for index, sharding in enumerate(shardings):
            self._verify_order(what, index, sharding)
            self._verify_local_type(what, index, types[index], local_types[index], sharding)

    def _verify_order(self, what: str, index: int, sharding: TensorSharding) -> None:
        for dim, entry in enumerate(sharding.dims):
            for before, axis in zip(entry.axes, entry.axes[1:], strict=False):
                if axis.axis in self.manual_axes and before.axis not in self.manual_axes:
                    raise VerifyException(
                        f"{what} sharding at index {index} must have all manual axes come before "
                        f"free axes in its dimension sharding at index {dim}. Saw manual axis "
                        f"{axis.text} after free axis {before.text}"
                    )

    def _verify_local_type(
        self,
        what: str,
        index: int,
        type_: Attribute,
        local_type: Attribute,
        sharding: TensorSharding,
    ) -> None:
        if not isinstance(type_, TensorType):
            return
        mesh = mesh_of(self, sharding.mesh)
        assert mesh is not None, f"{sharding}"
        shape: list[int] = []
        for size, dim in zip(type_.get_shape(), sharding.dims, strict=True):
            parts = prod(a.size_in(mesh) for a in dim.axes if a.axis in self.manual_axes)
            if size != DYNAMIC and size % parts:
                raise VerifyException(
                    f"{what} dimension size {size} is not divisible by the manual axes size {parts}"
                )
            shape.append(size if size == DYNAMIC else size // parts)
        expected = with_shape(type_, shape)
        if expected != local_type:
            raise VerifyException(
                f"{what} shape, corresponding sharding, and region {what} shape at index {index} "
                f"must match. Expected local shape '{expected}', actual local shape "
                f"'{local_type}'"
            )

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        unresolved = parse_operand_list(parser)
        properties: dict[str, Attribute] = {
            "in_shardings": parse_shardings(parser, "in_shardings"),
            "out_shardings": parse_shardings(parser, "out_shardings"),
        }
        parser.parse_keyword("manual_axes")
        parser.parse_punctuation("=")
        properties["manual_axes"] = ManualAxes.parse_body(parser)
        body, attributes, operands, results = parse_body_and_type(parser, unresolved)
        _terminate(body.blocks)
        return cls.create(
            operands=operands,
            result_types=results,
            properties=properties,
            attributes=attributes,
            regions=[body],
        )

    def print(self, printer: Printer) -> None:
        with printer.in_parens():
            printer.print_list(self.operands, printer.print_ssa_value)
        print_shardings(printer, "in_shardings", self.in_shardings)
        print_shardings(printer, "out_shardings", self.out_shardings)
        printer.print_string(f" manual_axes={ManualAxes(self.manual_axes).text}")
        print_body_and_type(printer, self)


class NamedComputationOp(ComputationOp):
    """A body that was a function once, kept in place while shardings spread."""

    name = "sdy.named_computation"
    traits = OpTraits(lambda: (IsolatedFromAbove(), RecursiveMemoryEffect()))

    tensors = variadic_operand(ANY)
    computation = prop(STRING, key="name")
    in_shardings = optional_prop(SHARDING_PER_VALUE)
    out_shardings = optional_prop(SHARDING_PER_VALUE)
    values = variadic_result(ANY)
    body = region()
    reports_inference = True

    def argument_sharding(self, index: int) -> TensorSharding | None:
        return self.in_shardings[index] if self.in_shardings else None

    def set_argument_sharding(self, index: int, sharding: TensorSharding | None) -> None:
        if sharding is not None:
            stored = self.in_shardings or _open_shardings(sharding, self.operand_types)
            self.in_shardings = stored.replace(index, sharding)

    def output_sharding(self, index: int) -> TensorSharding | None:
        return self.out_shardings[index] if self.out_shardings else None

    def set_output_sharding(self, index: int, sharding: TensorSharding | None) -> None:
        if sharding is not None:
            stored = self.out_shardings or _open_shardings(sharding, self.result_types)
            self.out_shardings = stored.replace(index, sharding)

    def infer(self) -> Sequence[Attribute]:
        last = self.body.block.last_op
        return list(last.operand_types) if last else self.result_types

    def verify_extra(self) -> None:
        arguments = self.body.block.arg_types
        if len(arguments) != len(self.operands):
            raise VerifyException(
                "number of block arguments must match the number of operands: "
                f"{len(arguments)} != {len(self.operands)}"
            )
        for index, (inner, outer) in enumerate(zip(arguments, self.operand_types, strict=True)):
            if inner != outer:
                raise VerifyException(
                    f"expected the type of the {index}'th block argument to match the type of "
                    f"the corresponding operand: '{inner}' vs '{outer}'"
                )
        if self.in_shardings:
            verify_sharding_per_value(self, self.in_shardings, self.operand_types, "in_shardings")
        if self.out_shardings:
            verify_sharding_per_value(self, self.out_shardings, self.result_types, "out_shardings")

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        with parser.in_angle_brackets():
            properties: dict[str, Attribute] = {"name": STRING.encode(parser.parse_str_literal())}
        unresolved = parse_operand_list(parser)
        for keyword in ("in_shardings", "out_shardings"):
            if parser.parse_optional_keyword(keyword):
                parser.parse_punctuation("=")
                properties[keyword] = ShardingPerValue.parse_body(parser)
        body, attributes, operands, results = parse_body_and_type(parser, unresolved)
        return cls.create(
            operands=operands,
            result_types=results,
            properties=properties,
            attributes=attributes,
            regions=[body],
        )

    def print(self, printer: Printer) -> None:
        printer.print_string(f'<"{self.computation}">')
        with printer.in_parens():
            printer.print_list(self.operands, printer.print_ssa_value)
        if self.in_shardings:
            print_shardings(printer, "in_shardings", self.in_shardings)
        if self.out_shardings:
            print_shardings(printer, "out_shardings", self.out_shardings)
        print_body_and_type(printer, self)


def _open_shardings(like: TensorSharding, types: Sequence[Attribute]) -> ShardingPerValue:
    return ShardingPerValue(
        tuple(TensorSharding.fully_open(like.mesh, sharded_rank(type_)) for type_ in types)
    )


def _terminate(blocks: Sequence[Block]) -> None:
    """The terminator may be left out of a body that returns nothing."""
    (block,) = blocks
    if block.last_op is None or not block.last_op.has_trait(IsTerminator):
        block.add_op(ReturnOp())
