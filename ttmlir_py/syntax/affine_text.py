"""Affine maps and sets as MLIR writes them: with no more parentheses than needed."""

from __future__ import annotations

from xdsl.ir.affine import (
    AffineBinaryOpExpr,
    AffineBinaryOpKind,
    AffineConstantExpr,
    AffineConstraintExpr,
    AffineConstraintKind,
    AffineDimExpr,
    AffineExpr,
    AffineMap,
    AffineSet,
    AffineSymExpr,
)

_WORDS = {
    AffineBinaryOpKind.Mul: "*",
    AffineBinaryOpKind.Mod: "mod",
    AffineBinaryOpKind.FloorDiv: "floordiv",
    AffineBinaryOpKind.CeilDiv: "ceildiv",
}


def affine_map_text(map_: AffineMap) -> str:
    results = ", ".join(expression_text(result) for result in map_.results)
    return f"{_space(map_.num_dims, map_.num_symbols)} -> ({results})"


def affine_set_text(set_: AffineSet) -> str:
    constraints = ", ".join(map(_constraint_text, set_.constraints)) or "0 == 0"
    return f"{_space(set_.num_dims, set_.num_symbols)} : ({constraints})"


def _space(dims: int, symbols: int) -> str:
    text = f"({', '.join(f'd{i}' for i in range(dims))})"
    return f"{text}[{', '.join(f's{i}' for i in range(symbols))}]" if symbols else text


def _constraint_text(constraint: AffineConstraintExpr) -> str:
    sign = "==" if constraint.kind is AffineConstraintKind.eq else ">="
    return f"{expression_text(constraint.lhs - constraint.rhs)} {sign} 0"


def expression_text(expression: AffineExpr, binds_tightly: bool = False) -> str:
    """The text; in parentheses if it is a sum or product where only a factor may stand."""
    match expression:
        case AffineDimExpr(position=position):
            return f"d{position}"
        case AffineSymExpr(position=position):
            return f"s{position}"
        case AffineConstantExpr(value=value):
            return str(value)
        case AffineBinaryOpExpr(kind=AffineBinaryOpKind.Add):
            text = _sum_text(expression.lhs, expression.rhs)
        case AffineBinaryOpExpr():
            text = _product_text(expression)
        case _:
            raise AssertionError(expression)
    return f"({text})" if binds_tightly else text


def _product_text(expression: AffineBinaryOpExpr) -> str:
    is_product = expression.kind is AffineBinaryOpKind.Mul
    if is_product and expression.rhs == AffineConstantExpr(-1):
        return f"-{expression_text(expression.lhs, True)}"
    lhs = expression_text(expression.lhs, True)
    return f"{lhs} {_WORDS[expression.kind]} {expression_text(expression.rhs, True)}"


def _sum_text(lhs: AffineExpr, rhs: AffineExpr) -> str:
    """A sum, as a difference where its right side is negative."""
    left = expression_text(lhs)
    match rhs:
        case AffineConstantExpr(value=value) if value < 0:
            return f"{left} - {-value}"
        case AffineBinaryOpExpr(
            kind=AffineBinaryOpKind.Mul, lhs=factor, rhs=AffineConstantExpr(value=value)
        ) if value < 0:
            is_sum = (
                isinstance(factor, AffineBinaryOpExpr) and factor.kind is AffineBinaryOpKind.Add
            )
            if value == -1:
                return f"{left} - {expression_text(factor, is_sum)}"
            return f"{left} - {expression_text(factor, True)} * {-value}"
        case _:
            return f"{left} + {expression_text(rhs)}"
