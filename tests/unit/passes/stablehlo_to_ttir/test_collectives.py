"""Collectives in manual computations, along axes, several axes, and groups that are no line."""

import pytest

from stablehlo_to_ttir.law import assert_law, lowered, ops


def program(
    body: str,
    result: str,
    out: str = '[{"x", "y"}, {}]',
    element: str = "f32",
    mesh: str = '"x"=2, "y"=4',
    sharding: str = '[{"x"}, {"y"}]',
) -> str:
    """A computation on parts of 4x8 elements; `result` is `<local shape> of <whole shape>`."""
    axes = ", ".join(part.split("=")[0] for part in mesh.split(", "))
    local, total = result.split(" of ")
    return f"""
module {{
  sdy.mesh @mesh = <[{mesh}]>
  func.func @main(%a: tensor<8x32x{element}>) -> tensor<{total}x{element}> {{
    %0 = sdy.manual_computation(%a) in_shardings=[<@mesh, {sharding}>]
      out_shardings=[<@mesh, {out}>] manual_axes={{{axes}}} (%x: tensor<4x8x{element}>) {{
      {body}
      sdy.return %r : tensor<{local}x{element}>
    }} : (tensor<8x32x{element}>) -> tensor<{total}x{element}>
    return %0 : tensor<{total}x{element}>
  }}
}}"""


ROWS = "dense<[[0, 1, 2, 3], [4, 5, 6, 7]]> : tensor<2x4xi64>"
COLUMNS = "dense<[[0, 4], [1, 5], [2, 6], [3, 7]]> : tensor<4x2xi64>"
ALL = "dense<[[0, 1, 2, 3, 4, 5, 6, 7]]> : tensor<1x8xi64>"
ALL_BY_COLUMNS = "dense<[[0, 4, 1, 5, 2, 6, 3, 7]]> : tensor<1x8xi64>"
PAIRS = "dense<[[0, 2], [1, 3], [4, 6], [5, 7]]> : tensor<4x2xi64>"
SCRAMBLED = "dense<[[5, 0, 2, 7], [1, 4, 6, 3]]> : tensor<2x4xi64>"
GROUPS = [ROWS, COLUMNS, ALL, ALL_BY_COLUMNS, PAIRS, SCRAMBLED]
CHANNEL = "channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>"


def size(groups: str) -> int:
    return int(groups.rpartition("x")[0].rpartition("x")[2])


def region(op: str, element: str) -> str:
    return f"""({{
        ^bb0(%b: tensor<{element}>, %c: tensor<{element}>):
          %s = stablehlo.{op} %b, %c : tensor<{element}>
          stablehlo.return %s : tensor<{element}>
      }})"""


def all_reduce(groups: str, op: str = "add", element: str = "f32") -> str:
    type_ = f"tensor<4x8x{element}>"
    body = f"""%r = "stablehlo.all_reduce"(%x) <{{{CHANNEL}, replica_groups = {groups},
        use_global_device_ids}}> {region(op, element)} : ({type_}) -> {type_}"""
    return program(body, "4x8 of 32x8", element=element)


def all_gather(groups: str, dim: int) -> str:
    shape = [4, 8]
    shape[dim] *= size(groups)
    local = "x".join(map(str, shape))
    whole = f"{shape[0] * 8}x{shape[1]}"
    body = f"""%r = "stablehlo.all_gather"(%x) <{{all_gather_dim = {dim} : i64, {CHANNEL},
        replica_groups = {groups}, use_global_device_ids}}>
        : (tensor<4x8xf32>) -> tensor<{local}xf32>"""
    return program(body, f"{local} of {whole}")


def reduce_scatter(groups: str, op: str = "add") -> str:
    part = 8 // size(groups)
    body = f"""%r = "stablehlo.reduce_scatter"(%x) <{{{CHANNEL}, replica_groups = {groups},
        scatter_dimension = 1 : i64, use_global_device_ids}}> {region(op, "f32")}
        : (tensor<4x8xf32>) -> tensor<4x{part}xf32>"""
    return program(body, f"4x{part} of 32x{part}")


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("op", ["add", "maximum", "multiply"])
def test_all_reduce(groups: str, op: str):
    assert_law(all_reduce(groups, op))


def test_all_reduce_of_booleans():
    assert_law(all_reduce(ROWS, "or", "i1"))


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("dim", [0, 1])
def test_all_gather(groups: str, dim: int):
    assert_law(all_gather(groups, dim))


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("op", ["add", "minimum"])
def test_reduce_scatter(groups: str, op: str):
    assert_law(reduce_scatter(groups, op))


def test_one_op_per_axis():
    names = ops(lowered(all_reduce(ALL)))
    assert names == ["ttir.mesh_shard", *["ttir.all_reduce"] * 2, "ttir.mesh_shard"]


def test_all_to_all_and_permute_and_broadcast():
    body = f"""%y = "stablehlo.all_to_all"(%x) <{{{CHANNEL}, concat_dimension = 0 : i64,
        replica_groups = {ROWS}, split_count = 4 : i64, split_dimension = 1 : i64}}>
        : (tensor<4x8xf32>) -> tensor<16x2xf32>
      %z = "stablehlo.collective_permute"(%y) <{{{CHANNEL},
        source_target_pairs = dense<[[0, 3], [3, 5], [5, 0]]> : tensor<3x2xi64>}}>
        : (tensor<16x2xf32>) -> tensor<16x2xf32>
      %w = "stablehlo.collective_broadcast"(%y) <{{{CHANNEL}, replica_groups = {PAIRS}}}>
        : (tensor<16x2xf32>) -> tensor<16x2xf32>
      %r = stablehlo.add %z, %w : tensor<16x2xf32>"""
    assert_law(program(body, "16x2 of 128x2"))


def test_partition_id():
    body = """%i = stablehlo.partition_id : tensor<ui32>
      %j = stablehlo.replica_id : tensor<ui32>
      %k = stablehlo.add %i, %j : tensor<ui32>
      %f = stablehlo.convert %k : (tensor<ui32>) -> tensor<f32>
      %b = stablehlo.broadcast_in_dim %f, dims = [] : (tensor<f32>) -> tensor<4x8xf32>
      %r = stablehlo.add %x, %b : tensor<4x8xf32>"""
    assert_law(program(body, "4x8 of 32x8"))


@pytest.mark.parametrize("out", ['[{"x", "y"}, {}]', '[{"y", "x"}, {}]', '[{}, {"y", "x"}]'])
def test_axes_may_divide_in_any_order(out: str):
    shape = "32x8" if out.endswith("{}]") else "4x64"
    assert_law(program("%r = stablehlo.negate %x : tensor<4x8xf32>", f"4x8 of {shape}", out))


def test_three_axes():
    body = f"""%r = "stablehlo.all_gather"(%x) <{{all_gather_dim = 0 : i64, {CHANNEL},
        replica_groups = {PAIRS}, use_global_device_ids}}> : (tensor<4x8xf32>) -> tensor<8x8xf32>"""
    text = program(
        body,
        "8x8 of 64x8",
        '[{"x", "y", "z"}, {}]',
        mesh='"x"=2, "y"=2, "z"=2',
        sharding='[{"x"}, {"z", "y"}]',
    )
    assert "ttir.all_gather" in ops(assert_law(text))
