"""A story as one HTML page that needs nothing else: meshes drawn, like things told once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, TypeVar

from ttmlir_py.passes.sdy.explain import rendering, summary
from ttmlir_py.passes.sdy.explain.summary import CollectiveGroup, StopGroup, ValueGroup, quantity

if TYPE_CHECKING:
    from ttmlir_py.passes.sdy.explain.story import Chips, Story

T = TypeVar("T")

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Shardings</title>
<style>
:root {{ color-scheme: light dark; --line: #8884; --soft: #8882; --dim: #888; --bar: #4a90d9 }}
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem;
        padding: 0 1rem }}
code {{ font-size: .9em; background: var(--soft); padding: 0 .3em; border-radius: 3px }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ border-bottom: 1px solid var(--line); padding: .3em .6em; text-align: left;
          vertical-align: top }}
td.number {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }}
.bar {{ height: .4em; background: var(--bar); border-radius: 2px }}
.dim {{ color: var(--dim) }}
ul {{ margin: 0; padding-left: 1.2em }}
.meshes {{ display: flex; flex-wrap: wrap; gap: 1.5rem }}
figure {{ margin: 0 }}
figcaption {{ max-width: 24rem }}
.chips {{ border-collapse: separate; border-spacing: 3px; width: auto }}
.chips td {{ border: 1px solid var(--line); border-radius: 4px; min-width: 1.6em;
             text-align: center; padding: .2em .5em }}
.chips th {{ border: 0; color: var(--dim); font-weight: normal }}
details > summary {{ cursor: pointer; font-size: 1.3em; font-weight: 600; margin: 1.2em 0 .4em }}
</style>
<h1>Shardings</h1>
<p>{headline}</p>
<div class="meshes">{meshes}</div>
{sections}
"""


def as_html(story: Story) -> str:
    moved = summary.collectives(story)
    total = sum(group.bytes for group in moved)
    values = summary.values(story)
    arguments = [group for group in values if summary.is_argument(group.first.name)]
    others = [group for group in values if not summary.is_argument(group.first.name)]
    stops = summary.stops(story)
    headline = (
        f"{len(story.values)} values, {len(story.collectives)} collectives, "
        f"{quantity(total)} to every chip"
    )
    sections = [
        _section("Collectives", moved, lambda group: _collective(group, total), _MOVED),
        _section("Arguments and results of functions", arguments, _value, _VALUES),
        _section("Layouts", _layouts(story), lambda text: text, ()),
        _section("Values", others, _value, _VALUES),
        _section("Axes that values did not get", stops, _stop, _STOPS),
    ]
    meshes = "".join(_mesh(mesh) for mesh in story.meshes)
    page = _PAGE.format(headline=headline, meshes=meshes, sections="\n".join(sections))
    return summary.without_folders(page)


_MOVED = ("bytes per chip", "collective", "asked for by", "not chosen")
_VALUES = ("values", "sharding", "where its axes come from")
_STOPS = ("value", "axis", "op and factor", "reason")


def _section(
    title: str, groups: Iterable[T], row: Callable[[T], str], heads: tuple[str, ...]
) -> str:
    rows = [row(group) for group in groups]
    if not rows:
        return ""
    opened = " open" if len(rows) <= 40 else ""
    body = "".join(rows)
    if heads:
        head = "".join(f"<th>{escape(name)}</th>" for name in heads)
        body = f"<table><tr>{head}</tr>{body}</table>"
    else:
        body = f'<div class="meshes">{body}</div>'
    return f"<details{opened}><summary>{escape(title)}</summary>{body}</details>"


def _collective(group: CollectiveGroup, total: int) -> str:
    first = group.first
    share = 100 * group.bytes / total if total else 0
    times = f"{group.count} x {quantity(first.bytes_per_chip)}" if group.count > 1 else ""
    other = rendering.alternative(group) or "nothing: the program leaves no choice"
    return (
        f'<tr><td class="number">{quantity(group.bytes)}<div class="bar" '
        f'style="width:{share:.0f}%"></div><span class="dim">{times}</span></td>'
        f"<td><code>{escape(first.name)} {escape(first.axes)}</code><br>"
        f'<span class="dim">{escape(first.type)}</span></td>'
        f"<td>{escape(rendering.asked_by(group))}</td><td>{escape(other)}</td></tr>"
    )


def _value(group: ValueGroup) -> str:
    axes = "".join(
        f"<li>dimension {axis.dim}: <code>{escape(axis.axis)}</code> "
        f"{escape(rendering.cause(axis))}</li>"
        for axis in group.first.axes
    )
    return (
        f'<tr class="value"><td>{escape(rendering.title(group))}</td>'
        f"<td><code>{escape(group.first.sharding)}</code></td><td><ul>{axes}</ul></td></tr>"
    )


def _stop(group: StopGroup) -> str:
    stop = group.first
    times = f'<span class="dim">{group.count} x</span> ' if group.count > 1 else ""
    return (
        f"<tr><td>{times}{escape(group.value)}</td><td>dimension {stop.dim}: "
        f"<code>{escape(stop.axis)}</code></td><td>{escape(stop.by)}, {escape(stop.factor)}</td>"
        f"<td>{escape(stop.reason)}</td></tr>"
    )


def _mesh(mesh: Chips) -> str:
    caption = f"mesh <code>@{escape(mesh.name)} = {escape(mesh.text)}</code>"
    return _figure(mesh, caption, {chip: (str(chip), 0) for chip in mesh.chips})


def _layouts(story: Story) -> Iterator[str]:
    """Every sharding that values have, drawn: chips with the same part in the same colour."""
    counts: dict[str, int] = {}
    for value in story.values:
        if value.axes:
            counts[_plain(value.sharding)] = counts.get(_plain(value.sharding), 0) + 1
    meshes = {mesh.name: mesh for mesh in story.meshes}
    for sharding, count in sorted(counts.items(), key=lambda item: -item[1])[:24]:
        name = re.match(r"<@([\w.$-]+)", sharding)
        mesh = meshes.get(name[1]) if name else None
        if mesh is not None and len(mesh.chips) <= 64:
            caption = f"<code>{escape(sharding)}</code> {count} values"
            yield _figure(mesh, caption, _parts(mesh, sharding))


def _plain(sharding: str) -> str:
    """A sharding without what does not change where its parts are."""
    return re.sub(r"(, )?\?|p\d+(?=[,\]])", "", sharding)


def _parts(mesh: Chips, sharding: str) -> dict[int, tuple[str, int]]:
    """The part of the tensor that each chip has, as text and as a number."""
    sizes = dict(zip(mesh.axes, mesh.shape, strict=True))
    dims = [
        re.findall(r'"([^"]+)"(?::\((\d+)\)(\d+))?', dim)
        for dim in re.findall(r"\{([^}]*)\}", sharding.partition("[")[2].partition("]")[0])
    ]
    found: dict[int, tuple[str, int]] = {}
    for position, chip in enumerate(mesh.chips):
        place, rest = {}, position
        for axis in reversed(mesh.axes):
            rest, place[axis] = divmod(rest, sizes[axis])
        words, number = [], 0
        for axes in dims:
            index = 0
            for name, pre, size in axes:
                count = int(size) if size else sizes[name]
                minor = sizes[name] // (count * int(pre)) if size else 1
                index = index * count + place[name] // minor % count
                number = number * count + place[name] // minor % count
            words.append(str(index) if axes else ":")
        found[chip] = (", ".join(words), number)
    return found


def _figure(mesh: Chips, caption: str, cells: dict[int, tuple[str, int]]) -> str:
    """The chips as a table: the last axis runs along the rows."""
    width = mesh.shape[-1] if mesh.shape else 1
    rows = [mesh.chips[start : start + width] for start in range(0, len(mesh.chips), width)]
    colours = len({number for _, number in cells.values()})
    body = "".join(
        "<tr>" + "".join(_cell(chip, *cells[chip], colours) for chip in row) + "</tr>"
        for row in rows
    )
    axis = f'<tr><th colspan="{width}">{escape(mesh.axes[-1])} &rarr;</th></tr>'
    head = axis if mesh.axes else ""
    return (
        f'<figure><table class="chips">{head}{body}</table>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _cell(chip: int, text: str, number: int, colours: int) -> str:
    colour = f"background:hsl({360 * number // colours} 60% 50% / .35)" if colours > 1 else ""
    return f'<td title="chip {chip}" style="{colour}">{escape(text)}</td>'
