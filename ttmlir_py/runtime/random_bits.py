"""Counter-based random bits as XLA makes them: ThreeFry 2x32 and Philox 4x32."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
_PARITY = np.uint32(0x1BD11BDA)
_PHILOX_FACTORS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_PHILOX_STEPS = (np.uint32(0x9E3779B9), np.uint32(0xBB67AE85))
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)

Bits = Array | np.unsignedinteger[Any]
Words = tuple[Bits, Bits]


def threefry(key: Bits, counter: Bits, shape: Sequence[int], width: int) -> tuple[Bits, Bits]:
    """Bits of a shape from a 64-bit key and counter, and the counter afterwards."""
    if width == 64:
        bits = _threefry_at(key, counter, shape)
        return _join(*bits), counter + np.uint64(prod(shape))
    half, dim = _halved(shape)
    low, high = _threefry_at(key, counter, half)
    if not shape:
        bits = low.reshape(())
    else:
        both = np.stack([low, high], axis=dim + 1)
        merged = (*half[:dim], 2 * half[dim], *half[dim + 1 :])
        bits = both.reshape(merged)[tuple(slice(size) for size in shape)]
    return bits, counter + np.uint64(prod(half))


def _halved(shape: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """The shape with one dimension halved: the first even one, else the largest."""
    if not shape:
        return (1,), 0
    even = [dim for dim, size in enumerate(shape) if size % 2 == 0]
    dim = even[0] if even else max(range(len(shape)), key=lambda d: (shape[d], -d))
    return (*shape[:dim], -(-shape[dim] // 2), *shape[dim + 1 :]), dim


def _threefry_at(key: Bits, counter: Bits, shape: Sequence[int]) -> Words:
    places = counter + np.arange(prod(shape), dtype=np.uint64).reshape(tuple(shape))
    return _threefry_rounds(_words(key), _words(places))


def _threefry_rounds(key: Words, x: Words) -> Words:
    keys = (key[0], key[1], key[0] ^ key[1] ^ _PARITY)
    x0, x1 = x[0] + keys[0], x[1] + keys[1]
    for turn in range(5):
        for distance in _ROTATIONS[turn % 2]:
            x0 = x0 + x1
            x1 = ((x1 << np.uint32(distance)) | (x1 >> np.uint32(32 - distance))) ^ x0
        x0 = x0 + keys[(turn + 1) % 3]
        x1 = x1 + keys[(turn + 2) % 3] + np.uint32(turn + 1)
    return x0, x1


def philox(key: Bits, counter: Words, shape: Sequence[int], width: int) -> tuple[Array, Words]:
    """Bits of a shape from a 64-bit key and a 128-bit counter, and the counter afterwards."""
    count = prod(shape) * (2 if width == 64 else 1)
    groups = -(-count // 4)
    places = _add(counter, np.arange(groups, dtype=np.uint64))
    words = _philox_rounds((*_words(places[0]), *_words(places[1])), _words(key))
    if width == 64:
        pairs = np.stack([_join(words[0], words[1]), _join(words[2], words[3])], axis=1)
        bits = pairs.reshape(-1)[: prod(shape)]
    else:
        bits = np.stack(words, axis=1).reshape(-1)[: prod(shape)]
    return bits.reshape(tuple(shape)), _add(counter, np.uint64(groups))


def _philox_rounds(state: tuple[Bits, ...], key: Words) -> tuple[Bits, ...]:
    k0, k1 = key
    x0, x1, x2, x3 = state
    for _ in range(10):
        first = x0.astype(np.uint64) * _PHILOX_FACTORS[0]
        second = x2.astype(np.uint64) * _PHILOX_FACTORS[1]
        low0, high0 = _words(first)
        low1, high1 = _words(second)
        x0, x1, x2, x3 = high1 ^ x1 ^ k0, low1, high0 ^ x3 ^ k1, low0
        k0, k1 = k0 + _PHILOX_STEPS[0], k1 + _PHILOX_STEPS[1]
    return x0, x1, x2, x3


def _words(x: Bits) -> Words:
    """The low and the high 32 bits."""
    return (x & _LOW).astype(np.uint32), (x >> _HALF).astype(np.uint32)


def _join(low: Bits, high: Bits) -> Bits:
    return low.astype(np.uint64) | (high.astype(np.uint64) << _HALF)


def _add(counter: Words, step: Bits) -> Words:
    low = counter[0] + step
    return low, counter[1] + (low < counter[0]).astype(np.uint64)
