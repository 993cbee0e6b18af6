"""Branches, loops and other ops that run regions, and the terminator of all regions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Region, SSAValue
from xdsl.parser import Parser, UnresolvedOperand
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import print_attributes
from ttmlir_py.dialects.stablehlo.constraints import (
    I32_TENSOR,
    PREDICATE_TENSOR,
    QUANTIZABLE_TENSOR_OR_TOKEN,
    TENSOR,
    TENSOR_TOKEN_OR_BUFFER,
)
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_types,
    dims_text,
    least_specific_type,
    retyped,
)
from ttmlir_py.dialects.stablehlo.regions import returned
from ttmlir_py.dialects.stablehlo.traits import RECURSIVE, TERMINATOR
from ttmlir_py.support.element_types import I1
from ttmlir_py.support.fields import (
    operand,
    prop,
    region,
    result,
    variadic_operand,
    variadic_region,
    variadic_result,
)
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import I64_ARRAY
from ttmlir_py.support.shapes import element_of, rank_of
from ttmlir_py.syntax.known_operations import known_by_text


class ReturnOp(Op):
    """Ends a region, giving its results."""

    name = "stablehlo.return"
    traits = TERMINATOR

    results_ = variadic_operand(TENSOR_TOKEN_OR_BUFFER)

    @classmethod
    @known_by_text
    def parse(cls, parser: Parser) -> ReturnOp:
        position = parser.pos
        operands = parser.parse_optional_undelimited_comma_separated_list(
            parser.parse_optional_unresolved_operand, parser.parse_unresolved_operand
        )
        attributes = parser.parse_optional_attr_dict()
        types: Sequence[Attribute] = []
        if parser.parse_optional_punctuation(":") is not None:
            types = parser.parse_comma_separated_list(parser.Delimiter.NONE, parser.parse_type)
        resolved = parser.resolve_operands(operands or [], types, position)
        return cls.create(operands=resolved, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_list(self.operands, printer.print_ssa_value)
        print_attributes(printer, self)
        if self.operands:
            printer.print_string(" : ")
            printer.print_list(self.operand_types, printer.print_attribute)


class BranchesOp(Op):
    """Runs one of several regions without arguments."""

    traits = RECURSIVE

    def infer_branches(self, selector: SSAValue) -> Sequence[Attribute]:
        """The types on which the regions' results agree."""
        # case_i1, if_i1
        if rank_of(selector) != 0:
            raise VerifyException(
                f"operand should be rank 0 tensor but got rank {rank_of(selector)}"
            )
        # case_c1
        if not self.regions:
            raise VerifyException("expect at least one branch")
        if any(not branch.blocks for branch in self.regions):
            raise VerifyException("expect non-empty region")
        results = [_result_types(branch) for branch in self.regions]
        for index, (branch, types) in enumerate(zip(self.regions, results, strict=True)):
            # case_c2, if_c1
            if branch.block.args:
                raise VerifyException(
                    f"branch {index} must have 0 arguments, but found {len(branch.block.args)}"
                )
            # case_c3, if_c2
            if not _compatible(results[0], types):
                raise VerifyException(
                    f"branch 0 and branch {index} have mismatched return types: "
                    f"{_quoted(results[0])} vs {_quoted(types)}"
                )
        # case_c4, if_c3
        return [least_specific_type(types) for types in zip(*results, strict=True)]


def _result_types(branch: Region) -> Sequence[Attribute]:
    return [value.type for value in returned(branch)]


def _compatible(left: Sequence[Attribute], right: Sequence[Attribute]) -> bool:
    return len(left) == len(right) and all(map(compatible_types, left, right))


def _quoted(types: Sequence[Attribute]) -> str:
    return ", ".join(f"'{type_}'" for type_ in types)


class IfOp(BranchesOp):
    """Runs one of two regions, by a boolean."""

    name = "stablehlo.if"
    reports_inference = True

    pred = operand(PREDICATE_TENSOR)
    true_branch = region()
    false_branch = region()
    results_ = variadic_result(QUANTIZABLE_TENSOR_OR_TOKEN)

    def infer(self) -> Sequence[Attribute]:
        return self.infer_branches(self.pred)


class CaseOp(BranchesOp):
    """Runs the region of an index; the last one for an index out of range."""

    name = "stablehlo.case"
    reports_inference = True

    index = operand(I32_TENSOR)
    branches = variadic_region()
    results_ = variadic_result(QUANTIZABLE_TENSOR_OR_TOKEN)

    def infer(self) -> Sequence[Attribute]:
        return self.infer_branches(self.index)


class WhileOp(Op):
    """Runs the body on its own results for as long as the condition holds."""

    name = "stablehlo.while"
    reports_inference = True
    traits = RECURSIVE

    operand = variadic_operand(TENSOR_TOKEN_OR_BUFFER)
    cond = region()
    body = region()
    results_ = variadic_result(TENSOR_TOKEN_OR_BUFFER)

    def infer(self) -> Sequence[Attribute]:
        # while_c3
        return self.operand_types

    def asm_block_argument_names(self, region_index: int) -> Sequence[str]:
        return ["iterArg"] * len(self.operands)

    def verify_extra(self) -> None:
        types = self.operand_types
        arguments = [[arg.type for arg in each.block.args] for each in (self.cond, self.body)]
        # while_c1
        if not _compatible(types, arguments[0]):
            raise VerifyException(
                "expect operands to be compatible with condition block arguments but got "
                f"{_quoted(types)} vs {_quoted(arguments[0])}"
            )
        # while_c2
        if not _compatible(types, arguments[1]):
            raise VerifyException(
                "expect operands to be compatible with body block arguments but got "
                f"{_quoted(types)} vs {_quoted(arguments[1])}"
            )
        results = _result_types(self.body)
        if not _compatible(types, results):
            raise VerifyException(
                "expect operands to be compatible with body block return types but got "
                f"{_quoted(types)} vs {_quoted(results)}"
            )
        self._verify_condition(_result_types(self.cond))

    def _verify_condition(self, results: Sequence[Attribute]) -> None:
        # while_c1
        if len(results) != 1:
            raise VerifyException(
                f"expect condition body returns a single value but got {len(results)}"
            )
        if results[0] != TensorType(I1, ()):
            raise VerifyException(
                f"expect condition block return a zero-ranked tensor of i1 but got '{results[0]}'"
            )

    @classmethod
    def parse(cls, parser: Parser) -> WhileOp:
        position = parser.pos
        pairs = parser.parse_comma_separated_list(
            parser.Delimiter.PAREN, lambda: _parse_binding(parser)
        )
        types: Sequence[Attribute] = []
        if pairs:
            parser.parse_punctuation(":")
            types = parser.parse_comma_separated_list(parser.Delimiter.NONE, parser.parse_type)
        operands = parser.resolve_operands([pair[1] for pair in pairs], types, position)
        attributes = {}
        if parser.parse_optional_keyword("attributes") is not None:
            attributes = parser.parse_optional_attr_dict()
        arguments = [pair[0].resolve(type_) for pair, type_ in zip(pairs, types, strict=True)]
        parser.parse_keyword("cond")
        cond = parser.parse_region(arguments)
        parser.parse_keyword("do")
        body = parser.parse_region(arguments)
        return cls.create(
            operands=operands, result_types=types, attributes=attributes, regions=[cond, body]
        )

    def print(self, printer: Printer) -> None:
        printer.print_string("(")
        for index, (argument, value) in enumerate(
            zip(self.body.block.args, self.operands, strict=True)
        ):
            printer.print_string(", " if index else "")
            printer.print_ssa_value(argument)
            printer.print_string(" = ")
            printer.print_ssa_value(value)
        printer.print_string(")")
        if self.operands:
            printer.print_string(" : ")
            printer.print_list(self.operand_types, printer.print_attribute)
        print_attributes(printer, self, keyword=True)
        printer.print_string("\ncond ")
        printer.print_region(self.cond, print_entry_block_args=False)
        printer.print_string(" do ")
        printer.print_region(self.body, print_entry_block_args=False)


def _parse_binding(parser: Parser) -> tuple[Parser.UnresolvedArgument, UnresolvedOperand]:
    argument = parser.parse_argument(expect_type=False)
    parser.parse_punctuation("=")
    return argument, parser.parse_unresolved_operand()


class MapOp(Op):
    """Runs a region on the elements at every place."""

    name = "stablehlo.map"
    reports_inference = True
    traits = RECURSIVE

    inputs = variadic_operand(TENSOR)
    dimensions = prop(I64_ARRAY)
    computation = region()
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        if not self.computation.blocks:
            raise VerifyException("expect non-empty region")
        self._verify_arguments()
        element = self._returned_element()
        # map_c3
        if list(self.dimensions) != list(range(len(self.dimensions))):
            raise VerifyException(
                "requires monotonically increasing dimension numbers, but got: "
                f"{dims_text(self.dimensions)}"
            )
        for value in self.inputs:
            if len(self.dimensions) != rank_of(value):
                raise VerifyException(
                    "applied to a subset of dimensions currently not supported: operand "
                    f"dimensions = {rank_of(value)}, requested map dimensions size = "
                    f"{len(self.dimensions)}"
                )
        # map_c1, map_c4
        return [retyped(self.inputs[-1].type, element)]

    def _verify_arguments(self) -> None:
        # map_c4
        arguments = self.computation.block.args
        if len(self.inputs) != len(arguments):
            raise VerifyException(
                "expects number of operands to match the arity of map computation, but got: "
                f"{len(self.inputs)} and {len(arguments)}"
            )
        for index, (value, argument) in enumerate(zip(self.inputs, arguments, strict=True)):
            if rank_of(argument) != 0:
                raise VerifyException(
                    f"computation arguments must be 0-rank tensor, but got: arg #{index} of type "
                    f"'{argument.type}'"
                )
            if element_of(argument) != element_of(value):
                raise VerifyException(
                    "element type of operands and computation arguments must match, but got: "
                    f"'{element_of(value)}' and '{element_of(argument)}'"
                )

    def _returned_element(self) -> Attribute:
        # map_c4
        results = returned(self.computation)
        if len(results) != 1:
            raise VerifyException(f"computation must return single output, but got: {len(results)}")
        if rank_of(results[0]) != 0:
            raise VerifyException(
                f"computation must return 0-rank tensor, but got: '{results[0].type}'"
            )
        return element_of(results[0])
