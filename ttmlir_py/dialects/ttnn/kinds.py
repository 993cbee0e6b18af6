"""Kinds of properties of ttnn ops."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.kinds import enumeration
from ttmlir_py.dialects.ttnn.attributes import (
    BufferTypeAttr,
    DimensionsAttribute,
    LayoutAttr,
    MeshOffsetAttr,
    MeshShapeAttr,
    ShapeAttr,
    TensorMemoryLayoutAttr,
)
from ttmlir_py.dialects.ttnn.configs import (
    Conv2dConfigAttr,
    Conv2dSliceConfigAttr,
    Conv3dConfigAttr,
    DeviceComputeKernelConfigAttr,
    LayerNormShardedMultiCoreProgramConfigAttr,
    SdpaProgramConfigAttr,
)
from ttmlir_py.dialects.ttnn.cores import CoreRangeSetAttr
from ttmlir_py.dialects.ttnn.matmul_configs import (
    MatmulDramShardedConfigAttr,
    MatmulMultiCast1dConfigAttr,
    MatmulMultiCastConfigAttr,
    MatmulReuseConfigAttr,
)
from ttmlir_py.dialects.ttnn.memory_config import MemoryConfigAttr
from ttmlir_py.dialects.ttnn.meshes import MeshComposerConfigAttr, MeshMapperConfigAttr
from ttmlir_py.support.properties import PropertyKind, instance


def dimensions(cls: type[DimensionsAttribute], summary: str) -> PropertyKind[tuple[int, ...]]:
    """An attribute of sizes, read and written as a tuple."""
    return PropertyKind(
        summary,
        lambda attribute: isinstance(attribute, cls),
        lambda attribute: attribute.dims,
        lambda dims: cls(tuple(dims)),
    )


MatmulConfig = (
    MatmulReuseConfigAttr
    | MatmulMultiCastConfigAttr
    | MatmulMultiCast1dConfigAttr
    | MatmulDramShardedConfigAttr
)

BUFFER_TYPE = enumeration(BufferTypeAttr, "TTNN Buffer Type")
COMPUTE_CONFIG = instance(DeviceComputeKernelConfigAttr, "TTNN DeviceComputeKernelConfig attribute")
CONV2D_CONFIG = instance(Conv2dConfigAttr, "TTNN Conv2dConfig attribute")
CONV2D_SLICE_CONFIG = instance(Conv2dSliceConfigAttr, "TTNN Conv2d slice configuration attribute")
CONV3D_CONFIG = instance(Conv3dConfigAttr, "TTNN Conv3dConfig attribute")
CORE_RANGE_SET = instance(CoreRangeSetAttr, "Represents a set of core ranges in the core grid")
LAYER_NORM_PROGRAM_CONFIG = instance(
    LayerNormShardedMultiCoreProgramConfigAttr, "TTNN LayerNorm Sharded Multi-Core Program Config"
)
LAYOUT = enumeration(LayoutAttr, "TTNN Layout")
MATMUL_1D_PROGRAM_CONFIG = instance(
    MatmulMultiCast1dConfigAttr, "TTNN MatmulMultiCoreReuseMultiCast1DProgramConfig"
)
MATMUL_PROGRAM_CONFIG = PropertyKind[MatmulConfig](
    "a matmul program configuration",
    lambda attribute: isinstance(attribute, MatmulConfig),
    lambda attribute: attribute,
    lambda attribute: attribute,
)
MEMORY_CONFIG = instance(MemoryConfigAttr, "TTNN MemoryConfig attribute")
MESH_COMPOSER_CONFIG = instance(
    MeshComposerConfigAttr, "Mesh composer configuration for tensor aggregation"
)
MESH_MAPPER_CONFIG = instance(
    MeshMapperConfigAttr, "Mesh mapper configuration for tensor distribution"
)
MESH_OFFSET = dimensions(MeshOffsetAttr, "TTNN Mesh Offset")
MESH_SHAPE = dimensions(MeshShapeAttr, "TTNN Mesh Shape")
SDPA_PROGRAM_CONFIG = instance(
    SdpaProgramConfigAttr, "TTNN SDPA (Scaled Dot Product Attention) Program Config"
)
SHAPE = dimensions(ShapeAttr, "TTNN Shape attribute")
TENSOR_MEMORY_LAYOUT = enumeration(TensorMemoryLayoutAttr, "TTNN Tensor Memory Layout")
