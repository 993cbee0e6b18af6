"""Sharding rules as people write them: `mk,kn->mn`.

One letter stands for one factor, one term for one operand or result, `(ab)` for a dimension made of
two factors, an empty term for a scalar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule

Term = tuple[str, ...]
"""The letters of every dimension of a tensor."""


class EinsumError(ValueError):
    """What is wrong with an einsum text; the message points at the place."""

    def __init__(self, message: str, text: str, column: int = 0) -> None:
        super().__init__(f"{message}\n  {text}\n  {' ' * column}^")
        self.reason = message


@dataclass(frozen=True)
class Einsum:
    """An einsum text, taken apart."""

    text: str
    operands: tuple[Term, ...]
    results: tuple[Term, ...]

    @classmethod
    def parse(cls, text: str) -> Einsum:
        """Take a text apart; EinsumError points at what does not belong there."""
        left, arrow, _ = text.partition("->")
        if not arrow:
            raise EinsumError("an einsum has '->' between operands and results", text, len(text))
        start = len(left) + 2
        second = text.find("->", start)
        if second >= 0:
            raise EinsumError("an einsum has one '->'", text, second)
        operands = tuple(_terms(text, 0, len(left)))
        return cls(text, operands, tuple(_terms(text, start, len(text))))

    @property
    def letters(self) -> Sequence[str]:
        """The letters in the order of the text."""
        tensors = (*self.operands, *self.results)
        return list(dict.fromkeys(letter for term in tensors for dim in term for letter in dim))

    def rule(
        self,
        operands: Sequence[Sequence[int]],
        results: Sequence[Sequence[int]],
        kinds: Mapping[str, FactorKind] | None = None,
        blocked: Iterable[str] = (),
    ) -> ShardingRule:
        """The rule for tensors of these shapes; a letter that no result has is summed over."""
        sizes = self._sizes(operands, results)
        numbers = {letter: number for number, letter in enumerate(self.letters)}
        kept = {letter for term in self.results for dim in term for letter in dim}
        given = kinds or {}
        for letter in {*given, *blocked} - numbers.keys():
            raise EinsumError(f"there is no letter '{letter}'", self.text)

        def kind(letter: str) -> FactorKind:
            usual = FactorKind.PASS_THROUGH if letter in kept else FactorKind.REDUCTION
            return given.get(letter, usual)

        def dims(terms: Sequence[Term]) -> tuple[tuple[tuple[int, ...], ...], ...]:
            return tuple(tuple(tuple(numbers[x] for x in dim) for dim in term) for term in terms)

        return ShardingRule(
            tuple(sizes[letter] for letter in numbers),
            dims(self.operands),
            dims(self.results),
            tuple(map(kind, numbers)),
            frozenset(numbers[letter] for letter in blocked),
        )

    def _sizes(
        self, operands: Sequence[Sequence[int]], results: Sequence[Sequence[int]]
    ) -> dict[str, int]:
        """The size of every letter, from dimensions of one letter, then from those of several."""
        _require_count("operand", self.text, len(self.operands), len(operands))
        _require_count("result", self.text, len(self.results), len(results))
        found: list[tuple[str, int, int]] = []
        terms = (*self.operands, *self.results)
        for index, (term, shape) in enumerate(zip(terms, (*operands, *results), strict=True)):
            column = _column(self.text, index)
            if len(term) != len(shape):
                raise EinsumError(
                    f"the term has {len(term)} dimensions, its tensor has {len(shape)}",
                    self.text,
                    column,
                )
            for dim, size in zip(term, shape, strict=True):
                found.append((dim, size, max(column, self.text.find(dim, column))))
        sizes: dict[str, int] = {}
        for dim, size, column in sorted(found, key=lambda entry: len(entry[0])):
            self._add(sizes, dim, size, column)
        return sizes

    def _add(self, sizes: dict[str, int], dim: str, size: int, column: int) -> None:
        unknown = [letter for letter in dim if letter not in sizes]
        known = prod(sizes[letter] for letter in dim if letter in sizes)
        if len(unknown) > 1:
            letters = " and ".join(f"'{letter}'" for letter in unknown)
            raise EinsumError(f"the sizes of {letters} are not told", self.text, column)
        if size % known or (not unknown and size != known):
            raise EinsumError(
                f"'{dim}' has size {known} elsewhere, but {size} here", self.text, column
            )
        for letter in unknown:
            sizes[letter] = size // known


def _terms(text: str, start: int, end: int) -> Iterator[Term]:
    """The terms between two places, divided by commas."""
    place = start
    for part in text[start:end].split(","):
        yield _term(text, place, place + len(part))
        place += len(part) + 1


def _term(text: str, start: int, end: int) -> Term:
    dims: list[str] = []
    place = start
    while place < end:
        letter = text[place]
        if letter == "(":
            close = text.find(")", place, end)
            if close < 0:
                raise EinsumError("'(' has no ')'", text, place)
            dims.append(text[place + 1 : close].replace(" ", ""))
            _require_letters(text, place + 1, close)
            place = close
        elif letter != " ":
            _require_letters(text, place, place + 1)
            dims.append(letter)
        place += 1
    _require_distinct(text, start, end)
    return tuple(dims)


def _require_letters(text: str, start: int, end: int) -> None:
    if not text[start:end].strip():
        raise EinsumError("a dimension has at least one letter", text, start)
    for place in range(start, end):
        if text[place] != " " and not (text[place].isascii() and text[place].isalpha()):
            raise EinsumError(f"'{text[place]}' is no letter", text, place)


def _require_distinct(text: str, start: int, end: int) -> None:
    seen: set[str] = set()
    for place in range(start, end):
        if text[place].isalpha() and text[place] in seen:
            raise EinsumError(f"'{text[place]}' is twice in one term", text, place)
        seen.add(text[place])


def _require_count(what: str, text: str, told: int, actual: int) -> None:
    if told != actual:
        raise EinsumError(f"the op has {actual} {what}s, the einsum has {told}", text)


def _column(text: str, index: int) -> int:
    """Where a term begins."""
    places = [0]
    places += [i + 1 for i, letter in enumerate(text) if letter in ",>"]
    return sorted(places)[index]
