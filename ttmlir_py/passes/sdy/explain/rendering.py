"""A story as text, in short, and as JSON, in full."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ttmlir_py.passes.sdy.explain import summary
from ttmlir_py.passes.sdy.explain.summary import CollectiveGroup, StopGroup, ValueGroup, quantity

if TYPE_CHECKING:
    from ttmlir_py.passes.sdy.explain.story import Axis, Story

MOST = 25
"""How many groups of each kind the text shows; JSON and the page have all of them."""


def as_text(story: Story) -> str:
    return summary.without_folders("\n".join(_lines(story)) + "\n")


def _lines(story: Story) -> Iterator[str]:
    for mesh in story.meshes:
        yield f"mesh @{mesh.name} = {mesh.text}"
    moved = summary.collectives(story)
    total = sum(group.bytes for group in moved)
    yield ""
    yield f"COLLECTIVES: {len(story.collectives)}, {quantity(total)} per chip"
    yield from _most([_collective(group, total) for group in moved])
    values = summary.values(story)
    arguments = [group for group in values if summary.is_argument(group.first.name)]
    if arguments:
        yield ""
        yield "ARGUMENTS AND RESULTS OF FUNCTIONS"
        yield from _most([_value(group) for group in arguments])
    others = [group for group in values if not summary.is_argument(group.first.name)]
    if others:
        yield ""
        yield f"VALUES: {sum(group.count for group in others)} with axes"
        yield from _most([_value(group) for group in others])
    stops = summary.stops(story)
    if stops:
        yield ""
        yield f"STOPPED: {sum(group.count for group in stops)} axes that values did not get"
        yield from _most([[_stop(group)] for group in stops])


def _most(groups: list[list[str]]) -> Iterator[str]:
    for lines in groups[:MOST]:
        yield from lines
    if len(groups) > MOST:
        yield f"  ... and {len(groups) - MOST} more kinds: see the page or the JSON"


def _collective(group: CollectiveGroup, total: int) -> list[str]:
    first = group.first
    times = f" = {group.count} x {quantity(first.bytes_per_chip)}" if group.count > 1 else ""
    share = round(100 * group.bytes / total) if total else 0
    lines = [
        f"  {quantity(group.bytes)} ({share} %){times}: {first.name} {first.axes} of {first.type}",
        f"      for {asked_by(group)}",
    ]
    if (text := alternative(group)) is not None:
        lines.append(f"      not chosen: {text}")
    return lines


def asked_by(group: CollectiveGroup) -> str:
    """`stablehlo.dot at model.mlir:3:8 and 5 more`."""
    name = summary.kind(group.first.asked_by)
    places = [place for place in group.places if place]
    at = f" at {places[0]}" if places else ""
    return name + at + (f" and {len(places) - 1} more" if len(places) > 1 else "")


def alternative(group: CollectiveGroup) -> str | None:
    """What was not chosen, with the bytes of both."""
    other = group.first.alternative
    if other is None:
        return None
    chosen = quantity(other.chosen_bytes)
    return f"{other.text}, {quantity(other.bytes_per_chip)} instead of {chosen}"


def _value(group: ValueGroup) -> list[str]:
    return [
        f"  {title(group)}: {group.first.sharding}",
        *(f"      dimension {axis.dim}: {axis.axis} {cause(axis)}" for axis in group.first.axes),
    ]


def title(group: ValueGroup) -> str:
    """`arguments 0-2 of @main`, `12 x stablehlo.add, first at model.mlir:3:8`."""
    if summary.is_argument(group.first.name):
        return summary.ranges(group.names)
    if group.count == 1:
        return group.first.name
    at = summary.place(group.first.name)
    first = f", first at {at}" if at else ""
    return f"{group.count} x {summary.kind(group.first.name)}{first}"


def cause(axis: Axis) -> str:
    """Where an axis comes from."""
    priority = f", priority {axis.priority}" if axis.priority else ""
    if axis.by is None:
        return f"given{priority}"
    if axis.source is None:
        return f"by {axis.by}{priority}"
    origin = "" if axis.origin == axis.source else f", first given to {axis.origin}"
    if axis.source == axis.by:
        return f"from {axis.source}, factor {axis.factor}{priority}{origin}"
    return f"from {axis.source} by {axis.by}, factor {axis.factor}{priority}{origin}"


def _stop(group: StopGroup) -> str:
    stop = group.first
    times = f"{group.count} x " if group.count > 1 else ""
    return (
        f"  {times}{group.value}, dimension {stop.dim}: not {stop.axis} by {stop.by}, factor "
        f"{stop.factor}: {stop.reason}"
    )


def as_json(story: Story) -> str:
    return json.dumps(story.to_dict(), indent=1) + "\n"
