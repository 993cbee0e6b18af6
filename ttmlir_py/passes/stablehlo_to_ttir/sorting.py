"""Sorts in TTIR, by one or more keys with any operands carried along, and the largest elements."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.chlo import sorting as chlo
from ttmlir_py.dialects.stablehlo import sorting as stablehlo
from ttmlir_py.dialects.ttir import reduction as ttir
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.orders import Key, sort_keys
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.shapes import element_of, normalize_dim, rank_of, shape_of


def _sort(op: stablehlo.SortOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    """Stable sorts from the least important key to the most important one."""
    keys = sort_keys(op.comparator)
    if keys is None:
        raise Unsupported("its comparator is no order by some of its operands")
    dim = normalize_dim(op.dimension, rank_of(op.inputs[0]))
    values = list(op.inputs)
    stable = op.is_stable or len(keys) > 1
    for key in reversed(keys):
        values = _sort_by(build, values, key, dim, stable=stable)
    return values


def _sort_by(
    build: TTIRBuilder, values: Sequence[SSAValue], key: Key, dim: int, *, stable: bool
) -> list[SSAValue]:
    x = values[key.operand]
    ordered, indices = build.all(
        ttir.SortOp(
            x,
            dim=dim,
            descending=key.descending,
            stable=stable,
            result_types=[x.type, TensorType(I32, shape_of(x))],
        )
    )
    return [
        ordered if i == key.operand else build.gather(value, indices, dim)
        for i, value in enumerate(values)
    ]


def _top_k(op: chlo.TopKOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    values, indices = op.result_types
    found = build.all(
        ttir.TopkOp(
            op.operand,
            k=op.k,
            dim=-1,
            largest=True,
            sorted=True,
            result_types=[values, TensorType(I32, shape_of(indices))],
        )
    )
    return [found[0], build.typecast(found[1], element_of(indices))]


LOWERINGS: dict[type[Operation], Lowering] = {
    chlo.TopKOp: _top_k,
    stablehlo.SortOp: _sort,
}
