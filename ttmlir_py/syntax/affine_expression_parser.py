"""Affine maps and sets, with the simplifications MLIR makes while it reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xdsl.dialects.builtin import AffineMapAttr, AffineSetAttr
from xdsl.ir.affine import (
    AffineConstantExpr,
    AffineConstraintExpr,
    AffineConstraintKind,
    AffineDimExpr,
    AffineExpr,
    AffineMap,
    AffineSet,
    AffineSymExpr,
)

from ttmlir_py.syntax.affine_simplify import (
    add,
    ceil_divide,
    floor_divide,
    modulo,
    multiply,
    negate,
    subtract,
)
from ttmlir_py.syntax.type_parser import TypeParser

_Space = Mapping[str, AffineExpr]
_SUMS: Mapping[str, Callable[[AffineExpr, AffineExpr], AffineExpr]] = {"+": add, "-": subtract}
_PRODUCTS: Mapping[str, Callable[[AffineExpr, AffineExpr], AffineExpr]] = {
    "*": multiply,
    "floordiv": floor_divide,
    "ceildiv": ceil_divide,
    "mod": modulo,
}


class AffineExpressionParser(TypeParser):
    """`(d0, d1)[s0] -> (d0 + s0, ...)` and `(d0) : (d0 >= 0, ...)`."""

    def parse_affine_map(self) -> AffineMap:
        start = self._cursor.span(self._cursor.index)
        result = self._parse_map_or_set()
        if not isinstance(result, AffineMap):
            self._fail("expected AffineMap, but got IntegerSet", start)
        return result

    def parse_affine_set(self) -> AffineSet:
        start = self._cursor.span(self._cursor.index)
        result = self._parse_map_or_set()
        if not isinstance(result, AffineSet):
            self._fail("expected IntegerSet, but got AffineMap", start)
        return result

    def _parse_map_or_set(self) -> AffineMap | AffineSet:
        dims, symbols, space = self._parse_affine_space()
        if self.parse_optional_punctuation("->") is not None:
            results = self.parse_comma_separated_list(
                self.Delimiter.PAREN, lambda: self._parse_affine_sum(space), " in affine map range"
            )
            return AffineMap(dims, symbols, tuple(results))
        if self.parse_optional_punctuation(":") is None:
            self._wrong_token("expected '->' or ':'")
        constraints = self.parse_comma_separated_list(
            self.Delimiter.PAREN,
            lambda: self._parse_constraint(space),
            " in integer set constraint list",
        )
        return AffineSet(dims, symbols, tuple(constraints))

    def _parse_builtin_affine_map(self) -> AffineMapAttr:
        self.parse_punctuation("<", " in affine map")
        result = AffineMapAttr(self.parse_affine_map())
        self.parse_punctuation(">", " in affine map")
        return result

    def _parse_builtin_affine_set(self) -> AffineSetAttr:
        self.parse_punctuation("<", " in integer set")
        result = AffineSetAttr(self.parse_affine_set())
        self.parse_punctuation(">", " in integer set")
        return result

    def _parse_affine_space(self) -> tuple[int, int, _Space]:
        space: dict[str, AffineExpr] = {}
        dims = self.parse_comma_separated_list(
            self.Delimiter.PAREN,
            lambda: self._parse_affine_name(space, AffineDimExpr(len(space))),
            " in dimensional identifier list",
        )
        symbols: list[None] = []
        if self._peek() == "[":
            symbols = self.parse_comma_separated_list(
                self.Delimiter.SQUARE,
                lambda: self._parse_affine_name(space, AffineSymExpr(len(space) - len(dims))),
                " in symbol list",
            )
        return len(dims), len(symbols), space

    def _parse_affine_name(self, space: dict[str, AffineExpr], meaning: AffineExpr) -> None:
        token = self._cursor.span(self._cursor.index)
        name = self.parse_optional_identifier()
        if name is None:
            self._wrong_token("expected bare identifier")
        if name in space:
            self._fail(f"redefinition of identifier '{name}'", token)
        space[name] = meaning

    def _parse_constraint(self, space: _Space) -> AffineConstraintExpr:
        lhs = self._parse_affine_sum(space)
        sign = self._parse_relation()
        rhs = self._parse_affine_sum(space)
        difference = subtract(rhs, lhs) if sign == "<" else subtract(lhs, rhs)
        kind = AffineConstraintKind.eq if sign == "=" else AffineConstraintKind.ge
        return AffineConstraintExpr(kind, difference, AffineConstantExpr(0))

    def _parse_relation(self) -> str:
        """`<=`, `>=` or `==`, told by its first character."""
        sign = self._peek()
        if sign in ("<", ">", "="):
            self._cursor.index += 1
            if self._peek() == "=":
                self._cursor.index += 1
                return sign
        self._fail("expected '== affine-expr' or '>= affine-expr' at end of affine constraint")

    def _parse_affine_sum(self, space: _Space) -> AffineExpr:
        result = self._parse_affine_product(space)
        while (combine := _SUMS.get(self._peek())) is not None:
            self._cursor.index += 1
            result = combine(result, self._parse_affine_product(space))
        return result

    def _parse_affine_product(self, space: _Space) -> AffineExpr:
        result = self._parse_affine_factor(space)
        while (combine := _PRODUCTS.get(self._peek())) is not None:
            name, token = self._peek(), self._cursor.span(self._cursor.index)
            self._cursor.index += 1
            factor = self._parse_affine_factor(space)
            if factor.used_dims() and (name != "*" or result.used_dims()):
                self._fail(_not_affine(name), token)
            result = combine(result, factor)
        return result

    def _parse_affine_factor(self, space: _Space) -> AffineExpr:
        if self.parse_optional_characters("("):
            result = self._parse_affine_sum(space)
            self.parse_punctuation(")")
            return result
        if self.parse_optional_characters("-"):
            return negate(self._parse_affine_factor(space))
        value = self.parse_optional_integer(False, False)
        if value is not None:
            return AffineConstantExpr(value)
        token = self._cursor.span(self._cursor.index)
        name = self.parse_optional_identifier()
        if name is None:
            self._wrong_token("expected affine expression")
        if name not in space:
            self._fail("use of undeclared identifier", token)
        return space[name]


def _not_affine(operator: str) -> str:
    if operator == "*":
        what = "at least one of the multiply operands"
    else:
        what = f"right operand of {operator}"
    return f"non-affine expression: {what} has to be either a constant or symbolic"
