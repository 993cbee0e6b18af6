"""Layouts: what they say about a tensor, and that the text says the same."""

# ruff: noqa: E501 - text as it is printed

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xdsl.dialects.builtin import TensorType
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.context import Context
from ttmlir_py.dialects.ttcore.attributes import DataType
from ttmlir_py.dialects.ttnn.attributes import BufferType, Layout, TensorMemoryLayout
from ttmlir_py.dialects.ttnn.cores import CoreRangeSetAttr
from ttmlir_py.dialects.ttnn.layouts import TTNNLayoutAttr, with_layout
from ttmlir_py.dialects.ttnn.tiling import tile_padded
from ttmlir_py.support.element_types import BF16, F32, I1, I32, I64, SI32
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

_TEXTS = [
    ((2, 3), "(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, f32>, #dram>"),
    ((5,), "(d0) -> (0, d0), <1x1>, memref<1x1x!ttcore.tile<32x32, f32>, #dram>"),
    ((), "() -> (0, 0), <1x1>, memref<1x1x!ttcore.tile<32x32, f32>, #dram>"),
    (
        (7, 30, 70),
        "(d0, d1, d2) -> (d0 * 32 + d1, d2), <1x1>, memref<7x3x!ttcore.tile<32x32, f32>, #dram>",
    ),
    (
        (2, 3, 32, 32),
        "(d0, d1, d2, d3) -> (d0 * 96 + d1 * 32 + d2, d3), <1x1>, memref<6x1x!ttcore.tile<32x32, f32>, #dram>",
    ),
]


def module_with(layout: TTNNLayoutAttr, shape: tuple[int, ...]) -> str:
    type_ = with_layout(TensorType(F32, shape), layout)
    module = parse_module("func.func private @f()", Context())
    module.attributes["x"] = type_
    return print_module(module)


@pytest.mark.parametrize(("shape", "text"), _TEXTS)
def test_text_of_tiled_layouts(shape: tuple[int, ...], text: str) -> None:
    printed = module_with(TTNNLayoutAttr.of(shape, F32), shape)
    assert f"#ttnn_layout = #ttnn.ttnn_layout<{text}, <interleaved>>\n" in printed


def test_row_major_on_the_host() -> None:
    layout = TTNNLayoutAttr.of(
        (5, 30, 70), I64, layout=Layout.ROW_MAJOR, buffer=BufferType.SYSTEM_MEMORY
    )
    assert layout.element_type == SI32
    assert layout.shard_shape == (150, 70)
    assert layout.memory_layout is None
    assert "(d0 * 30 + d1, d2)" in module_with(layout, (5, 30, 70))


@pytest.mark.parametrize(
    ("element", "data_type"), [(BF16, DataType.BF16), (I32, DataType.SI32), (I1, DataType.I1)]
)
def test_data_type(element: object, data_type: DataType) -> None:
    assert TTNNLayoutAttr.of((2, 3), element).data_type is data_type  # pyright: ignore[reportArgumentType]


def test_l1_is_shared_by_the_cores_of_the_grid() -> None:
    tiled = TTNNLayoutAttr.of((512, 512), BF16, buffer=BufferType.L1, grid=(8, 8))
    assert tiled.shard_shape == (1, 4)
    rows = TTNNLayoutAttr.of(
        (512, 512), BF16, buffer=BufferType.L1, grid=(8, 8), layout=Layout.ROW_MAJOR
    )
    assert rows.shard_shape == (1, 4096)


def test_shards_of_blocks() -> None:
    layout = TTNNLayoutAttr.of(
        (65, 65),
        BF16,
        buffer=BufferType.L1,
        memory_layout=TensorMemoryLayout.BLOCK_SHARDED,
        grid=(2, 2),
        core_ranges=CoreRangeSetAttr.grid(2, 2),
    )
    assert layout.shard_shape == (2, 2)
    assert layout.scalar_shard_shape == (64, 64)
    assert layout.memory_config.shard_spec is not None


def test_rebuilding_keeps_what_is_not_changed() -> None:
    host = TTNNLayoutAttr.of((2, 3), F32, layout=Layout.ROW_MAJOR, buffer=BufferType.SYSTEM_MEMORY)
    device = host.rebuilt((2, 3), buffer=BufferType.DRAM, layout=Layout.TILE)
    assert device == TTNNLayoutAttr.of((2, 3), F32)
    assert device.rebuilt((2, 3), data_type=DataType.BFP_BF8).shard_bytes == 1088


@given(st.lists(st.integers(1, 70), max_size=5), st.sampled_from(list(Layout)[:2]))
def test_bytes_are_those_of_the_padded_tensor(shape: list[int], layout: Layout) -> None:
    one = TTNNLayoutAttr.of(shape, F32, layout=layout)
    sizes = [1, 1, *shape] if len(shape) < 2 else shape
    elements = 4
    for size in tile_padded(sizes) if layout is Layout.TILE else sizes:
        elements *= size
    assert one.bytes_per_chip == elements


@given(st.lists(st.integers(1, 70), max_size=4))
def test_text_is_read_as_it_was_written(shape: list[int]) -> None:
    text = module_with(TTNNLayoutAttr.of(shape, F32), tuple(shape))
    assert print_module(parse_module(text, Context())) == text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"memory_layout": TensorMemoryLayout.WIDTH_SHARDED, "grid": (1, 12)},
            "sharded TTNN layout (width_sharded) must carry a core_range_set",
        ),
        (
            {"core_ranges": CoreRangeSetAttr.grid(1, 1)},
            "non-sharded TTNN layout must not carry a core_range_set (got interleaved)",
        ),
        (
            {"memory_layout": None},
            "Memory layout is required for non-SystemMemory buffer type.",
        ),
        (
            {
                "memory_layout": TensorMemoryLayout.BLOCK_SHARDED,
                "core_ranges": CoreRangeSetAttr.grid(1, 1),
            },
            "BlockSharded layout is not supported for DRAM buffer type; "
            "use WidthSharded, HeightSharded or Interleaved",
        ),
    ],
)
def test_rules(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(VerifyException) as caught:
        TTNNLayoutAttr.of((32, 32), F32, **arguments)  # pyright: ignore[reportArgumentType]
    assert message in str(caught.value)
