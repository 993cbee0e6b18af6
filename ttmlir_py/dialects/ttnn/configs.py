"""Settings of single ops: how precisely to compute, how to cut the work up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Self

from xdsl.ir import Attribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.ttcore.attributes import DataType
from ttmlir_py.dialects.ttcore.grid import GridAttr
from ttmlir_py.dialects.ttcore.structs import (
    ATTRIBUTE,
    BOOLEAN,
    INTEGER,
    Codec,
    StructAttribute,
    list_of,
    parse_word,
    stripped,
    word,
)
from ttmlir_py.dialects.ttnn.attributes import Layout, TensorMemoryLayout
from ttmlir_py.dialects.ttnn.cores import CoreCoordAttr, CoreRangeSetAttr
from ttmlir_py.dialects.ttnn.unary_op_type import UnaryOpType
from ttmlir_py.support.attributes import PlainAttribute

Codecs = dict[str, Codec[Any]]


class MathFidelity(Enum):
    """How many passes a multiplication of tiles takes: fewer are faster and coarser."""

    LOFI = "lofi"
    HIFI2 = "hifi2"
    HIFI3 = "hifi3"
    HIFI4 = "hifi4"


@dataclass(frozen=True)
class DeviceComputeKernelConfigAttr(StructAttribute):
    """`#ttnn.device_compute_kernel_config<math_fidelity = hifi4, fp32_dest_acc_en = true>`."""

    name = "ttnn.device_compute_kernel_config"
    math_fidelity: MathFidelity | None = None
    math_approx_mode: bool | None = None
    fp32_dest_acc_en: bool | None = None
    packer_l1_acc: bool | None = None
    dst_full_sync_en: bool | None = None
    codecs: ClassVar[Codecs] = {
        "math_fidelity": word(MathFidelity),
        "math_approx_mode": BOOLEAN,
        "fp32_dest_acc_en": BOOLEAN,
        "packer_l1_acc": BOOLEAN,
        "dst_full_sync_en": BOOLEAN,
    }


@dataclass(frozen=True)
class UnaryWithParamAttr(StructAttribute):
    """`#ttnn.unary_with_param<op_type = relu>`: an activation to apply on the way out."""

    name = "ttnn.unary_with_param"
    op_type: UnaryOpType
    params: tuple[Attribute, ...] | None = None
    codecs: ClassVar[Codecs] = {"op_type": word(UnaryOpType), "params": list_of(ATTRIBUTE)}


@dataclass(frozen=True)
class Conv2dConfigAttr(StructAttribute):
    """How a two-dimensional convolution is carried out."""

    name = "ttnn.conv2d_config"
    weights_dtype: DataType | None = None
    activation: UnaryWithParamAttr | None = None
    deallocate_activation: bool | None = None
    reallocate_halo_output: bool | None = None
    act_block_h_override: int | None = None
    act_block_w_div: int | None = None
    reshard_if_not_optimal: bool | None = None
    override_sharding_config: bool | None = None
    shard_layout: TensorMemoryLayout | None = None
    core_grid: CoreRangeSetAttr | None = None
    transpose_shards: bool | None = None
    output_layout: Layout | None = None
    enable_act_double_buffer: bool | None = None
    enable_weights_double_buffer: bool | None = None
    enable_kernel_stride_folding: bool | None = None
    config_tensors_in_dram: bool | None = None
    codecs: ClassVar[Codecs] = {
        "weights_dtype": word(DataType),
        "activation": stripped(UnaryWithParamAttr),
        "deallocate_activation": BOOLEAN,
        "reallocate_halo_output": BOOLEAN,
        "act_block_h_override": INTEGER,
        "act_block_w_div": INTEGER,
        "reshard_if_not_optimal": BOOLEAN,
        "override_sharding_config": BOOLEAN,
        "shard_layout": word(TensorMemoryLayout),
        "core_grid": stripped(CoreRangeSetAttr),
        "transpose_shards": BOOLEAN,
        "output_layout": word(Layout),
        "enable_act_double_buffer": BOOLEAN,
        "enable_weights_double_buffer": BOOLEAN,
        "enable_kernel_stride_folding": BOOLEAN,
        "config_tensors_in_dram": BOOLEAN,
    }


class Conv2dSliceType(Enum):
    """What a convolution too large for L1 is cut along."""

    DRAM_HEIGHT = "dram_height"
    DRAM_WIDTH = "dram_width"
    L1_FULL = "l1_full"


@dataclass(frozen=True)
class Conv2dSliceConfigAttr(PlainAttribute):
    """`#ttnn.conv2d_slice_config<l1_full, 0>`."""

    name = "ttnn.conv2d_slice_config"
    slice_type: Conv2dSliceType
    num_slices: int

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        slice_type = parse_word(parser, Conv2dSliceType)
        parser.parse_punctuation(",")
        return cls(slice_type, parser.parse_integer())

    def print_body(self, printer: Printer) -> None:
        printer.print_string(f"{self.slice_type.value}, {self.num_slices}")


@dataclass(frozen=True)
class Conv3dConfigAttr(StructAttribute):
    """How a three-dimensional convolution is carried out."""

    name = "ttnn.conv3d_config"
    weights_dtype: DataType | None = None
    t_out_block: int | None = None
    w_out_block: int | None = None
    h_out_block: int | None = None
    c_out_block: int | None = None
    c_in_block: int | None = None
    compute_with_storage_grid_size: GridAttr | None = None
    codecs: ClassVar[Codecs] = {
        "weights_dtype": word(DataType),
        "t_out_block": INTEGER,
        "w_out_block": INTEGER,
        "h_out_block": INTEGER,
        "c_out_block": INTEGER,
        "c_in_block": INTEGER,
        "compute_with_storage_grid_size": stripped(GridAttr),
    }


@dataclass(frozen=True)
class SdpaProgramConfigAttr(StructAttribute):
    """How attention is cut into chunks of queries and keys."""

    name = "ttnn.sdpa_program_config"
    compute_with_storage_grid_size: CoreCoordAttr
    q_chunk_size: int
    k_chunk_size: int
    sub_core_grids: CoreRangeSetAttr | None = None
    exp_approx_mode: bool | None = None
    max_cores_per_head_batch: int | None = None
    codecs: ClassVar[Codecs] = {
        "compute_with_storage_grid_size": stripped(CoreCoordAttr),
        "sub_core_grids": stripped(CoreRangeSetAttr),
        "q_chunk_size": INTEGER,
        "k_chunk_size": INTEGER,
        "exp_approx_mode": BOOLEAN,
        "max_cores_per_head_batch": INTEGER,
    }


@dataclass(frozen=True)
class LayerNormShardedMultiCoreProgramConfigAttr(StructAttribute):
    """How a normalization is spread over cores that hold shards."""

    name = "ttnn.layernorm_sharded_multicore_program_config"
    compute_with_storage_grid_size: CoreCoordAttr
    subblock_w: int
    block_h: int
    block_w: int
    inplace: bool
    codecs: ClassVar[Codecs] = {
        "compute_with_storage_grid_size": stripped(CoreCoordAttr),
        "subblock_w": INTEGER,
        "block_h": INTEGER,
        "block_w": INTEGER,
        "inplace": BOOLEAN,
    }
