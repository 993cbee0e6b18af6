"""What the collectives of a per-chip program move: kind, mesh axes, bytes sent by each chip.

Bytes are those of the bandwidth-optimal ring over the group of `n` chips: of an all-gather's
result and of what a reduce-scatter or all-to-all takes, each chip sends (n-1)/n; an all-reduce is
a reduce-scatter and an all-gather; a permute or broadcast sends the tensor once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Operation

from ttmlir_py.dialects.stablehlo.calls import CompositeOp
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.groups import Groups, axes_of_groups, groups_of
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.support.shapes import element_of, shape_of


@dataclass(frozen=True)
class Collective:
    """One collective of the program text; in a loop it runs once per iteration."""

    kind: str
    axes: tuple[str, ...]
    """The mesh axes it runs along; empty where its groups are no lines of the mesh."""
    group_size: int
    tensor: str
    """The type of one chip's operand."""
    bytes_per_chip: int
    in_loop: bool

    def __str__(self) -> str:
        along = " x ".join(self.axes) or f"groups of {self.group_size}"
        loop = ", per iteration" if self.in_loop else ""
        return f"{self.kind} along {along}: {self.tensor}, {self.bytes_per_chip} bytes{loop}"


def bytes_of(type_: Attribute) -> int:
    """Bytes of a dense tensor."""
    return prod(shape_of(type_)) * ((bit_width(element_of(type_)) + 7) // 8)


_SENT: dict[str, Callable[[int, int, int], int]] = {
    "all_gather": lambda n, taken, given: given * (n - 1) // n,
    "all_reduce": lambda n, taken, given: 2 * given * (n - 1) // n,
    "all_to_all": lambda n, taken, given: taken * (n - 1) // n,
    "collective_broadcast": lambda n, taken, given: given,
    "collective_permute": lambda n, taken, given: given,
    "reduce_scatter": lambda n, taken, given: taken * (n - 1) // n,
}
"""Mnemonic -> bytes a chip sends, from group size and bytes of operand and result."""


def bytes_sent(kind: str, group_size: int, taken: int, given: int) -> int:
    """Bytes a chip sends in a collective, from those of its operand and of its result."""
    return _SENT[kind](group_size, taken, given)


def collectives_of(module: ModuleOp) -> Sequence[Collective]:
    """The StableHLO collectives of a module, in program order."""
    mesh = next((mesh for op in module.walk() if (mesh := _mesh(op)) is not None), None)
    return tuple(_collectives(module, mesh))


def communicating_ops(module: ModuleOp) -> Iterator[Operation]:
    """The ops of a module in which chips may talk to each other.

    An `sdy.all_slice` composite keeps part of what a chip has; its decomposition, which sends, is
    for readers that do not know it.
    """
    local = {
        op.decomposition
        for op in module.walk()
        if isinstance(op, CompositeOp) and op.composite_name == "sdy.all_slice"
    }
    for top in module.ops:
        if not (isinstance(top, FuncOp) and top.sym_name.data in local):
            yield from top.walk()


def _collectives(module: ModuleOp, mesh: Mesh | None) -> Iterator[Collective]:
    for op in communicating_ops(module):
        dialect, _, mnemonic = op.name.partition(".")
        if dialect == "stablehlo" and mnemonic in _SENT:
            groups = _groups(op)
            size = max((len(group) for group in groups), default=1)
            for operand, result in zip(op.operands, op.results, strict=True):
                if isinstance(operand.type, TensorType):
                    taken, given = bytes_of(operand.type), bytes_of(result.type)
                    yield Collective(
                        mnemonic,
                        _axes(mesh, op, groups),
                        size,
                        str(operand.type),
                        bytes_sent(mnemonic, size, taken, given),
                        _in_loop(op),
                    )


def _groups(op: Operation) -> Groups:
    for key in ("replica_groups", "source_target_pairs"):
        attribute = op.properties.get(key)
        if isinstance(attribute, DenseIntOrFPElementsAttr):
            return groups_of(attribute)
    return ()


def _axes(mesh: Mesh | None, op: Operation, groups: Groups) -> tuple[str, ...]:
    if mesh is None or op.name == "stablehlo.collective_permute":
        return ()
    axes = axes_of_groups(mesh.shape, groups)
    return tuple(mesh.names[axis] for axis in axes or ())


def _in_loop(op: Operation) -> bool:
    parent = op.parent_op()
    while parent is not None:
        if parent.name == "stablehlo.while":
            return True
        parent = parent.parent_op()
    return False


def _mesh(op: Operation) -> Mesh | None:
    if op.name != "sdy.mesh":
        return None
    from ttmlir_py.dialects.sdy.annotations import MeshOp  # only programs with a mesh need it

    assert isinstance(op, MeshOp)
    return op.mesh.mesh
