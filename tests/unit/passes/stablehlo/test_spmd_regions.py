"""Programs for XLA's partitioner, parts of them written for one chip, as the partitioner runs them."""

# ruff: noqa: E501 - lines of programs

import numpy as np
import pytest

import ttmlir_py

X = np.random.default_rng(0).normal(size=(8, 8)).astype(np.float32)


def call(target: str, value: str, sharding: str, source: str, result: str) -> str:
    return (
        f'stablehlo.custom_call @{target}({value}) {{mhlo.sharding = "{sharding}"}} : '
        f"(tensor<{source}xf32>) -> tensor<{result}xf32>"
    )


def around(name: str, value: str, sharding: str, whole: str, shard: str) -> str:
    """The calls that lead into a region."""
    return (
        f"%{name}w = {call('Sharding', value, sharding, whole, whole)}\n"
        f"%{name} = {call('SPMDFullToShardShape', f'%{name}w', '{manual}', whole, shard)}"
    )


def back(name: str, value: str, sharding: str, shard: str, whole: str) -> str:
    """The calls that lead out of a region."""
    return (
        f"%{name}m = {call('Sharding', value, '{manual}', shard, shard)}\n"
        f"%{name} = {call('SPMDShardToFullShape', f'%{name}m', sharding, shard, whole)}"
    )


def main(*lines: str) -> str:
    body = "\n".join(lines)
    return f"func.func public @main(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {{\n{body}\n}}"


def summed(name: str, value: str, groups: str, kind: str) -> str:
    return f"""%{name} = "stablehlo.all_reduce"({value}) <{{channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, replica_groups = dense<{groups}> : tensor<{kind}xi64>, use_global_device_ids}}> ({{
^bb0(%a: tensor<f32>, %b: tensor<f32>):
  %c = stablehlo.add %a, %b : tensor<f32>
  stablehlo.return %c : tensor<f32>
}}) : (tensor<4x2xf32>) -> tensor<4x2xf32>"""


BLOCKS = "{devices=[2,4]<=[8]}"
ROWS = "[[0, 1, 2, 3], [4, 5, 6, 7]]"


def test_one_region() -> None:
    """Every chip adds up the blocks of its row; a constant is captured."""
    text = main(
        "%two = stablehlo.constant dense<2.0> : tensor<4x2xf32>",
        around("s", "%x", BLOCKS, "8x8", "4x2"),
        summed("t", "%s", ROWS, "2x4"),
        "%u = stablehlo.multiply %t, %two : tensor<4x2xf32>",
        back("r", "%u", BLOCKS, "4x2", "8x8"),
        "return %r : tensor<8x8xf32>",
    )
    row_sums = X.reshape(8, 4, 2).sum(1)
    np.testing.assert_allclose(
        ttmlir_py.compile(text)(X)[0], np.tile(2 * row_sums, (1, 4)), rtol=1e-4, atol=1e-4
    )


def test_numbers_of_chips() -> None:
    """What is computed from a chip's number differs between chips, so it is inside."""
    text = main(
        "%id = stablehlo.partition_id : tensor<ui32>",
        "%f = stablehlo.convert %id : (tensor<ui32>) -> tensor<f32>",
        "%n = stablehlo.broadcast_in_dim %f, dims = [] : (tensor<f32>) -> tensor<4x2xf32>",
        around("s", "%x", BLOCKS, "8x8", "4x2"),
        "%t = stablehlo.add %s, %n : tensor<4x2xf32>",
        back("r", "%t", BLOCKS, "4x2", "8x8"),
        "return %r : tensor<8x8xf32>",
    )
    numbers = np.kron(np.arange(8).reshape(2, 4), np.ones((4, 2)))
    np.testing.assert_allclose(ttmlir_py.compile(text)(X)[0], X + numbers, rtol=1e-4)


def test_one_region_after_the_other() -> None:
    """What the first gives whole is divided otherwise for the second."""
    columns = "{devices=[4,2]<=[2,4]T(1,0)}"
    text = main(
        around("s", "%x", BLOCKS, "8x8", "4x2"),
        "%t = stablehlo.reverse %s, dims = [1] : tensor<4x2xf32>",
        back("r", "%t", BLOCKS, "4x2", "8x8"),
        "%h = stablehlo.negate %r : tensor<8x8xf32>",
        around("p", "%h", columns, "8x8", "2x4"),
        "%q = stablehlo.reverse %p, dims = [0] : tensor<2x4xf32>",
        back("o", "%q", columns, "2x4", "8x8"),
        "return %o : tensor<8x8xf32>",
    )
    exe = ttmlir_py.compile(text)
    first = X.reshape(8, 4, 2)[:, :, ::-1].reshape(8, 8)
    second = -first.reshape(4, 2, 8)[:, ::-1].reshape(8, 8)
    np.testing.assert_allclose(exe(X)[0], second, rtol=1e-5)
    assert "SPMD" not in exe.ir("stablehlo")


@pytest.mark.parametrize(
    ("sharding", "shard"),
    [
        ("{devices=[4,2]0,4,1,5,2,6,3,7}", "2x4"),
        ("{devices=[2,4]0,1,2,3,4,5,6,7}", "4x2"),
        ("{devices=[8,1]<=[8]}", "1x8"),
        ("{devices=[1,2,4]0,4,1,5,2,6,3,7 last_tile_dim_replicate}", "8x4"),
        ("{devices=[4,1,2]0,4,1,5,2,6,3,7 last_tile_dim_replicate}", "2x8"),
        ("{devices=[2,2,2]<=[2,2,2]T(2,0,1) last_tile_dim_replicate}", "4x4"),
    ],
)
def test_orders_of_chips(sharding: str, shard: str) -> None:
    """The blocks are those of the numbers that are listed: each is marked by its first element."""
    rows, columns = map(int, shard.split("x"))
    first = ", ".join(f"0:{1}" for _ in shard.split("x"))
    text = main(
        around("s", "%x", sharding, "8x8", shard),
        f"%c = stablehlo.slice %s [{first}] : (tensor<{shard}xf32>) -> tensor<1x1xf32>",
        f"%t = stablehlo.broadcast_in_dim %c, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<{shard}xf32>",
        back("r", "%t", sharding, shard, "8x8"),
        "return %r : tensor<8x8xf32>",
    )
    marks = X[::rows, ::columns]
    wanted = np.kron(marks, np.ones((rows, columns)))
    np.testing.assert_allclose(ttmlir_py.compile(text)(X)[0], wanted, rtol=1e-5)


def test_shapes_that_contradict_the_sharding_are_refused() -> None:
    text = main(
        around("s", "%x", "{devices=[8,1]<=[8]}", "8x8", "8x1"),
        back("r", "%s", "{devices=[8,1]<=[8]}", "8x1", "8x8"),
        "return %r : tensor<8x8xf32>",
    )
    with pytest.raises(ttmlir_py.CompileError, match="SPMDFullToShardShape"):
        ttmlir_py.compile(text)


def test_orders_that_are_no_mesh_are_refused() -> None:
    text = main(
        around("s", "%x", "{devices=[4,1]0,2,1,3}", "8x8", "2x8"),
        back("r", "%s", "{devices=[4,1]0,1,3,2}", "2x8", "8x8"),
        "return %r : tensor<8x8xf32>",
    )
    with pytest.raises(ttmlir_py.CompileError, match="no axes of mesh @mesh make up"):
        ttmlir_py.compile(text)
