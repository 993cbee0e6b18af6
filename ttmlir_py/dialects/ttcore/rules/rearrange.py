"""Patterns that split, join and reorder dimensions: `"b s h d -> b (s h d)"`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.base import Sizes, require
from ttmlir_py.support.shapes import Shape

Groups = tuple[tuple[str, ...], ...]
_GROUP = re.compile(r"\(([\w ]*)\)|(\w+)")


@dataclass(frozen=True)
class Pattern:
    """Dimensions on both sides, each a group of named factors."""

    source: Groups
    target: Groups

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Read a pattern; every name stands once on each side."""
        sides = text.split("->")
        require(len(sides) == 2, "pattern must contain exactly one '->' separator.")
        source, target = (_groups(side, text) for side in sides)
        names = [sorted(name for group in groups for name in group) for groups in (source, target)]
        if names[0] != names[1] or len(set(names[0])) != len(names[0]):
            raise VerifyException(f"failed to parse pattern {text}.")
        return cls(source, target)

    def result_shape(self, shape: Shape, given: Shape | None) -> Shape:
        """The shape on the right; sizes of factors that the input joins come from the result."""
        require(
            len(self.source) == len(shape),
            f"number of dimensions in the pattern's input ({len(self.source)}) must match the "
            f"rank of the input tensor ({len(shape)}).",
        )
        sizes = dict(_known_sizes(self.source, shape))
        if given is not None and len(given) == len(self.target):
            sizes |= _known_sizes(self.target, given)
        for group, size in zip(self.source, shape, strict=True):
            _solve(group, size, sizes)
        expected = tuple(prod(sizes[name] for name in group) for group in self.source)
        require(
            expected == shape,
            f"input tensor shape ({Sizes(shape):,}) does not match the expected shape "
            f"({Sizes(expected):,}).",
        )
        return tuple(prod(sizes[name] for name in group) for group in self.target)


def _groups(side: str, text: str) -> Groups:
    if _GROUP.sub("", side).strip():
        raise VerifyException(f"failed to parse pattern {text}.")
    return tuple(tuple((joined or single).split()) for joined, single in _GROUP.findall(side))


def _known_sizes(groups: Groups, shape: Sequence[int]) -> dict[str, int]:
    """The factors that are a dimension by themselves."""
    return {group[0]: size for group, size in zip(groups, shape, strict=True) if len(group) == 1}


def _solve(group: tuple[str, ...], size: int, sizes: dict[str, int]) -> None:
    """Find the one factor of a dimension that is not known yet."""
    unknown = [name for name in group if name not in sizes]
    if len(unknown) > 1:
        raise VerifyException(f"sizes of {', '.join(unknown)} cannot be told apart")
    known = prod(sizes[name] for name in group if name in sizes)
    for name in unknown:
        sizes[name] = size // known
