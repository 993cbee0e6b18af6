"""The ttcore dialect: machines, meshes and what the other Tenstorrent dialects share."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "ttcore",
    __name__,
    {
        "calls": "composite load_cached",
        "control_flow": "optimization_barrier",
        "dictionaries": "get_key_value set_key_value",
        "globals": "get_global global",
        "modules": "cpu_module device device_module",
        "tuples": "get_tuple_element tuple",
    },
    attributes={
        "attributes": (
            "arch argument_type attention_mask_type iterator_type memory_space "
            "moe_activation_function reduce_type shard_direction shard_status shard_type "
            "supportedDataTypes topology"
        ),
        "device": "device",
        "grid": "core_coord core_range grid",
        "meshes": ("fabric_connection_config local_shape mesh mesh_topology meshes tensor_mesh"),
        "system_desc": "chip_channel chip_desc cpu_desc system_desc",
    },
    types={"types": "dict tile"},
)
