"""Shardings as front ends write them, in Shardy's words."""

from __future__ import annotations

from collections.abc import Sequence

Axis = str | int
"""The name of an axis of the mesh, or its place among the axes."""
Spec = Sequence[Axis | Sequence[Axis] | None]
"""For every dimension the axes that divide it, major to minor; None for a whole one."""


def sharding_text(spec: Spec, rank: int) -> str:
    """The sharding of a tensor of some rank."""
    if len(spec) != rank:
        message = f"a sharding must have an entry for each of {rank} dimensions, got {len(spec)}"
        raise ValueError(message)
    dims = ", ".join("{" + ", ".join(map(_axis_text, _axes(entry))) + "}" for entry in spec)
    return f"#sdy.sharding_per_value<[<@mesh, [{dims}]>]>"


def _axes(entry: Axis | Sequence[Axis] | None) -> Sequence[Axis]:
    if entry is None:
        return ()
    return (entry,) if isinstance(entry, str | int) else entry


def _axis_text(axis: Axis) -> str:
    return f'"mesh_idx_{axis}"' if isinstance(axis, int) else f'"{axis}"'
