"""A story as text, as JSON, and as one HTML page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ttmlir_py.passes.sdy.explain.story import Axis, Chips, Story, Value


def as_text(story: Story) -> str:
    return "\n".join(_lines(story)) + "\n"


def _lines(story: Story) -> Iterator[str]:
    for mesh in story.meshes:
        yield f"mesh @{mesh.name} = {mesh.text}"
    for value in story.values:
        yield ""
        place = f"{value.place}: " if value.place else ""
        yield f"{place}{value.name} {value.sharding}"
        for axis in value.axes:
            yield f"  dimension {axis.dim}: {axis.axis} {_cause(axis)}"
        for stop in value.stopped:
            yield (
                f"  dimension {stop.dim}: not {stop.axis} by {stop.by}, factor {stop.factor}: "
                f"{stop.reason}"
            )
    if story.collectives:
        yield ""
        yield f"{len(story.collectives)} collectives"
    for collective in story.collectives:
        place = f"{collective.place}: " if collective.place else ""
        yield (
            f"{place}{collective.name} {collective.axes} for {collective.asked_by}: "
            f"{collective.bytes_per_chip} bytes per chip"
        )


def _cause(axis: Axis) -> str:
    priority = f", priority {axis.priority}" if axis.priority else ""
    if axis.by is None:
        return f"given{priority}"
    if axis.source is None:
        return f"by {axis.by}{priority}"
    origin = "" if axis.origin == axis.source else f", first given to {axis.origin}"
    return f"from {axis.source} by {axis.by}, factor {axis.factor}{priority}{origin}"


def as_json(story: Story) -> str:
    return json.dumps(story.to_dict(), indent=2) + "\n"


_PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Shardings</title>
<style>
body {{ font: 14px/1.5 system-ui, sans-serif; margin: 2em; max-width: 70em }}
code {{ background: #f3f3f3; padding: 0 .3em }}
section {{ border-top: 1px solid #ddd; padding: .5em 0 }}
.stop {{ color: #a33 }}
.place {{ color: #777 }}
table {{ border-collapse: collapse }}
td, th {{ border: 1px solid #ccc; padding: .2em .6em; text-align: left }}
</style>
<h1>Shardings</h1>
{meshes}
{values}
{collectives}
"""


def as_html(story: Story) -> str:
    meshes = "".join(map(_mesh, story.meshes))
    values = "".join(map(_section, story.values))
    rows = "".join(
        f"<tr><td><code>{escape(c.name)} {escape(c.axes)}</code></td><td>{escape(c.asked_by)}</td>"
        f"<td>{c.bytes_per_chip}</td></tr>"
        for c in story.collectives
    )
    head = "<tr><th>collective</th><th>asked for by</th><th>bytes per chip</th></tr>"
    table = f"<h2>Collectives</h2><table>{head}{rows}</table>" if rows else ""
    return _PAGE.format(meshes=meshes, values=values, collectives=table)


def _mesh(mesh: Chips) -> str:
    """The chips as a table: the last axis runs along the rows."""
    width = mesh.shape[-1] if mesh.shape else 1
    rows = [mesh.chips[start : start + width] for start in range(0, len(mesh.chips), width)]
    cells = "".join(f"<tr>{''.join(f'<td>{chip}</td>' for chip in row)}</tr>" for row in rows)
    name = escape(f"@{mesh.name} = {mesh.text}")
    return f"<p>mesh <code>{name}</code></p><table>{cells}</table>"


def _section(value: Value) -> str:
    axes = "".join(
        f"<li>dimension {axis.dim}: <code>{escape(axis.axis)}</code> {escape(_cause(axis))}</li>"
        for axis in value.axes
    )
    stops = "".join(
        f'<li class="stop">dimension {stop.dim}: not <code>{escape(stop.axis)}</code> by '
        f"{escape(stop.by)}, factor {escape(stop.factor)}: {escape(stop.reason)}</li>"
        for stop in value.stopped
    )
    return (
        f'<section><span class="place">{escape(value.place)}</span> <b>{escape(value.name)}</b> '
        f"<code>{escape(value.sharding)}</code><ul>{axes}{stops}</ul></section>"
    )


FORMATS: dict[str, Callable[[Story], str]] = {"html": as_html, "json": as_json, "text": as_text}
