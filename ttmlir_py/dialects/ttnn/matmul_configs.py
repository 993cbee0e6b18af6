"""How a matrix product is cut into blocks and spread over cores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ttmlir_py.dialects.ttcore.structs import BOOLEAN, INTEGER, Codec, StructAttribute, whole
from ttmlir_py.dialects.ttnn.configs import UnaryWithParamAttr
from ttmlir_py.dialects.ttnn.cores import CoreCoordAttr, CoreRangeSetAttr

Codecs = dict[str, Codec[Any]]

_BLOCKS: dict[str, Codec[Any]] = {
    "compute_with_storage_grid_size": whole(CoreCoordAttr),
    "in0_block_w": INTEGER,
    "out_subblock_h": INTEGER,
    "out_subblock_w": INTEGER,
}
_CAST_BLOCKS: dict[str, Codec[Any]] = {
    **_BLOCKS,
    "out_block_h": INTEGER,
    "out_block_w": INTEGER,
    "per_core_m": INTEGER,
    "per_core_n": INTEGER,
}


@dataclass(frozen=True)
class MatmulReuseConfigAttr(StructAttribute):
    """Every core computes its own blocks from its own inputs."""

    name = "ttnn.matmul_multi_core_reuse_program_config"
    compute_with_storage_grid_size: CoreCoordAttr
    in0_block_w: int
    out_subblock_h: int
    out_subblock_w: int
    per_core_m: int
    per_core_n: int
    codecs: ClassVar[Codecs] = {**_BLOCKS, "per_core_m": INTEGER, "per_core_n": INTEGER}


@dataclass(frozen=True)
class MatmulMultiCastConfigAttr(StructAttribute):
    """Rows and columns of cores share their inputs."""

    name = "ttnn.matmul_multi_core_reuse_multi_cast_program_config"
    compute_with_storage_grid_size: CoreCoordAttr
    in0_block_w: int
    out_subblock_h: int
    out_subblock_w: int
    out_block_h: int
    out_block_w: int
    per_core_m: int
    per_core_n: int
    transpose_mcast: bool
    fuse_batch: bool
    fused_activation: UnaryWithParamAttr | None = None
    codecs: ClassVar[Codecs] = {
        **_CAST_BLOCKS,
        "transpose_mcast": BOOLEAN,
        "fused_activation": whole(UnaryWithParamAttr),
        "fuse_batch": BOOLEAN,
    }


@dataclass(frozen=True)
class MatmulMultiCast1dConfigAttr(StructAttribute):
    """All cores share one input."""

    name = "ttnn.matmul_multi_core_reuse_multi_cast_1d_program_config"
    compute_with_storage_grid_size: CoreCoordAttr
    in0_block_w: int
    out_subblock_h: int
    out_subblock_w: int
    out_block_h: int
    out_block_w: int
    per_core_m: int
    per_core_n: int
    fuse_batch: bool
    mcast_in0: bool
    gather_in0: bool
    hop_cores: CoreRangeSetAttr
    num_global_cb_receivers: int
    untilize_out: bool
    fused_activation: UnaryWithParamAttr | None = None
    codecs: ClassVar[Codecs] = {
        **_CAST_BLOCKS,
        "fuse_batch": BOOLEAN,
        "fused_activation": whole(UnaryWithParamAttr),
        "mcast_in0": BOOLEAN,
        "gather_in0": BOOLEAN,
        "hop_cores": whole(CoreRangeSetAttr),
        "num_global_cb_receivers": INTEGER,
        "untilize_out": BOOLEAN,
    }


@dataclass(frozen=True)
class MatmulDramShardedConfigAttr(StructAttribute):
    """Weights stream from the DRAM banks that hold them."""

    name = "ttnn.matmul_multi_core_reuse_multi_cast_dram_sharded_program_config"
    in0_block_w: int
    per_core_m: int
    per_core_n: int
    fused_activation: UnaryWithParamAttr | None = None
    codecs: ClassVar[Codecs] = {
        "in0_block_w": INTEGER,
        "per_core_m": INTEGER,
        "per_core_n": INTEGER,
        "fused_activation": whole(UnaryWithParamAttr),
    }
