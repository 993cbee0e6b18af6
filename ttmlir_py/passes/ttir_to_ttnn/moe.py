"""Mixture-of-experts ops to TTNN."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import moe as ttir
from ttmlir_py.dialects.ttnn import moe as ttnn
from ttmlir_py.passes.ttir_to_ttnn.moves import reshaped
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import shape_of


def all_to_all_dispatch_metadata(
    op: ttir.AllToAllDispatchMetadataOp, build: Builder
) -> Sequence[SSAValue]:
    """TTNN takes the mapping as `[devices, experts]`; its buffers are bound later."""
    mapping = reshaped(build, op.expert_mapping, shape_of(op.expert_mapping)[-2:])
    return build.all(
        ttnn.AllToAllDispatchMetadataOp(
            op.input_tensor,
            op.expert_indices,
            op.expert_scores,
            mapping,
            num_devices=op.num_devices,
            cluster_axis=op.cluster_axis,
            result_types=op.result_types,
        )
    )


ROWS: dict[type[Operation], Lowering] = {
    ttir.AllToAllCombineOp: same_name,
    ttir.AllToAllDispatchMetadataOp: all_to_all_dispatch_metadata,
    ttir.AllToAllDispatchOp: same_name,
    ttir.MoeExpertTokenRemapOp: same_name,
    ttir.MoeGptOp: same_name,
    ttir.SelectiveReduceCombineOp: same_name,
    ttir.SparseMatmulOp: same_name,
    ttir.TopkRouterGptOp: same_name,
}
