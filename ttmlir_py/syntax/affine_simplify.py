"""Affine expressions in the form in which MLIR keeps them.

Constants are folded and stand on the right, as do symbols beside dimensions; equal terms of a
sum become one product. What MLIR leaves alone is left alone, so that the text is the same.
"""

from __future__ import annotations

from xdsl.ir.affine import (
    AffineBinaryOpExpr,
    AffineBinaryOpKind,
    AffineConstantExpr,
    AffineExpr,
)

_Kind = AffineBinaryOpKind


def _constant(expression: AffineExpr) -> int | None:
    return expression.value if isinstance(expression, AffineConstantExpr) else None


def _is_symbolic(expression: AffineExpr) -> bool:
    """Whether an expression holds no dimension."""
    return not expression.used_dims()


def _parts(expression: AffineExpr, kind: AffineBinaryOpKind) -> tuple[AffineExpr, int] | None:
    """Left side and constant right side of an operation of a kind."""
    if isinstance(expression, AffineBinaryOpExpr) and expression.kind is kind:
        value = _constant(expression.rhs)
        if value is not None:
            return expression.lhs, value
    return None


def add(lhs: AffineExpr, rhs: AffineExpr) -> AffineExpr:
    left, right = _constant(lhs), _constant(rhs)
    if left is not None and right is not None:
        return AffineConstantExpr(left + right)
    if left is not None or (_is_symbolic(lhs) and not _is_symbolic(rhs)):
        return add(rhs, lhs)
    if right == 0:
        return lhs
    inner = _parts(lhs, _Kind.Add)
    if inner and right is not None:
        return add(inner[0], AffineConstantExpr(inner[1] + right))
    (first, first_factor), (second, second_factor) = _scaled(lhs), _scaled(rhs)
    if first == second:
        return multiply(first, AffineConstantExpr(first_factor + second_factor))
    if inner:
        return add(add(inner[0], rhs), AffineConstantExpr(inner[1]))
    return AffineBinaryOpExpr(_Kind.Add, lhs, rhs)


def _scaled(expression: AffineExpr) -> tuple[AffineExpr, int]:
    return _parts(expression, _Kind.Mul) or (expression, 1)


def subtract(lhs: AffineExpr, rhs: AffineExpr) -> AffineExpr:
    return add(lhs, negate(rhs))


def negate(expression: AffineExpr) -> AffineExpr:
    return multiply(expression, AffineConstantExpr(-1))


def multiply(lhs: AffineExpr, rhs: AffineExpr) -> AffineExpr:
    left, right = _constant(lhs), _constant(rhs)
    if left is not None and right is not None:
        return AffineConstantExpr(left * right)
    if left is not None or (_is_symbolic(lhs) and not _is_symbolic(rhs)):
        return multiply(rhs, lhs)
    if right == 1:
        return lhs
    if right == 0:
        return AffineConstantExpr(0)
    inner = _parts(lhs, _Kind.Mul)
    if inner and right is not None:
        return multiply(inner[0], AffineConstantExpr(inner[1] * right))
    if inner:
        return multiply(multiply(inner[0], rhs), AffineConstantExpr(inner[1]))
    return AffineBinaryOpExpr(_Kind.Mul, lhs, rhs)


def floor_divide(lhs: AffineExpr, rhs: AffineExpr) -> AffineExpr:
    return _divide(_Kind.FloorDiv, lhs, rhs)


def ceil_divide(lhs: AffineExpr, rhs: AffineExpr) -> AffineExpr:
    return _divide(_Kind.CeilDiv, lhs, rhs)


def _divide(kind: AffineBinaryOpKind, lhs: AffineExpr, rhs: AffineExpr) -> AffineExpr:
    left, right = _constant(lhs), _constant(rhs)
    if right is not None and right >= 1:
        if left is not None:
            exact = left // right if kind is _Kind.FloorDiv else -(-left // right)
            return AffineConstantExpr(exact)
        if right == 1:
            return lhs
        inner = _parts(lhs, _Kind.Mul)
        if inner and inner[1] % right == 0:
            return multiply(inner[0], AffineConstantExpr(inner[1] // right))
    return AffineBinaryOpExpr(kind, lhs, rhs)


def modulo(lhs: AffineExpr, rhs: AffineExpr) -> AffineExpr:
    left, right = _constant(lhs), _constant(rhs)
    if right is None or right < 1:
        return AffineBinaryOpExpr(_Kind.Mod, lhs, rhs)
    if left is not None:
        return AffineConstantExpr(left % right)
    if _largest_divisor(lhs) % right == 0:
        return AffineConstantExpr(0)
    return AffineBinaryOpExpr(_Kind.Mod, lhs, rhs)


def _largest_divisor(expression: AffineExpr) -> int:
    scaled = _parts(expression, _Kind.Mul)
    return abs(scaled[1]) if scaled else 1
