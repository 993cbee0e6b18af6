"""Enumerations of the ttcore dialect."""

from __future__ import annotations

from enum import Enum

from ttmlir_py.support.attributes import EnumAttribute

BOUNDARY_SHARDING = "ttcore.sharding"
"""Attribute of a function's argument or result that is one chip's part: how the whole is spread."""


class Arch(Enum):
    """Generations of chips."""

    WORMHOLE_B0 = "wormhole_b0"
    BLACKHOLE = "blackhole"
    QUASAR = "quasar"


class ArchAttr(EnumAttribute[Arch]):
    """`#ttcore.arch<wormhole_b0>`."""

    name = "ttcore.arch"
    cases = Arch


class DataType(Enum):
    """How an element is stored on the device; the block formats share exponents."""

    F32 = "f32"
    F16 = "f16"
    BF16 = "bf16"
    BFP_F8 = "bfp_f8"
    BFP_BF8 = "bfp_bf8"
    BFP_F4 = "bfp_f4"
    BFP_BF4 = "bfp_bf4"
    BFP_F2 = "bfp_f2"
    BFP_BF2 = "bfp_bf2"
    U32 = "u32"
    U16 = "u16"
    U8 = "u8"
    SI32 = "si32"
    I1 = "i1"


class DataTypeAttr(EnumAttribute[DataType]):
    """`#ttcore.supportedDataTypes<bf16>`."""

    name = "ttcore.supportedDataTypes"
    cases = DataType


class ArgumentType(Enum):
    """What a function argument is to a model."""

    INPUT = "input"
    PARAMETER = "parameter"
    CONSTANT = "constant"
    DEFAULT = "default"


class ArgumentTypeAttr(EnumAttribute[ArgumentType]):
    """`#ttcore.argument_type<parameter>`."""

    name = "ttcore.argument_type"
    cases = ArgumentType


class ShardStatus(Enum):
    """Whether an argument or result is split over the mesh already."""

    PRESHARDED = "presharded"
    UNSHARDED = "unsharded"


class ShardStatusAttr(EnumAttribute[ShardStatus]):
    """`#ttcore.shard_status<presharded>`."""

    name = "ttcore.shard_status"
    cases = ShardStatus


class ShardType(Enum):
    """How a tensor is spread over a mesh."""

    REPLICATE = "replicate"
    MAXIMAL = "maximal"
    DEVICES = "devices"


class ShardTypeAttr(EnumAttribute[ShardType]):
    """`#ttcore.shard_type<devices>`."""

    name = "ttcore.shard_type"
    cases = ShardType


class ShardDirection(Enum):
    """Whether a `mesh_shard` splits or joins."""

    FULL_TO_SHARD = "full_to_shard"
    SHARD_TO_FULL = "shard_to_full"


class ShardDirectionAttr(EnumAttribute[ShardDirection]):
    """`#ttcore.shard_direction<full_to_shard>`."""

    name = "ttcore.shard_direction"
    cases = ShardDirection


class ReduceType(Enum):
    """How elements are put together."""

    SUM = "sum"
    MEAN = "mean"
    MAX = "max"
    MIN = "min"
    STD = "std"
    VAR = "var"
    PROD = "prod"
    INVALID = "invalid"


class ReduceTypeAttr(EnumAttribute[ReduceType]):
    """`#ttcore.reduce_type<sum>`."""

    name = "ttcore.reduce_type"
    cases = ReduceType


class Topology(Enum):
    """How the chips along a mesh axis are connected."""

    RING = "ring"
    LINEAR = "linear"
    MESH = "mesh"
    TORUS = "torus"
    DISABLED = "disabled"


class TopologyAttr(EnumAttribute[Topology]):
    """`#ttcore.topology<ring>`."""

    name = "ttcore.topology"
    cases = Topology


class MemorySpace(Enum):
    """Memories of a machine."""

    SYSTEM = "system"
    MMIO = "mmio"
    DRAM = "dram"
    L1 = "l1"
    DST = "dst"


class MemorySpaceAttr(EnumAttribute[MemorySpace]):
    """`#ttcore.memory_space<dram>`."""

    name = "ttcore.memory_space"
    cases = MemorySpace

    def alias_name(self) -> str | None:
        return self.value.value


class IteratorType(Enum):
    """Whether iterations of a loop are independent."""

    PARALLEL = "parallel"
    REDUCTION = "reduction"


class IteratorTypeAttr(EnumAttribute[IteratorType]):
    """`#ttcore.iterator_type<parallel>`."""

    name = "ttcore.iterator_type"
    cases = IteratorType

    def alias_name(self) -> str | None:
        return self.value.value


class AttentionMaskType(Enum):
    """Which keys an attention may look at."""

    NONE = "none"
    CAUSAL = "causal"
    ARBITRARY = "arbitrary"


class AttentionMaskTypeAttr(EnumAttribute[AttentionMaskType]):
    """`#ttcore.attention_mask_type<causal>`."""

    name = "ttcore.attention_mask_type"
    cases = AttentionMaskType


class MoeActivation(Enum):
    """Activations of an expert's feed-forward network."""

    SILU = "silu"
    SWIGLU = "swiglu"


class MoeActivationAttr(EnumAttribute[MoeActivation]):
    """`#ttcore.moe_activation_function<silu>`."""

    name = "ttcore.moe_activation_function"
    cases = MoeActivation


class NocIndex(Enum):
    """The two networks on a chip."""

    NOC0 = "noc0"
    NOC1 = "noc1"


class RoutingMode(Enum):
    """How packets travel between chips."""

    BIDIR_LINE_MESH = "bidir_line_mesh"
    UNIDIR_RING_TORUS = "unidir_ring_torus"
