"""What chips send one another: our partitioner beside XLA's, on the same programs.

    python benchmarks/collectives.py FOLDER [--only REGEX] [--json FILE] [--verbose]

Every sharded program NAME.mlir of the folder is made a program of one chip twice: by
`stablehlo-pipeline` and by XLA's SPMD partitioner with Shardy, which jaxlib has. Of both the
collectives are counted, and the bytes that a chip sends in rings of n chips:

    all-gather      (n - 1) / n of the result        all-to-all      (n - 1) / n of the operand
    all-reduce    2 (n - 1) / n of the operand       reduce-scatter  (n - 1) / n of the operand
    collective-permute   the operand, unless every chip keeps its own

A collective in a loop counts as often as the loop runs where that number is in the program, once
otherwise. XLA for CPUs adds up bf16 numbers as f32; here they count as the bf16 they stand for.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod
from pathlib import Path

import numpy as np
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, ModuleOp
from xdsl.ir import BlockArgument, Operation, OpResult, SSAValue

from ttmlir_py.context import Context
from ttmlir_py.cost.collectives import bytes_sent, communicating_ops
from ttmlir_py.dialects.sdy.mesh import meshes_in
from ttmlir_py.dialects.stablehlo.control_flow import WhileOp
from ttmlir_py.passes.stablehlo.pipeline import StableHloPipeline
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import element_of, shape_of
from ttmlir_py.syntax.parser import parse_module

DEVICES = 64
KINDS = ("all-gather", "all-reduce", "reduce-scatter", "all-to-all", "collective-permute")


@dataclass
class Traffic:
    """Collectives by kind, and the bytes that a chip sends in them."""

    counts: Counter[str] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)
    details: list[str] = field(default_factory=list)

    def add(self, kind: str, size: int, chips: int, times: int, detail: str) -> None:
        """A collective whose larger side (operand or result) has a size."""
        sent = bytes_sent(kind.replace("-", "_"), chips, size, size)
        self.counts[kind] += 1
        self.bytes[kind] += sent * times
        self.details.append(f"{sent * times:>10}  {kind} of {chips} x {times}: {detail}")

    @property
    def total(self) -> int:
        return sum(self.bytes.values())

    @property
    def text(self) -> str:
        return ", ".join(f"{self.counts[k]} {k}" for k in KINDS if self.counts[k]) or "none"


def ours(text: str) -> Traffic:
    """The collectives of the program of one chip."""
    context = Context()
    module = parse_module(text, context)
    StableHloPipeline().apply(context, module)
    found = Traffic()
    for op in communicating_ops(module):
        kind = op.name.removeprefix("stablehlo.").replace("_", "-")
        if kind in KINDS:
            chips = _group_size(op, kind)
            values = op.results if kind == "all-gather" else op.operands
            size = sum(prod(shape_of(v)) * bit_width(element_of(v)) // 8 for v in values)
            if chips > 1:
                found.add(kind, size, chips, _times(op), f"{values[0].type}")
    return found


def _group_size(op: Operation, kind: str) -> int:
    if kind == "collective-permute":
        pairs = op.properties["source_target_pairs"]
        assert isinstance(pairs, DenseIntOrFPElementsAttr)
        numbers = list(pairs.get_values())
        return 2 if numbers[::2] != numbers[1::2] else 1
    groups = op.properties["replica_groups"]
    assert isinstance(groups, DenseIntOrFPElementsAttr), f"{groups}"
    return groups.get_shape()[1]


def _times(op: Operation) -> int:
    """How often the loops around an op run it."""
    times, parent = 1, op.parent_op()
    while parent is not None:
        if isinstance(parent, WhileOp):
            times *= trip_count(parent) or 1
        parent = parent.parent_op()
    return times


def trip_count(loop: WhileOp) -> int | None:
    """How often a loop runs that counts up to a constant; None for any other."""
    condition, body = (region.block for region in loop.regions)
    ending, step = condition.last_op, body.last_op
    assert ending is not None
    assert step is not None
    compare = ending.operands[0].owner
    if not isinstance(compare, Operation) or compare.name != "stablehlo.compare":
        return None
    counter, limit = compare.operands
    if not isinstance(counter, BlockArgument):
        return None
    last = _constant(limit, loop)
    first = _constant(loop.operands[counter.index], loop)
    added = step.operands[counter.index].owner
    if first is None or last is None or not isinstance(added, Operation):
        return None
    if added.name != "stablehlo.add" or body.args[counter.index] not in added.operands:
        return None
    increment = next((n for v in added.operands if (n := _constant(v, loop)) is not None), None)
    return max(0, -(-(last - first) // increment)) if increment else None


def _constant(value: SSAValue, loop: WhileOp) -> int | None:
    """The number that a scalar always is: also as what a loop carries along unchanged."""
    if isinstance(value, BlockArgument) and value.block.parent_op() is loop:
        returned = loop.regions[1].block.last_op
        assert returned is not None
        if returned.operands[value.index] is loop.regions[1].block.args[value.index]:
            return _constant(loop.operands[value.index], loop)
        return None
    if isinstance(value, OpResult) and value.op.name == "stablehlo.constant":
        attribute = value.op.properties["value"]
        assert isinstance(attribute, DenseIntOrFPElementsAttr)
        return int(next(iter(attribute.get_values())))
    return None


def xla(text: str, devices: int) -> Traffic:
    """The collectives of XLA's program for one of its devices."""
    return read_hlo(compiled_by_xla(text, devices))


def compiled_by_xla(text: str, devices: int) -> str:
    """The optimised HLO; results are sharded as XLA likes where the program does not say."""
    # JAX reads these when it is first imported.
    os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={DEVICES}"
    os.environ["JAX_PLATFORMS"] = "cpu"
    import jax
    from jax._src import compiler
    from jax._src.interpreters import mlir
    from jax._src.lib import xla_client
    from jaxlib import _jax
    from jaxlib.mlir import ir

    text = text.replace("arith.constant", "stablehlo.constant")
    with mlir.make_ir_context():
        module = ir.Module.parse(text)
        (main,) = [op for op in module.body.operations if _name(op) == "main"]
        results = len(main.type.results)
        options = xla_client.CompileOptions()
        options.num_replicas, options.num_partitions = 1, devices
        build = options.executable_build_options
        build.num_replicas, build.num_partitions = 1, devices
        build.use_spmd_partitioning = build.use_shardy_partitioner = True
        build.allow_spmd_sharding_propagation_to_output = [True] * results
        build.device_assignment = xla_client.DeviceAssignment.create(
            np.arange(devices).reshape(1, devices)
        )
        chosen = tuple(jax.devices()[:devices])
        executable = compiler.backend_compile_and_load(
            chosen[0].client, module, _jax.DeviceList(chosen), options, []
        )
    return executable.hlo_modules()[0].to_string()


def _name(op: object) -> str:
    attributes = getattr(op, "attributes", {})
    return attributes["sym_name"].value if "sym_name" in attributes else ""


_HEAD = re.compile(r"^(ENTRY )?%?([\w.\-]+) \(.*\{$")
_COLLECTIVE = re.compile(r"= (.+?) (" + "|".join(KINDS) + r")(?:-start)?\(")
_CALLED = re.compile(
    r"(?:body|condition|calls|to_apply|true_computation|false_computation)=%?([\w.\-]+)"
    r"|branch_computations=\{([^}]*)\}"
)
_ARRAY = re.compile(r"\b(pred|bf16|[fsuc]\d+|f8\w+)\[([\d,]*)\]")
_TRIPS = re.compile(r'known_trip_count":\{"n":"(\d+)"')


def read_hlo(text: str) -> Traffic:
    """The collectives of a module in XLA's notation."""
    found, lines, entry = Traffic(), _computations(text), ""
    for name, is_entry in ((m[2], m[1]) for line in text.splitlines() if (m := _HEAD.match(line))):
        entry = name if is_entry else entry

    def visit(name: str, times: int) -> None:
        for line in lines.get(name, ()):
            if match := _COLLECTIVE.search(line):
                _add(found, match[2], match[1], line, times)
            trips = _TRIPS.search(line)
            for called in _called(line):
                visit(called, times * (int(trips[1]) if trips and " while(" in line else 1))

    visit(entry, 1)
    return found


def _computations(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if head := _HEAD.match(line):
            current = found.setdefault(head[2], [])
        current.append(line)
    return found


def _called(line: str) -> Iterator[str]:
    for one, several in _CALLED.findall(line):
        yield from [one] if one else [name.strip().lstrip("%") for name in several.split(",")]


def _add(found: Traffic, kind: str, type_: str, line: str, times: int) -> None:
    promoted = "promoted" in line
    size = sum(
        prod(map(int, dims.split(","))) * _width(dtype, promoted) if dims else _width(dtype, False)
        for dtype, dims in _ARRAY.findall(type_)
    )
    chips = _chips(line, kind)
    if kind == "reduce-scatter":
        size *= chips
    if chips > 1:
        found.add(kind, size, chips, times, type_)


def _width(dtype: str, promoted: bool) -> int:
    if promoted and dtype == "f32":
        return 2
    return max(1, int(re.sub(r"\D", "", dtype.split("e")[0]) or 8) // 8)


def _chips(line: str, kind: str) -> int:
    """How many take part: groups in full, as `[groups,size]<=[...]`, or as axes of a mesh."""
    if kind == "collective-permute":
        (pairs,) = re.findall(r"source_target_pairs=\{(.*?)\}\}", line)
        numbers = re.findall(r"(\d+),(\d+)", pairs)
        return 2 if any(a != b for a, b in numbers) else 1
    if match := re.search(r"replica_groups=\{\{([\d,]+)\}", line):
        return match[1].count(",") + 1
    if match := re.search(r"replica_groups=\[\d+,(\d+)\]", line):
        return int(match[1])
    match = re.search(r"replica_groups=mesh\[(.*?)\][^{]*\{(.*?)\}", line)
    assert match, line
    sizes = {name: int(size) for name, size in re.findall(r"'(\w+)'=(\d+)", match[1])}
    axes = re.findall(r"'(\w+)'(?::\(\d+\)(\d+))?", match[2])
    return prod(int(part) if part else sizes[name] for name, part in axes)


@dataclass
class Row:
    """One program, by both."""

    name: str
    ours: Traffic
    xla: Traffic

    @property
    def no_more(self) -> bool:
        return self.ours.total <= self.xla.total

    @property
    def text(self) -> str:
        sign = " " if self.no_more else "!"
        return (
            f"{sign} {self.name:<38}{self.ours.total:>11,} {self.xla.total:>11,}   "
            f"{self.ours.text}  |  {self.xla.text}"
        )


def rows(folder: Path, only: str) -> Iterator[Row]:
    for path in sorted(folder.glob("*.mlir")):
        text = path.read_text()
        if re.search(only, path.stem) and "sdy.mesh" in text:
            module: ModuleOp = parse_module(text, Context())
            devices = max(mesh.size for mesh in meshes_in(module).values())
            if devices > 1:
                yield Row(path.stem, ours(text), xla(text, devices))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", metavar="REGEX")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--verbose", action="store_true", help="list every collective")
    options = parser.parse_args()
    found: list[Row] = []
    print(f"  {'program':<38}{'our bytes':>11} {'XLA bytes':>11}   our collectives  |  XLA's")
    for row in rows(options.folder, options.only):
        found.append(row)
        print(row.text, flush=True)
        if options.verbose:
            for who in ("ours", "xla"):
                for line in sorted(getattr(row, who).details, reverse=True):
                    print(f"      {who:<5}{line}")
    good = sum(row.no_more for row in found)
    print(f"no more bytes than XLA: {good} / {len(found)}")
    if options.json:
        data = {
            row.name: {
                who: {"collectives": traffic.counts, "bytes": traffic.bytes, "total": traffic.total}
                for who, traffic in (("ours", row.ours), ("xla", row.xla))
            }
            for row in found
        }
        options.json.write_text(json.dumps(data, indent=2))


if __name__ == "__main__":
    sys.exit(main())
