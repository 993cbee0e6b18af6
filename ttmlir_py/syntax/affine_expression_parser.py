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
        dims, symbols, space = self._parse_affine_space()
        self.parse_punctuation("->")
        results = self.parse_comma_separated_list(
            self.Delimiter.PAREN, lambda: self._parse_affine_sum(space)
        )
        return AffineMap(dims, symbols, tuple(results))

    def parse_affine_set(self) -> AffineSet:
        dims, symbols, space = self._parse_affine_space()
        self.parse_punctuation(":")
        constraints = self.parse_comma_separated_list(
            self.Delimiter.PAREN, lambda: self._parse_constraint(space)
        )
        return AffineSet(dims, symbols, tuple(constraints))

    def _parse_builtin_affine_map(self) -> AffineMapAttr:
        self.parse_punctuation("<")
        result = AffineMapAttr(self.parse_affine_map())
        self.parse_punctuation(">")
        return result

    def _parse_builtin_affine_set(self) -> AffineSetAttr:
        self.parse_punctuation("<")
        result = AffineSetAttr(self.parse_affine_set())
        self.parse_punctuation(">")
        return result

    def _parse_affine_space(self) -> tuple[int, int, _Space]:
        dims = self.parse_comma_separated_list(self.Delimiter.PAREN, self.parse_identifier)
        symbols: list[str] = []
        if self._peek() == "[":
            symbols = self.parse_comma_separated_list(self.Delimiter.SQUARE, self.parse_identifier)
        space: dict[str, AffineExpr] = {}
        for position, name in enumerate(dims):
            space.setdefault(name, AffineDimExpr(position))
        for position, name in enumerate(symbols):
            space.setdefault(name, AffineSymExpr(position))
        if len(space) != len(dims) + len(symbols):
            self._fail("redefinition of affine identifier")
        return len(dims), len(symbols), space

    def _parse_constraint(self, space: _Space) -> AffineConstraintExpr:
        lhs = self._parse_affine_sum(space)
        sign = self._peek()
        if sign in ("<", ">"):
            self._cursor.index += 1
        else:
            self.parse_punctuation("=")
        self.parse_punctuation("=")
        rhs = self._parse_affine_sum(space)
        difference = subtract(rhs, lhs) if sign == "<" else subtract(lhs, rhs)
        kind = AffineConstraintKind.eq if sign == "=" else AffineConstraintKind.ge
        return AffineConstraintExpr(kind, difference, AffineConstantExpr(0))

    def _parse_affine_sum(self, space: _Space) -> AffineExpr:
        result = self._parse_affine_product(space)
        while (combine := _SUMS.get(self._peek())) is not None:
            self._cursor.index += 1
            result = combine(result, self._parse_affine_product(space))
        return result

    def _parse_affine_product(self, space: _Space) -> AffineExpr:
        result = self._parse_affine_factor(space)
        while (combine := _PRODUCTS.get(self._peek())) is not None:
            self._cursor.index += 1
            result = combine(result, self._parse_affine_factor(space))
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
