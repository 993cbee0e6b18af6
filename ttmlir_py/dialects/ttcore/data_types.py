"""Element types of tensors and the data types in which devices store them."""

from __future__ import annotations

from xdsl.dialects.builtin import AnyFloat, IndexType, IntegerType, Signedness
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.quant.types import UniformQuantizedType
from ttmlir_py.dialects.ttcore.attributes import DataType
from ttmlir_py.dialects.ttcore.types import TileType
from ttmlir_py.support.element_types import BF16, F16, F32, I1, SI32, UI8, UI16, UI32

TILE_SHAPE = (32, 32)

_ELEMENTS: dict[DataType, Attribute] = {
    DataType.F32: F32,
    DataType.F16: F16,
    DataType.BF16: BF16,
    DataType.U32: UI32,
    DataType.U16: UI16,
    DataType.U8: UI8,
    DataType.SI32: SI32,
    DataType.I1: I1,
}
_BITS = {
    DataType.F32: 32,
    DataType.F16: 16,
    DataType.BF16: 16,
    DataType.BFP_F8: 8,
    DataType.BFP_BF8: 8,
    DataType.BFP_F4: 4,
    DataType.BFP_BF4: 4,
    DataType.BFP_F2: 2,
    DataType.BFP_BF2: 2,
    DataType.U32: 32,
    DataType.U16: 16,
    DataType.U8: 8,
    DataType.SI32: 32,
    DataType.I1: 8,
}
_ELEMENTS_PER_EXPONENT = 16


def data_type_of(element: Attribute) -> DataType:
    """How a device stores an element type: 64 bits become 32, signs of narrow integers go."""
    if isinstance(element, TileType):
        return element.data_type
    if isinstance(element, UniformQuantizedType):
        return _integer_data_type(element.storage_type)
    if isinstance(element, IntegerType | IndexType):
        return _integer_data_type(element)
    if isinstance(element, AnyFloat):
        return _float_data_type(element)
    raise VerifyException(f"element type {element} cannot be stored on a device")


def _float_data_type(element: AnyFloat) -> DataType:
    if element == BF16:
        return DataType.BF16
    found = {16: DataType.F16, 32: DataType.F32, 64: DataType.F32}.get(element.bitwidth)
    if found is None:
        raise VerifyException(f"element type {element} cannot be stored on a device")
    return found


def _integer_data_type(element: IntegerType | IndexType) -> DataType:
    if isinstance(element, IndexType):
        return DataType.U32
    unsigned = element.signedness.data is Signedness.UNSIGNED
    wide = DataType.U32 if unsigned else DataType.SI32
    found = {1: DataType.I1, 8: DataType.U8, 16: DataType.U16, 32: wide, 64: wide}.get(
        element.width.data
    )
    if found is None:
        raise VerifyException(f"element type {element} cannot be stored on a device")
    return found


def element_type_of(data_type: DataType) -> Attribute:
    """The element type of a data type; the block formats exist only as tiles."""
    return _ELEMENTS.get(data_type) or TileType(TILE_SHAPE, data_type)


def is_block_format(data_type: DataType) -> bool:
    """Whether elements share exponents."""
    return data_type not in _ELEMENTS


def bits_of(data_type: DataType) -> int:
    """Bits of storage for one element, without the shared exponents of block formats."""
    return _BITS[data_type]


def tile_bytes(tile: TileType) -> int:
    """Bytes of one tile: elements, and one exponent for sixteen of them in block formats."""
    height, width = tile.shape
    elements = height * width
    exponents = elements // _ELEMENTS_PER_EXPONENT if is_block_format(tile.data_type) else 0
    return elements * bits_of(tile.data_type) // 8 + exponents


def element_bytes(element: Attribute) -> int:
    """Bytes of one element, or of one tile."""
    if isinstance(element, TileType):
        return tile_bytes(element)
    return bits_of(data_type_of(element)) // 8
