"""Programs on the simulated mesh: global arrays in, global arrays out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.runtime.arguments import as_pairs
from ttmlir_py.runtime.boundary import Placement, argument_placements, result_placements
from ttmlir_py.runtime.formats import Array, Format, format_of
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.meshes import mesh_of_module
from ttmlir_py.runtime.outside import Outside
from ttmlir_py.runtime.plan import BlockPlan, FunctionPlan, Planner, Step
from ttmlir_py.runtime.values import first, from_global, is_uniform, relead
from ttmlir_py.support.element_types import is_complex
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.support.shapes import element_of, shape_of
from ttmlir_py.syntax.diagnostics import fail

Observer = Callable[[Operation, Sequence[Array]], None]
Frame = list[Any]


def run(
    module: ModuleOp,
    inputs: Sequence[Array],
    function: str = "main",
    mesh: Mesh | None = None,
    observer: Observer | None = None,
) -> list[Array]:
    """The outputs of a module's function for global inputs, on all chips of the mesh."""
    return Program(module, mesh)(*inputs, function=function, observer=observer)


class Program:
    """A module made ready to run: planned once, run as often as wanted."""

    def __init__(
        self, module: ModuleOp, mesh: Mesh | None = None, outside: Outside | None = None
    ) -> None:
        self.machine = Machine(
            mesh_of_module(module) if mesh is None else mesh, outside=outside or Outside()
        )
        self.planner = Planner(module)

    def __call__(
        self, *inputs: Array, function: str = "main", observer: Observer | None = None
    ) -> list[Array]:
        """Run a function: each input whole, each output put together."""
        plan = self._function(function)
        lead, mesh = self.machine.lead, self.machine.mesh
        placements = argument_placements(plan.op)
        arrays = [
            placement.split(mesh, from_global(lead, array))
            for placement, array in zip(
                placements, _checked(plan.op, inputs, placements), strict=True
            )
        ]
        results = self.on_mesh(*arrays, function=function, observer=observer)
        placed = zip(results, result_placements(plan.op), strict=True)
        joined = [placement.join(mesh, result) for result, placement in placed]
        types = plan.op.function_type.outputs.data
        return [
            _whole(plan.op, i, lead, result).astype(
                format_of(element_of(type_)).storage, copy=False
            )
            for i, (result, type_) in enumerate(zip(joined, types, strict=True))
        ]

    def on_mesh(
        self, *arrays: Array, function: str = "main", observer: Observer | None = None
    ) -> Sequence[Array]:
        """Run a function on values with mesh dimensions, and give its results so."""
        with np.errstate(all="ignore"):
            return Call(self._function(function), self.machine, observer)(*arrays)

    def _function(self, name: str) -> FunctionPlan:
        if name in self.planner.functions:
            return self.planner.functions[name]
        known = ", ".join(self.planner.functions) or "none"
        raise ValueError(f"the module has no function '{name}', it has {known}")


@dataclass(frozen=True)
class Call:
    """A function as a kernel calls it."""

    plan: FunctionPlan
    machine: Machine
    observer: Observer | None

    def __call__(self, *arrays: Any, batch: int = 0) -> tuple[Any, ...]:
        """The function's results."""
        return self.with_writes(*arrays, batch=batch)[: len(self.plan.body.returned)]

    def on(self, machine: Machine, *arrays: Any) -> tuple[Any, ...]:
        """The function's results on another machine."""
        return replace(self, machine=machine)(*arrays)

    def with_writes(self, *arrays: Any, batch: int = 0) -> tuple[Any, ...]:
        """The function's results, then the parameters that it changed."""
        body = self.plan.body
        frame: Frame = [None] * self.plan.size
        written = [body.parameters[i] for i in self.plan.written]
        kept = (*body.returned, *written)
        return _execute(body, self.machine.batched(batch), frame, arrays, kept, self.observer)


@dataclass(frozen=True)
class Body:
    """A region as a kernel calls it: `batch` more leading dimensions than the machine has."""

    plan: BlockPlan
    machine: Machine
    frame: Frame
    observer: Observer | None

    @property
    def block(self) -> Any:
        """The region's block, for kernels that recognise what it computes."""
        return self.plan.block

    def __call__(self, *arrays: Any, batch: int = 0) -> tuple[Any, ...]:
        """The values that the region returns."""
        machine = self.machine.batched(batch)
        return self.on(machine, *arrays) if batch else self._run(machine, self.frame, arrays)

    def on(self, machine: Machine, *arrays: Any) -> tuple[Any, ...]:
        """The values that the region returns on another machine."""
        frame = list(self.frame)
        for slot in self.plan.captured:
            if isinstance(frame[slot], np.ndarray):
                frame[slot] = relead(frame[slot], self.machine.lead, machine.lead)
        return self._run(machine, frame, arrays)

    def _run(self, machine: Machine, frame: Frame, arrays: Sequence[Any]) -> tuple[Any, ...]:
        return _execute(self.plan, machine, frame, arrays, self.plan.returned, self.observer)


def _execute(
    plan: BlockPlan,
    machine: Machine,
    frame: Frame,
    arrays: Sequence[Any],
    kept: Sequence[int],
    observer: Observer | None,
) -> tuple[Any, ...]:
    for slot, array in zip(plan.parameters, arrays, strict=True):
        frame[slot] = array
    for step in plan.steps:
        results = _run_step(step, machine, frame, observer)
        if observer is not None:
            observer(step.op, results)
        for slot in step.dead:
            if slot not in kept:
                frame[slot] = None
    return tuple(frame[slot] for slot in kept)


def _run_step(
    step: Step, machine: Machine, frame: Frame, observer: Observer | None
) -> Sequence[Array]:
    operands = [frame[slot] for slot in step.operands]
    if step.has_bodies:
        bodies = [
            *(Body(region, machine, frame, observer) for region in step.regions),
            *(Call(callee, machine, observer) for callee in step.callees),
        ]
        results = step.kernel(machine, step.op, bodies, *operands)
    else:
        results = step.kernel(machine, step.op, *operands)
    if not isinstance(results, tuple):
        results = () if results is None and not step.results else (results,)
    rounded = [
        _round(format_, result) for format_, result in zip(step.formats, results, strict=True)
    ]
    for slot, result in zip(step.results, rounded, strict=True):
        frame[slot] = result
    return rounded


def _round(format_: Format | None, result: Any) -> Any:
    return result if format_ is None else format_.round(np.asarray(result))


def _checked(op: Any, inputs: Sequence[Array], placements: Sequence[Placement]) -> list[Array]:
    types = op.function_type.inputs.data
    name = op.sym_name.data
    if len(inputs) != len(types):
        raise ValueError(f"function '{name}' takes {len(types)} inputs, got {len(inputs)}")
    arrays: list[Array] = []
    for i, (given, type_) in enumerate(zip(inputs, types, strict=True)):
        array, shape = np.asarray(given), placements[i].whole_shape(shape_of(type_))
        if array.dtype.kind == "c" and not is_complex(element_of(type_)):
            array = as_pairs(array)
        if array.shape != shape:
            raise ValueError(
                f"input {i} of function '{name}' must have shape {shape}, got {array.shape}"
            )
        arrays.append(format_of(element_of(type_)).round(array))
    return arrays


def _whole(op: Operation, index: int, lead: int, array: Array) -> Array:
    """The tensor that all chips hold."""
    if not is_uniform(lead, array):
        fail(op, f"result #{index} differs between the chips, so that it has no global value")
    return first(array, range(lead)).reshape(array.shape[lead:])
