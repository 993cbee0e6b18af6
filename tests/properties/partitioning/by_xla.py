"""Runs programs with shardings on XLA's virtual devices, and compares their results.

`by_xla.py FOLDER` reads FOLDER/cases.json and the expected results SEED.npz.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=64"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import numpy as np
from jax._src import compiler
from jax._src.interpreters import mlir
from jax._src.lib import xla_client
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from jaxlib import _jax
from jaxlib.mlir import ir


def compiled(text: str, devices: list[jax.Device]):
    with mlir.make_ir_context():
        module = ir.Module.parse(text)
        options = xla_client.CompileOptions()
        options.num_replicas, options.num_partitions = 1, len(devices)
        build = options.executable_build_options
        build.num_replicas, build.num_partitions = 1, len(devices)
        build.use_spmd_partitioning = build.use_shardy_partitioner = True
        build.device_assignment = xla_client.DeviceAssignment.create(
            np.arange(len(devices)).reshape(1, len(devices))
        )
        client = devices[0].client
        return compiler.backend_compile_and_load(
            client, module, _jax.DeviceList(tuple(devices)), options, []
        )


def _whole(rank: int) -> str:
    dims = ", ".join("{}" for _ in range(rank))
    return f"{{sdy.sharding = #sdy.sharding<@mesh, [{dims}]>}}"


def run(case: dict, folder: Path) -> None:
    sizes: dict[str, int] = case["mesh"]
    devices = jax.devices()[: int(np.prod(list(sizes.values())))]
    mesh = Mesh(np.array(devices).reshape(tuple(sizes.values())), tuple(sizes))
    head, arrow, rest = case["text"].partition(") -> (")
    head = re.sub(r"(, )?\?", "", head)
    arguments = []
    for index, shape in enumerate(case["shapes"]):
        array = np.random.default_rng(index).integers(-4, 5, tuple(shape)).astype(np.float32)
        given = re.search(rf"%arg{index}: [^{{,)]*\{{sdy.sharding = \S+<@mesh, \[(.*?)\]>", head)
        dims = re.findall(r"\{(.*?)\}", given[1]) if given else [""] * len(shape)
        if not given:  # XLA would shard it as it likes
            head = re.sub(rf"(%arg{index}: tensor<[^>]*>)", rf"\1 {_whole(len(shape))}", head)
        spec = [tuple(re.findall(r'"(\w+)"', dim)) or None for dim in dims]
        arguments.append(jax.device_put(array, NamedSharding(mesh, PartitionSpec(*spec))))
    results, brace, body = rest.partition(") {\n")
    results = re.sub(r"tensor<([\dx]*)f32>", lambda m: f"{m[0]} {_whole(m[1].count('x'))}", results)
    executable = compiled(head + arrow + results + brace + body, devices)
    outputs = executable.execute_sharded(arguments).disassemble_into_single_device_arrays()
    wanted = np.load(folder / f"{case['seed']}.npz")
    for number, arrays in enumerate(outputs):
        expected = wanted[f"arr_{number}"]
        got = np.asarray(arrays[0])
        assert got.shape == expected.shape, (case["seed"], got.shape, expected.shape)
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-4, err_msg=str(case["seed"]))
    print(case["seed"], "equal", flush=True)


def main() -> None:
    folder = Path(sys.argv[1])
    for case in json.loads((folder / "cases.json").read_text()):
        run(case, folder)


if __name__ == "__main__":
    main()
