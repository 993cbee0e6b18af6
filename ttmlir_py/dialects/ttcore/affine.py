"""Reading of affine maps whose factors need not be constants."""

from __future__ import annotations

from collections.abc import Mapping

from xdsl.ir.affine import (
    AffineBinaryOpExpr,
    AffineBinaryOpKind,
    AffineConstantExpr,
    AffineDimExpr,
    AffineExpr,
    AffineMap,
    AffineSymExpr,
)
from xdsl.parser import AttrParser

_WORDS = {
    AffineBinaryOpKind.Mul: "*",
    AffineBinaryOpKind.Mod: "mod",
    AffineBinaryOpKind.FloorDiv: "floordiv",
    AffineBinaryOpKind.CeilDiv: "ceildiv",
}


def binary(kind: AffineBinaryOpKind, lhs: AffineExpr, rhs: AffineExpr) -> AffineExpr:
    """An operation as it is written, without simplification."""
    return AffineBinaryOpExpr(kind, lhs, rhs)


def parse_map(parser: AttrParser) -> AffineMap:
    """`(d0, d1)[s0] -> (...)`; products of two unknowns included."""
    dims = parser.parse_comma_separated_list(parser.Delimiter.PAREN, parser.parse_identifier)
    symbols = parser.parse_optional_comma_separated_list(
        parser.Delimiter.SQUARE, parser.parse_identifier
    )
    names: dict[str, AffineExpr] = {name: AffineDimExpr(i) for i, name in enumerate(dims)}
    names |= {name: AffineSymExpr(i) for i, name in enumerate(symbols or ())}
    parser.parse_punctuation("->")
    results = parser.parse_comma_separated_list(
        parser.Delimiter.PAREN, lambda: _parse_sum(parser, names)
    )
    return AffineMap(len(dims), len(symbols or ()), tuple(results))


def _parse_sum(parser: AttrParser, names: Mapping[str, AffineExpr]) -> AffineExpr:
    result = _parse_product(parser, names)
    while True:
        if parser.parse_optional_punctuation("+"):
            result = binary(AffineBinaryOpKind.Add, result, _parse_product(parser, names))
        elif parser.parse_optional_punctuation("-"):
            minus = binary(
                AffineBinaryOpKind.Mul, _parse_product(parser, names), AffineConstantExpr(-1)
            )
            result = binary(AffineBinaryOpKind.Add, result, minus)
        else:
            return result


def _parse_product(parser: AttrParser, names: Mapping[str, AffineExpr]) -> AffineExpr:
    result = _parse_factor(parser, names)
    while True:
        kind = next((k for k, w in _WORDS.items() if parser.parse_optional_characters(w)), None)
        if kind is None:
            return result
        result = binary(kind, result, _parse_factor(parser, names))


def _parse_factor(parser: AttrParser, names: Mapping[str, AffineExpr]) -> AffineExpr:
    if parser.parse_optional_punctuation("("):
        inner = _parse_sum(parser, names)
        parser.parse_punctuation(")")
        return inner
    number = parser.parse_optional_integer(allow_boolean=False)
    if number is not None:
        return AffineConstantExpr(number)
    name = parser.parse_identifier()
    if name not in names:
        parser.raise_error(f"use of undeclared identifier {name}")
    return names[name]
