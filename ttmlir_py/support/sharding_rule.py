"""Sharding rules: which dimensions of an op's operands and results go together.

A rule gives every dimension its factors, as in `([i, k], [k, j])->([i, j])`: dimensions with the
same factor are divided alike. A dimension made of several factors, such as `ij`, is a reshape of
them, major to minor. The kind of a factor says what dividing it means for the op.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

_FIRST, _LAST = "i", "z"
_SINGLE = ord(_LAST) - ord(_FIRST)

Dims = tuple[tuple[int, ...], ...]
"""The factors of every dimension of one tensor, major to minor."""


class FactorKind(Enum):
    """What dividing a factor means."""

    PASS_THROUGH = "pass_through"
    REDUCTION = "reduction"
    NEED_REPLICATION = "need_replication"
    PERMUTATION = "permutation"


@dataclass(frozen=True)
class ShardingRule:
    """Factor sizes and kinds, and the factors of every operand and result dimension.

    Shardings do not spread along `blocked` factors. A `custom` rule came with the program.
    """

    sizes: tuple[int, ...]
    operands: tuple[Dims, ...]
    results: tuple[Dims, ...]
    kinds: tuple[FactorKind, ...]
    blocked: frozenset[int] = frozenset()
    custom: bool = False

    @property
    def tensors(self) -> tuple[Dims, ...]:
        """The operands' dimensions, then the results'."""
        return self.operands + self.results

    def of_kind(self, kind: FactorKind) -> tuple[int, ...]:
        """The factors of a kind, ascending."""
        return tuple(i for i, k in enumerate(self.kinds) if k is kind)

    @cached_property
    def has_compound_dims(self) -> bool:
        """Whether a dimension is made of several factors."""
        return any(len(dim) > 1 for dims in self.tensors for dim in dims)

    def tensor_size(self, tensor: int) -> int:
        """The number of elements of an operand or, counted on, of a result."""
        size = 1
        for dim in self.tensors[tensor]:
            for factor in dim:
                size *= self.sizes[factor]
        return size

    @cached_property
    def text(self) -> str:
        parts = [f"({_tensors_text(self.operands)})->({_tensors_text(self.results)})"]
        if self.sizes:
            sizes = ", ".join(f"{factor_symbol(i)}={n}" for i, n in enumerate(self.sizes))
            parts.append("{" + sizes + "}")
        for kind in _WRITTEN_KINDS:
            parts.extend(_set_text(kind.value, self.of_kind(kind)))
        parts.extend(_set_text("blocked_propagation", sorted(self.blocked)))
        return " ".join(parts) + (", custom" if self.custom else "")

    def __str__(self) -> str:
        return self.text


class RuleBuilder:
    """Collects the factors of a rule one by one; dimensions left out get factors of size 1.

    A factor of size 1 does not join dimensions that have factors already.

    `builder.factor([0, None], [0], 8)` is a factor of size 8 on dimension 0 of the first operand
    and of the only result, and on no dimension of the second operand.
    """

    def __init__(
        self, operand_shapes: Sequence[Sequence[int]], result_shapes: Sequence[Sequence[int]]
    ) -> None:
        self._shapes = [*operand_shapes, *result_shapes]
        self._operand_count = len(operand_shapes)
        self._dims: list[list[list[int]]] = [[[] for _ in shape] for shape in self._shapes]
        self._sizes: list[int] = []
        self._kinds: list[FactorKind] = []
        self._blocked: set[int] = set()

    def factor(
        self,
        operand_dims: Sequence[int | None],
        result_dims: Sequence[int | None],
        size: int,
        kind: FactorKind = FactorKind.PASS_THROUGH,
        *,
        blocked: bool = False,
    ) -> RuleBuilder:
        """Add a factor, minor to those that its dimensions have already."""
        index = len(self._sizes)
        self._sizes.append(size)
        self._kinds.append(kind)
        if blocked:
            self._blocked.add(index)
        for dims, dim in zip(self._dims, [*operand_dims, *result_dims], strict=True):
            if dim is not None and (size > 1 or not dims[dim]):
                dims[dim].append(index)
        return self

    def everywhere(
        self,
        dim: int,
        size: int,
        kind: FactorKind = FactorKind.PASS_THROUGH,
        *,
        blocked: bool = False,
    ) -> RuleBuilder:
        """Add a factor on the same dimension of all tensors that have it."""
        where = [dim if dim < len(shape) else None for shape in self._shapes]
        count = self._operand_count
        return self.factor(where[:count], where[count:], size, kind, blocked=blocked)

    def pointwise(self, shape: Sequence[int]) -> RuleBuilder:
        """Add a factor for every dimension of `shape`, on all tensors but scalars."""
        for dim, size in enumerate(shape):
            self.everywhere(dim, size)
        return self

    def build(self) -> ShardingRule:
        for dims in self._dims:
            for dim in dims:
                if not dim:
                    dim.append(len(self._sizes))
                    self._sizes.append(1)
                    self._kinds.append(FactorKind.PASS_THROUGH)
        tensors = tuple(tuple(map(tuple, dims)) for dims in self._dims)
        count = self._operand_count
        return ShardingRule(
            tuple(self._sizes),
            tensors[:count],
            tensors[count:],
            tuple(self._kinds),
            frozenset(self._blocked),
        )


def einsum_rule(
    equation: str,
    sizes: Mapping[str, int],
    kinds: Mapping[str, FactorKind] | None = None,
    blocked: Iterable[str] = (),
) -> ShardingRule:
    """A rule from letters: `einsum_rule("ab,bc->ac", {"a": 8, "b": 4, "c": 2})`.

    Factors are numbered in the order of `sizes`; one that no result has is a reduction unless
    `kinds` says otherwise. A compound dimension is written in parentheses: `(ab)c->abc`.
    """
    numbers = {letter: index for index, letter in enumerate(sizes)}
    left, _, right = equation.replace(" ", "").partition("->")
    operands = tuple(_dims_of(term, numbers) for term in left.split(","))
    results = tuple(_dims_of(term, numbers) for term in right.split(","))
    kept = {factor for dims in results for dim in dims for factor in dim}
    found = [
        (kinds or {}).get(
            letter, FactorKind.PASS_THROUGH if number in kept else FactorKind.REDUCTION
        )
        for letter, number in numbers.items()
    ]
    return ShardingRule(
        tuple(sizes.values()),
        operands,
        results,
        tuple(found),
        frozenset(numbers[letter] for letter in blocked),
    )


def factor_symbol(index: int) -> str:
    """`i` to `z`, then `z_1`, `z_2`..."""
    return chr(ord(_FIRST) + index) if index <= _SINGLE else f"{_LAST}_{index - _SINGLE}"


def _dims_of(term: str, numbers: Mapping[str, int]) -> Dims:
    dims: list[tuple[int, ...]] = []
    rest = term
    while rest:
        if rest[0] == "(":
            inner, _, rest = rest[1:].partition(")")
            dims.append(tuple(numbers[letter] for letter in inner))
        else:
            dims.append((numbers[rest[0]],))
            rest = rest[1:]
    return tuple(dims)


_WRITTEN_KINDS = (FactorKind.REDUCTION, FactorKind.NEED_REPLICATION, FactorKind.PERMUTATION)


def _tensors_text(tensors: Iterable[Dims]) -> str:
    return ", ".join(tensor_text(dims) for dims in tensors)


def tensor_text(dims: Dims) -> str:
    """`[i, jk]`."""
    return "[" + ", ".join("".join(map(factor_symbol, dim)) for dim in dims) + "]"


def _set_text(word: str, factors: Sequence[int]) -> list[str]:
    return [f"{word}={{{', '.join(map(factor_symbol, factors))}}}"] if factors else []
