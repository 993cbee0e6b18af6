"""A compiled program: run on global arrays, asked for its IR, shardings, collectives, memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.cost.collectives import Collective, collectives_of
from ttmlir_py.cost.memory import MemoryUse, memory_of
from ttmlir_py.runtime.arguments import Signature, fits_device
from ttmlir_py.runtime.boundary import whole_types
from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.program import Observer, Program
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity
from ttmlir_py.syntax.printer import print_module

DEVICE_STAGES = ("ttir", "ttnn")
"""Stages whose integers are the device's, of 32 bits at most."""


@dataclass(repr=False)
class Executable:
    """What `ttmlir_py.compile` returns.

    `stages` are the modules that compilation went through, by name: "source", "stablehlo",
    "ttir", "ttnn", as far as it went. Calling the object runs the last one.
    """

    stages: Mapping[str, ModuleOp]
    diagnostics: Sequence[Diagnostic] = ()
    function: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.function = entry_function(self.stages["source"]).sym_name.data

    def __call__(self, *inputs: object, observer: Observer | None = None) -> tuple[Array, ...]:
        """Run the program on global arrays; returns the global outputs, in the source's dtypes.

        Raises ArgumentError for inputs that do not fit the program or the device.
        """
        return self.run_stage(self.stage, *inputs, observer=observer)

    def __repr__(self) -> str:
        return (
            f"<Executable of @{self.function} on a mesh of {self.mesh}: {', '.join(self.stages)}>"
        )

    def __str__(self) -> str:
        """A summary for people: a line for each input and output, memory, each collective."""
        lines = [f"@{self.function} on a mesh of {self.mesh}"]
        sides = (("input", self.signature.inputs), ("output", self.signature.outputs))
        for side, types in sides:
            for i, type_ in enumerate(types):
                name = f"{side} {i}"
                lines.append(f"{name}: {type_} {self.shardings.get(name, '')}".rstrip())
        lines.append(f"memory of a chip: {self.memory}")
        lines += [str(collective) for collective in self.collectives]
        return "\n".join(lines)

    @property
    def stage(self) -> str:
        """The last stage, the one that runs."""
        return list(self.stages)[-1]

    @property
    def module(self) -> ModuleOp:
        """The module of the last stage."""
        return self.stages[self.stage]

    def run_stage(
        self, stage: str, *inputs: object, observer: Observer | None = None
    ) -> tuple[Array, ...]:
        """Run any stage on global arrays."""
        self._require_stage(stage)
        arrays = self.signature.check_inputs(inputs)
        if stage in DEVICE_STAGES:
            for i, (array, type_) in enumerate(zip(arrays, self.signature.inputs, strict=True)):
                fits_device(array, f"input {i}", type_)
        program = self._program(stage)
        outputs = program(*arrays, function=self.function, observer=observer)
        return self.signature.convert_outputs(outputs)

    def ir(self, stage: str | None = None, *, generic: bool = False) -> str:
        """The MLIR text of a stage, by default of the last one."""
        name = stage or self.stage
        self._require_stage(name)
        return print_module(self.stages[name], generic=generic)

    @cached_property
    def signature(self) -> Signature:
        """The types of inputs and outputs in the source program."""
        return _signature(entry_function(self.stages["source"]))

    @cached_property
    def mesh(self) -> Mesh:
        """The mesh of chips that the program is compiled for."""
        return self._program(self.stage).machine.mesh

    @cached_property
    def shardings(self) -> Mapping[str, str]:
        """How inputs and outputs lie on the mesh: `"input 0" -> '[{"data"}, {}]'`."""
        from ttmlir_py.shardings import boundary_shardings

        return boundary_shardings(self.stages["stablehlo"])

    @cached_property
    def collectives(self) -> Sequence[Collective]:
        """The collectives of the per-chip program, with the bytes that each chip sends."""
        return collectives_of(self.stages["stablehlo"])

    @cached_property
    def memory(self) -> MemoryUse:
        """Bytes on each chip: inputs, outputs, and the most that are alive at once."""
        return memory_of(entry_function(self.module))

    def _require_stage(self, stage: str) -> None:
        if stage not in self.stages:
            raise ValueError(f"stage must be one of {', '.join(self.stages)}, got {stage!r}")

    def _program(self, stage: str) -> Program:
        if stage not in self._programs:
            self._programs[stage] = Program(self.stages[stage])
        return self._programs[stage]

    @cached_property
    def _programs(self) -> dict[str, Program]:
        return {}


def entry_function(module: ModuleOp) -> FuncOp:
    """`main`, or the only public function with a body."""
    functions = [op for op in module.walk() if isinstance(op, FuncOp) and op.body.blocks]
    for function in functions:
        if function.sym_name.data == "main":
            return function
    public = [op for op in functions if _is_public(op)]
    if len(public) == 1:
        return public[0]
    names = ", ".join(op.sym_name.data for op in public) or "none"
    raise CompileError(
        [Diagnostic(Severity.ERROR, f"the module has no function 'main', its public ones: {names}")]
    )


def _is_public(function: FuncOp) -> bool:
    return function.sym_visibility is None or function.sym_visibility.data == "public"


def _signature(function: FuncOp) -> Signature:
    inputs, outputs = whole_types(function)
    return Signature(tuple(inputs), tuple(outputs))


def run_module(module: ModuleOp, inputs: Sequence[object], function: str) -> tuple[Array, ...]:
    """Run one function of a module as it stands, on global arrays."""
    for op in module.walk():
        if isinstance(op, FuncOp) and op.sym_name.data == function:
            signature = _signature(op)
            outputs = Program(module)(*signature.check_inputs(inputs), function=function)
            return signature.convert_outputs([np.asarray(output) for output in outputs])
    raise CompileError([Diagnostic(Severity.ERROR, f"the module has no function '{function}'")])
