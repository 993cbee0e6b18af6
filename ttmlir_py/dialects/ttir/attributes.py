"""Attributes of the ttir dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ttmlir_py.dialects.ttcore.structs import (
    DIMENSIONS,
    INTEGER,
    Codec,
    StructAttribute,
)
from ttmlir_py.support.attributes import MarkerAttribute


class DotlessStruct(StructAttribute):
    """A struct written `#ttir<name key = value>`."""

    dotless = True


@dataclass(frozen=True)
class FlattenedCompatAttr(DotlessStruct):
    """The image sizes behind a window op's input of shape (1, 1, N*H*W, C)."""

    name = "ttir.flattened_compat"
    batch_size: int
    input_height: int
    input_width: int
    codecs: ClassVar[dict[str, Codec[int]]] = {
        "batch_size": INTEGER,
        "input_height": INTEGER,
        "input_width": INTEGER,
    }


@dataclass(frozen=True)
class ConvolutionLayoutAttr(DotlessStruct):
    """Which dimension of a convolution's input, kernel and output is which."""

    name = "ttir.convolution_layout"
    input_batch: int
    input_feature: int
    input_spatial_dimensions: tuple[int, ...]
    kernel_output_feature: int
    kernel_input_feature: int
    kernel_spatial_dimensions: tuple[int, ...]
    output_batch: int
    output_feature: int
    output_spatial_dimensions: tuple[int, ...]
    codecs: ClassVar[dict[str, Codec[int] | Codec[tuple[int, ...]]]] = {
        "input_batch": INTEGER,
        "input_feature": INTEGER,
        "input_spatial_dimensions": DIMENSIONS,
        "kernel_output_feature": INTEGER,
        "kernel_input_feature": INTEGER,
        "kernel_spatial_dimensions": DIMENSIONS,
        "output_batch": INTEGER,
        "output_feature": INTEGER,
        "output_spatial_dimensions": DIMENSIONS,
    }


@dataclass(frozen=True)
class CpuHoistedCallAttr(MarkerAttribute):
    """`#ttir.cpu_hoisted_call`, on a call of a function that runs on the host."""

    name = "ttir.cpu_hoisted_call"


@dataclass(frozen=True)
class ShouldHoistAttr(MarkerAttribute):
    """`#ttir.should_hoist`, on an op that is to run on the host."""

    name = "ttir.should_hoist"
