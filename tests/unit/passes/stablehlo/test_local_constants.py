"""Constants are cut where all parts are equal."""

import numpy as np
import pytest
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, TensorType, f32

from ttmlir_py.passes.stablehlo.local_constants import common_shard


def elements(array: np.ndarray) -> DenseIntOrFPElementsAttr:
    return DenseIntOrFPElementsAttr.from_list(TensorType(f32, array.shape), array.ravel().tolist())


@pytest.mark.parametrize("parts", [(1, 1), (2, 1), (1, 3), (2, 3), (4, 3)])
def test_periodic_constants_are_cut(parts: tuple[int, int]) -> None:
    piece = np.arange(8 // parts[0] * 6 // parts[1]).reshape(8 // parts[0], 6 // parts[1])
    whole = np.tile(piece, parts).astype(np.float32)
    assert common_shard(elements(whole), parts) == elements(piece.astype(np.float32))


@pytest.mark.parametrize("parts", [(2, 1), (1, 3), (2, 3)])
def test_others_are_not(parts: tuple[int, int]) -> None:
    assert common_shard(elements(np.arange(48, dtype=np.float32).reshape(8, 6)), parts) is None
