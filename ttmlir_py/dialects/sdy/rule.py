"""Sharding rules as attributes: `#sdy.op_sharding_rule<([i, k], [k, j])->([i, j]) {...}>`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Operation
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import ParseError, VerifyException

from ttmlir_py.dialects.sdy.parsing import reading
from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.shapes import is_static, shape_of
from ttmlir_py.support.sharding_rule import (
    Dims,
    FactorKind,
    ShardingRule,
    factor_symbol,
    tensor_text,
)

_SYMBOL_Z = ord("z") - ord("i")


@dataclass(frozen=True)
class DimMapping(PlainAttribute):
    """The factors of one dimension, major to minor: `jk`."""

    name = "sdy.dim_mapping"
    dotless = True

    factors: tuple[int, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> DimMapping:
        return cls(_parse_dim(parser))

    def print_body(self, printer: Printer) -> None:
        printer.print_string("".join(map(factor_symbol, self.factors)))


@dataclass(frozen=True)
class TensorMapping(PlainAttribute):
    """The factors of all dimensions of a tensor: `[i, jk]`."""

    name = "sdy.tensor_mapping"
    dotless = True

    dims: Dims

    @classmethod
    def parse_body(cls, parser: AttrParser) -> TensorMapping:
        return cls(_parse_tensor(parser))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(tensor_text(self.dims))


@dataclass(frozen=True)
class OpShardingRule(PlainAttribute):
    """A sharding rule, attached to an op as `sdy.sharding_rule`."""

    name = "sdy.op_sharding_rule"

    rule: ShardingRule

    @classmethod
    def parse_body(cls, parser: AttrParser) -> OpShardingRule:
        with reading("Sdy_OpShardingRule parameter 'operand_mappings'"):
            operands = _parse_tensors(parser)
        parser.parse_punctuation("->")
        with reading("Sdy_OpShardingRule parameter 'result_mappings'"):
            results = _parse_tensors(parser)
        sizes = _parse_sizes(parser)
        kinds = [FactorKind.PASS_THROUGH] * len(sizes)
        for kind in (
            FactorKind.REDUCTION,
            FactorKind.NEED_REPLICATION,
            FactorKind.PERMUTATION,
        ):
            for factor in _parse_set(parser, kind.value, len(sizes)):
                if kinds[factor] is not FactorKind.PASS_THROUGH:
                    parser.raise_error(
                        "a factor can only be in one of the reduction, need replication, or "
                        "permutation factor sets"
                    )
                kinds[factor] = kind
        blocked = frozenset(_parse_set(parser, "blocked_propagation", len(sizes)))
        rule = ShardingRule(sizes, operands, results, tuple(kinds), blocked)
        if parser.parse_optional_punctuation(","):
            parser.parse_keyword("custom")
            rule = replace(rule, custom=True)
        return cls(rule)

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.rule.text)


def verify_rule(op: Operation, rule: ShardingRule) -> None:
    """Raise VerifyException unless the rule fits the op's operands and results."""
    in_operands = _verify_tensors(op.operand_types, rule.operands, rule.sizes, "operand")
    in_results = _verify_tensors(op.result_types, rule.results, rule.sizes, "result")
    for factor, size in enumerate(rule.sizes):
        if factor not in in_operands | in_results:
            raise VerifyException(
                f"has factor {factor_symbol(factor)}={size} that isn't used in operand and "
                "result mappings"
            )
    if in_results.intersection(rule.of_kind(FactorKind.REDUCTION)):
        raise VerifyException("reduction factor cannot be in result mappings")


def _verify_tensors(
    types: Sequence[Attribute], tensors: Sequence[Dims], sizes: Sequence[int], what: str
) -> set[int]:
    if len(types) != len(tensors):
        raise VerifyException(
            f"number of {what}s and mappings must match: {len(types)} != {len(tensors)}"
        )
    if not tensors:
        raise VerifyException(
            f"number of {what}s mappings cannot be 0. Op sharding rules can only be defined on "
            "operations with at least one operand and result."
        )
    seen: set[int] = set()
    for index, (type_, dims) in enumerate(zip(types, tensors, strict=True)):
        where = f"{what} - " if len(types) == 1 else f"{what} {index} - "
        seen |= _verify_tensor(type_, dims, sizes, where)
    return seen


def _verify_tensor(type_: Attribute, dims: Dims, sizes: Sequence[int], where: str) -> set[int]:
    if not isinstance(type_, TensorType) or not is_static(type_):
        raise VerifyException(
            f"{where}expected a ranked tensor with a static shape. type: '{type_}'"
        )
    rank = len(shape_of(type_))
    if len(dims) != rank:
        raise VerifyException(f"{where}mapping rank must match: {len(dims)} != {rank}")
    seen: set[int] = set()
    for dim in dims:
        if not dim:
            raise VerifyException(f"{where}dim mapping must have at least one factor")
        for factor in dim:
            if factor >= len(sizes):
                raise VerifyException(
                    f"{where}expecting factor indices to be within 0<=...<num_factors; "
                    f"received: {factor}, num_factors: {len(sizes)}"
                )
            if factor in seen:
                raise VerifyException(f"{where}cannot reuse factors for the same tensor value")
            if sizes[factor] == 1 and len(dim) > 1:
                raise VerifyException(
                    f"{where}dim mapping can't have a factor of size 1 if there are multiple "
                    "factors"
                )
            seen.add(factor)
    return seen


_FACTOR = re.compile(r"z_([0-9]*)|(.)", re.DOTALL)


def _parse_factors(parser: AttrParser, word: str) -> tuple[int, ...]:
    """The numbers of the symbols in a word such as `ijz_1`."""
    return tuple(_factor_number(parser, match) for match in _FACTOR.finditer(word))


def _factor_number(parser: AttrParser, match: re.Match[str]) -> int:
    number, letter = match[1], match[2]
    if letter is not None:
        if not "i" <= letter <= "z":
            parser.raise_error(f"expecting symbol from 'i' to 'z'. Received: '{letter}'")
        return ord(letter) - ord("i")
    if not number:
        rest = match.string[match.start() :]
        parser.raise_error(f"expecting integer after 'z_'. Received: '{rest}'")
    if number[0] == "0":
        parser.raise_error(
            f"expecting positive integer without leading zeros. Received: '{number}'"
        )
    return int(number) + _SYMBOL_Z


def _parse_dim(parser: AttrParser) -> tuple[int, ...]:
    word = parser.parse_optional_identifier()
    return () if word is None else _parse_factors(parser, word)


def _parse_tensor(parser: AttrParser) -> Dims:
    return tuple(
        parser.parse_comma_separated_list(parser.Delimiter.SQUARE, lambda: _parse_entry(parser))
    )


def _parse_entry(parser: AttrParser) -> tuple[int, ...]:
    with reading("Sdy_TensorMapping parameter 'dim_mappings'"):
        return _parse_dim(parser)


def _parse_tensors(parser: AttrParser) -> tuple[Dims, ...]:
    """One tensor or more: a rule without operands or results says nothing."""
    parser.parse_punctuation("(")
    tensors = [_parse_tensor(parser)]
    while parser.parse_optional_punctuation(","):
        tensors.append(_parse_tensor(parser))
    parser.parse_punctuation(")")
    return tuple(tensors)


def _parse_sizes(parser: AttrParser) -> tuple[int, ...]:
    sizes: list[int] = []

    def entry() -> None:
        (factor, *more) = _parse_factors(parser, parser.parse_identifier())
        if more:
            parser.raise_error(
                f"expecting single factor symbol: {''.join(map(factor_symbol, more))}"
            )
        _require_next(parser, factor, len(sizes))
        parser.parse_punctuation("=")
        sizes.append(parser.parse_integer())

    parser.parse_optional_comma_separated_list(parser.Delimiter.BRACES, entry)
    return tuple(sizes)


def _require_next(parser: AttrParser, factor: int, expected: int) -> None:
    if factor == expected:
        return
    try:
        parser.raise_error(
            "expecting factor indices to be ordered like an iota ([0,1,2,...], "
            "e.g. {i=#, j=#, ...}). Expecting factor index symbol "
            f"'{factor_symbol(expected)}', received: '{factor_symbol(factor)}'"
        )
    except ParseError as error:
        number = factor - _SYMBOL_Z
        if number >= 1 << 63:
            error.add_note(f"expecting symbol index <=2^63-1. Received: '{number}'")
        raise


def _parse_set(parser: AttrParser, word: str, count: int) -> list[int]:
    if parser.parse_optional_keyword(word) is None:
        return []
    parser.parse_punctuation("=")
    factors = parser.parse_comma_separated_list(
        parser.Delimiter.BRACES,
        lambda: _parse_factors(parser, parser.parse_identifier())[0],
    )
    if factors != sorted(factors):
        parser.raise_error("indices of special factors must be sorted")
    if len(set(factors)) != len(factors):
        parser.raise_error("indices of special factors must be unique")
    if factors and factors[-1] >= count:
        parser.raise_error(f"index must be less than {count}, got: {factors[-1]}")
    return factors
