"""SDY, Shardy's dialect: meshes, shardings of tensors over them, and the ops that move shards."""

from collections.abc import Callable
from importlib import import_module

from xdsl.ir import Operation

from ttmlir_py.support.dialect import LazyDialect


def _attached() -> Callable[[Operation], None]:
    return import_module(f"{__name__}.attached").verify_attached


DIALECT = LazyDialect(
    "sdy",
    __name__,
    {
        "annotations": "constant data_flow_edge func_data_flow_edge mesh propagation_barrier "
        "reshard sharding_constraint sharding_group",
        "collectives": "all_gather all_reduce all_slice all_to_all collective_permute "
        "reduce_scatter replicated_to_unreduced sharded_to_unreduced",
        "computations": "manual_computation named_computation return",
    },
    attributes={
        "axes": "axis_ref axis_ref_list list_of_axis_ref_lists manual_axes sub_axis_info",
        "collective_attributes": "all_to_all_param all_to_all_param_list",
        "debug_info": "axis_to_propagation_details edge_value_ref propagation_edges "
        "propagation_one_step",
        "mesh": "mesh mesh_axis",
        "rule": "dim_mapping op_sharding_rule tensor_mapping",
        "sharding": "dimension_sharding sharding sharding_per_value",
    },
    attached=_attached,
)
