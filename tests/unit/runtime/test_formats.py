"""Rounding to element types happens once, and to the nearest value."""

import ml_dtypes
import numpy as np
import pytest
from xdsl.dialects.builtin import (
    ComplexType,
    Float8E4M3FNType,
    IndexType,
    IntegerType,
    Signedness,
    bf16,
    f16,
    f32,
    f64,
)

from ttmlir_py.runtime.formats import BLOCK_LENGTH, device_format, format_of, round_to

VALUES = np.array(
    [0.0, -0.0, 1.0, 1 / 3, -2.71828, 1e-3, 65519.0, 3e38, np.inf, np.nan], np.float32
)


@pytest.mark.parametrize(
    ("element", "dtype"),
    [(bf16, ml_dtypes.bfloat16), (Float8E4M3FNType(), ml_dtypes.float8_e4m3fn)],
)
def test_narrow_floats_are_computed_in_f32_and_hold_narrow_values(element, dtype):
    with np.errstate(all="ignore"):
        rounded = round_to(element, VALUES)
        expected = VALUES.astype(dtype).astype(np.float32)
    assert rounded.dtype == np.float32
    np.testing.assert_array_equal(rounded, expected)


def test_half_precision_overflows_to_infinity():
    with np.errstate(all="ignore"):
        assert round_to(f16, np.float32([70000.0])) == [np.inf]


@pytest.mark.parametrize(
    ("element", "dtype"),
    [
        (f32, np.float32),
        (f64, np.float64),
        (IntegerType(1), np.bool_),
        (IntegerType(8), np.int8),
        (IntegerType(16, Signedness.UNSIGNED), np.uint16),
        (IntegerType(32, Signedness.SIGNED), np.int32),
        (IndexType(), np.int64),
        (ComplexType(f32), np.complex64),
    ],
)
def test_wide_types_are_held_as_they_are(element, dtype):
    assert format_of(element).compute == dtype
    assert format_of(element).narrow is None


def test_integers_of_four_bits_wrap():
    numbers = np.array([7, 8, 15, 16, -9], np.int8)
    assert round_to(IntegerType(4), numbers).tolist() == [7, -8, -1, 0, 7]
    unsigned = IntegerType(4, Signedness.UNSIGNED)
    assert round_to(unsigned, numbers.view(np.uint8)).tolist() == [7, 8, 15, 0, 7]


@pytest.mark.parametrize(("name", "bits"), [("bfp_bf8", 7), ("bfp_bf4", 3)])
def test_block_formats_share_the_exponent_of_the_largest(name, bits):
    values = np.random.default_rng(0).standard_normal((3, 40)).astype(np.float32)
    rounded = device_format(name).round(values)
    for start in range(0, 40, BLOCK_LENGTH):
        block, result = (
            values[:, start : start + BLOCK_LENGTH],
            rounded[:, start : start + BLOCK_LENGTH],
        )
        step = 2.0 ** (np.floor(np.log2(abs(block).max(axis=1, keepdims=True))) + 1 - bits)
        np.testing.assert_array_equal(result / step, np.round(result / step))
        assert (abs(result - block) <= step).all()


@pytest.mark.parametrize("name", ["bf16", "f16", "bfp_bf8", "bfp_bf4"])
def test_rounding_twice_is_rounding_once(name):
    values = np.random.default_rng(1).standard_normal((2, 33)).astype(np.float32)
    once = device_format(name).round(values)
    np.testing.assert_array_equal(device_format(name).round(once), once)
