"""The StableHLO dialect: portable tensor programs, the compiler's input."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "stablehlo",
    __name__,
    {
        "asynchronous": "async_done async_start",
        "calls": "composite custom_call",
        "collectives": (
            "all_gather all_reduce all_to_all collective_broadcast collective_permute "
            "collective_reduce reduce_scatter"
        ),
        "contraction": "dot dot_general",
        "control_flow": "case if map return while",
        "convolution": "convolution dynamic_conv",
        "creation": "constant iota partition_id replica_id",
        "data_movement": (
            "bitcast_convert broadcast_in_dim concatenate pad reshape reverse slice transpose"
        ),
        "deprecated": "broadcast cross-replica-sum einsum torch_index_select unary_einsum",
        "dynamic": (
            "dynamic_broadcast_in_dim dynamic_gather dynamic_iota dynamic_pad dynamic_reshape "
            "get_dimension_size real_dynamic_slice set_dimension_size"
        ),
        "elementwise_binary": (
            "add and atan2 clamp compare complex divide maximum minimum multiply or power "
            "remainder select shift_left shift_right_arithmetic shift_right_logical subtract xor"
        ),
        "elementwise_unary": (
            "abs cbrt ceil convert cosine count_leading_zeros exponential exponential_minus_one "
            "floor imag is_finite log log_plus_one logistic negate not popcnt real "
            "reduce_precision round_nearest_afz round_nearest_even rsqrt sign sine sqrt tan tanh"
        ),
        "indexing": "dynamic_slice dynamic_update_slice gather scatter",
        "linear_algebra": "cholesky fft triangular_solve",
        "memory": (
            "after_all create_token get_tuple_element infeed optimization_barrier outfeed recv "
            "send tuple"
        ),
        "normalization": "batch_norm_grad batch_norm_inference batch_norm_training",
        "quantization": "uniform_dequantize uniform_quantize",
        "random": "rng rng_bit_generator",
        "reduction": "reduce reduce_window select_and_scatter",
        "sorting": "sort",
    },
    attributes={
        "accuracy": "result_accuracy",
        "attributes": (
            "channel_handle comparison_direction comparison_type dot fft_type "
            "gather output_operand_alias precision result_accuracy_mode rng_algorithm "
            "rng_distribution scatter transpose"
        ),
        "bounds": "bounds type_extensions",
        "convolution_numbers": "conv",
        "dot_algorithm": "dot_algorithm",
        "mesh_attributes": ("axis_ref mesh mesh_axis replica_group_mesh_axes sub_axis_info"),
    },
    types={"types": "future token"},
)
