"""`interpreter-instrument-with-probe`: every tensor that is computed is written to a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from xdsl.context import Context
from xdsl.dialects.builtin import (
    AnyFloat,
    ComplexType,
    IntegerType,
    ModuleOp,
    NameLoc,
    TensorType,
)
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.interpreter.values import ProbeOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import DYNAMIC


@dataclass(frozen=True)
class InterpreterInstrumentWithProbePass(Pass):
    """Every static tensor but constants goes through a probe: `probe1`, `probe2`, ...

    With `useDebugInfo` a probe is named by the location of the op that it is of, where that has a
    name: `add.1`.
    """

    name = "interpreter-instrument-with-probe"

    use_debug_info: bool = field(default=False, metadata={"option": "useDebugInfo"})

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        numbers = count(1)
        for inner in list(_inner_first(op)):
            if isinstance(inner, ConstantOp):
                continue
            for result in inner.results:
                if _is_written(result):
                    _probe(result, f"{self._name(inner)}{next(numbers)}")

    def _name(self, op: Operation) -> str:
        location = op.location
        if self.use_debug_info and isinstance(location, NameLoc):
            return f"{location.desc.data.partition('@')[0]}."
        return "probe"


def _inner_first(op: Operation) -> Iterator[Operation]:
    """The ops inside an op, those of its regions before each."""
    for region in op.regions:
        for block in region.blocks:
            for inner in block.ops:
                yield from _inner_first(inner)
                yield inner


def _is_written(value: SSAValue) -> bool:
    type_ = value.type
    if not isinstance(type_, TensorType) or DYNAMIC in type_.get_shape():
        return False
    return isinstance(type_.element_type, IntegerType | AnyFloat | ComplexType)


def _probe(value: SSAValue, name: str) -> None:
    """Give the users of a value its probe, right after the op."""
    op = value.owner
    assert isinstance(op, Operation), f"{value} is a result"
    assert op.parent is not None
    probe = ProbeOp(value, probe_id=name, location=op.location)
    op.parent.insert_op_after(probe, op)
    value.replace_uses_with_if(probe.result, lambda use: use.operation is not probe)
