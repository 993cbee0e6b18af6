"""Ops that say how values are sharded: meshes, constraints, groups, edges and barriers."""

from __future__ import annotations

from enum import Enum
from typing import cast

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, ModuleOp, TensorType
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import Attribute, BlockArgument, Operation, OpResult, OpTraits, SSAValue
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import HasParent, Pure, SymbolOpInterface
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.data_flow import data_flow
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharded_op import SHARDING, ShardedOp
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_through_barriers
from ttmlir_py.dialects.sdy.syntax import parse_typed_operand, print_typed
from ttmlir_py.dialects.sdy.unreduced import verify_unreduced_transition
from ttmlir_py.dialects.sdy.verification import verify_sharding
from ttmlir_py.support.constraints import ANY, ANY_SHAPED_TENSOR, ANY_TENSOR
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.op import NotedError, Op
from ttmlir_py.support.properties import (
    ELEMENTS,
    I32_ATTR,
    I64_ATTR,
    SYMBOL_NAME,
    PropertyKind,
    instance,
)
from ttmlir_py.support.shapes import is_static


class PropagationDirection(Enum):
    """Between which values of an op shardings may spread; the value is its number in text form."""

    NONE = 0
    FORWARD = 1
    BACKWARD = 2
    BOTH = 3

    def __or__(self, other: PropagationDirection) -> PropagationDirection:
        return PropagationDirection(self.value | other.value)

    def __and__(self, other: PropagationDirection) -> PropagationDirection:
        return PropagationDirection(self.value & other.value)


def _direction_of(attribute: Attribute) -> PropagationDirection:
    return PropagationDirection(I32_ATTR.decode(attribute))


DIRECTION = PropertyKind[PropagationDirection](
    "propagation direction enum",
    lambda a: I32_ATTR.accepts(a) and 0 <= I32_ATTR.decode(a) <= 3,
    _direction_of,
    lambda direction: I32_ATTR.encode(direction.value),
)


class MeshOp(Op):
    """Declares a mesh: `sdy.mesh @mesh = <["x"=2]>`."""

    name = "sdy.mesh"
    traits = OpTraits(lambda: (SymbolOpInterface(), HasParent(ModuleOp)))

    sym_name = prop(SYMBOL_NAME)
    mesh = prop(instance(MeshAttr, "Mesh of axes and a list of devices"))

    @classmethod
    def parse(cls, parser: Parser) -> MeshOp:
        name = parser.parse_symbol_name()
        parser.parse_punctuation("=")
        mesh = MeshAttr.parse_bare(parser)
        attributes = parser.parse_optional_attr_dict()
        return cls.create(properties={"sym_name": name, "mesh": mesh}, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_symbol_name(self.sym_name)
        printer.print_string(f" = <{self.mesh.text}>")
        printer.print_op_attributes(self.attributes)


class ReshardingOp(ShardedOp):
    """A value whose result has the sharding that the op says."""

    input = operand(ANY)
    sharding = prop(SHARDING)
    result = result(ANY)

    @property
    def result_sharding(self) -> TensorSharding | None:
        return self.sharding

    @result_sharding.setter
    def result_sharding(self, sharding: TensorSharding | None) -> None:
        assert sharding is not None, f"{self.name} without a sharding"
        self.sharding = sharding

    def infer(self) -> list[Attribute]:
        return [self.input.type]

    def verify_extra(self) -> None:
        verify_sharding(self, self.sharding, self.result.type)
        if source := sharding_through_barriers(self.input):
            verify_unreduced_transition(
                self, [source], [self.sharding], ReductionOp.SUM, source.reduction
            )

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        unresolved = parser.parse_unresolved_operand()
        sharding = TensorSharding.parse_bare(parser)
        value, attributes = parse_typed_operand(parser, unresolved)
        return cls.create(
            operands=[value],
            result_types=[value.type],
            properties={"sharding": sharding},
            attributes=attributes,
        )

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_ssa_value(self.input)
        printer.print_string(f" <{self.sharding.text}>")
        print_typed(printer, self, self.result.type)


class ShardingConstraintOp(ReshardingOp):
    """Asks for a sharding at this point; propagation spreads it to both sides."""

    name = "sdy.sharding_constraint"


class ReshardOp(ReshardingOp):
    """Moves a value to another sharding."""

    name = "sdy.reshard"
    traits = OpTraits(lambda: (Pure(),))


class ShardingGroupOp(Op):
    """Puts a value into the group of values that must have one sharding."""

    name = "sdy.sharding_group"

    input = operand(ANY_TENSOR)
    group_id = prop(I64_ATTR)

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        unresolved = parser.parse_unresolved_operand()
        parser.parse_keyword("group_id")
        parser.parse_punctuation("=")
        group = I64_ATTR.encode(parser.parse_integer())
        value, attributes = parse_typed_operand(parser, unresolved)
        return cls.create(operands=[value], properties={"group_id": group}, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_ssa_value(self.input)
        printer.print_string(f" group_id={self.group_id}")
        print_typed(printer, self, self.input.type)


class ConstantOp(Op):
    """A constant that passes do not merge or fold, so that every use has its own sharding."""

    name = "sdy.constant"
    traits = OpTraits(lambda: (Pure(),))

    value = prop(ELEMENTS)
    output = result(ANY_TENSOR)

    def infer(self) -> list[Attribute]:
        return [self.value.type]

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        attributes = parser.parse_optional_attr_dict()
        value = cast("DenseIntOrFPElementsAttr", parser.parse_attribute())
        return cls.create(
            result_types=[value.type], properties={"value": value}, attributes=attributes
        )

    def print(self, printer: Printer) -> None:
        printer.print_op_attributes(self.attributes)
        printer.print_string(" ")
        printer.print_attribute(self.value)


class PropagationBarrierOp(Op):
    """Lets shardings spread through it in one direction only, or not at all."""

    name = "sdy.propagation_barrier"
    traits = OpTraits(lambda: (Pure(),))

    input = operand(ANY_TENSOR)
    allowed_direction = prop(DIRECTION)
    result = result(ANY_TENSOR)

    def infer(self) -> list[Attribute]:
        return [self.input.type]

    def verify_extra(self) -> None:
        if self.allowed_direction is PropagationDirection.BOTH:
            raise VerifyException(
                "cannot specify `BOTH` as the direction. Not blocking propagation direction "
                "makes the op redundant."
            )

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        unresolved = parser.parse_unresolved_operand()
        parser.parse_keyword("allowed_direction")
        parser.parse_punctuation("=")
        word = parser.parse_identifier()
        if word not in PropagationDirection.__members__:
            parser.raise_error(
                f"expected one of {', '.join(PropagationDirection.__members__)}, got {word}"
            )
        direction = DIRECTION.encode(PropagationDirection[word])
        value, attributes = parse_typed_operand(parser, unresolved)
        return cls.create(
            operands=[value],
            result_types=[value.type],
            properties={"allowed_direction": direction},
            attributes=attributes,
        )

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_ssa_value(self.input)
        printer.print_string(f" allowed_direction={self.allowed_direction.name}")
        print_typed(printer, self, self.input.type)


class DataFlowEdgeOp(ShardedOp):
    """Holds the sharding that all values of a data-flow edge share; its input is the owner."""

    name = "sdy.data_flow_edge"

    input = operand(ANY_SHAPED_TENSOR)
    sharding = optional_prop(SHARDING)
    result = result(ANY_SHAPED_TENSOR)

    @property
    def result_sharding(self) -> TensorSharding | None:
        return self.sharding

    @result_sharding.setter
    def result_sharding(self, sharding: TensorSharding | None) -> None:
        self.sharding = sharding

    def infer(self) -> list[Attribute]:
        return [self.input.type]

    def verify_extra(self) -> None:
        _verify_static(self, self.result)
        if not self.input.has_one_use():
            raise VerifyException("expected input of sdy.data_flow_edge to have a single user")
        source = self.input.owner
        if (
            isinstance(source, Operation)
            and source.name.startswith("sdy.")
            and not data_flow(source)
        ):
            raise NotedError(
                "expected input of sdy.data_flow_edge to not be defined by an SdyDialect op "
                "(other than an sdy.named_computation).",
                (source, "sdy op defining the input of the sdy.data_flow_edge"),
            )
        if self.sharding is not None:
            verify_sharding(self, self.sharding, self.result.type)

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        unresolved = parser.parse_unresolved_operand()
        properties: dict[str, Attribute] = {}
        if parser.parse_optional_keyword("sharding"):
            parser.parse_punctuation("=")
            properties["sharding"] = TensorSharding.parse_bare(parser)
        value, attributes = parse_typed_operand(parser, unresolved)
        return cls.create(
            operands=[value],
            result_types=[value.type],
            properties=properties,
            attributes=attributes,
        )

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_ssa_value(self.input)
        if self.sharding is not None:
            printer.print_string(f" sharding=<{self.sharding.text}>")
        print_typed(printer, self, self.result.type)


class FuncDataFlowEdgeOp(Op):
    """Ties a function's argument, or a call's result, to the values at the other end."""

    name = "sdy.func_data_flow_edge"

    operand = operand(ANY_SHAPED_TENSOR)
    result = result(ANY_SHAPED_TENSOR)

    def infer(self) -> list[Attribute]:
        return [self.operand.type]

    def verify_extra(self) -> None:
        _verify_static(self, self.result)
        if not self.operand.has_one_use():
            raise VerifyException(
                "expected operand of sdy.func_data_flow_edge to have a single user"
            )
        match self.operand:
            case BlockArgument() as argument:
                if not isinstance(argument.block.parent_op(), FuncOp):
                    raise VerifyException(
                        "expected operand of sdy.func_data_flow_edge to be a block argument of a "
                        "func op."
                    )
            case OpResult(op=CallOp()):
                pass
            case _:
                raise VerifyException(
                    "expected operand of sdy.func_data_flow_edge to be a result of call op."
                )

    @classmethod
    def parse(cls, parser: Parser) -> Operation:
        value, attributes = parse_typed_operand(parser, parser.parse_unresolved_operand())
        return cls.create(operands=[value], result_types=[value.type], attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_ssa_value(self.operand)
        print_typed(printer, self, self.result.type)


def _verify_static(op: Op, value: SSAValue) -> None:
    if not isinstance(value.type, TensorType) or not is_static(value):
        raise VerifyException(
            f"expected {op.name} to have a static-shaped result. type: '{value.type}'"
        )
