"""One use of every StableHLO op: `arguments | operations`, in the text that MLIR prints.

`F` stands for tensor<2x3xf32>, `I` for tensor<2x3xi32>, `P` for tensor<2x3xi1>,
`C` for tensor<2x3xcomplex<f32>>, `S` for tensor<f32>, `N` for tensor<i32>, `T` for a token.
"""

import re

from ttmlir_py.context import Context
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.verifier import verify

SHORT = {
    "F": "tensor<2x3xf32>",
    "I": "tensor<2x3xi32>",
    "P": "tensor<2x3xi1>",
    "C": "tensor<2x3xcomplex<f32>>",
    "S": "tensor<f32>",
    "N": "tensor<i32>",
    "T": "!stablehlo.token",
}

ADD_BLOCK = """({
    ^bb0(%a: S, %b: S):
      %sum = stablehlo.add %a, %b : S
      stablehlo.return %sum : S
    })"""
GROUPS = "replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>"
CHANNEL = "channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>"


def unary(word: str, type_: str = "F") -> str:
    return f"{type_} | stablehlo.{word} %0 : {type_}"


def binary(word: str, type_: str = "F") -> str:
    return f"{type_}, {type_} | stablehlo.{word} %0, %1 : {type_}"


UNARY_FLOAT = (
    "abs cbrt ceil cosine exponential exponential_minus_one floor log log_plus_one logistic negate "
    "round_nearest_afz round_nearest_even rsqrt sign sine sqrt tan tanh"
)
BINARY_FLOAT = "add atan2 divide maximum minimum multiply power remainder subtract"
BINARY_INTEGER = "and or shift_left shift_right_arithmetic shift_right_logical xor"

ELEMENTWISE = {
    **{word: unary(word) for word in UNARY_FLOAT.split()},
    **{word: unary(word, "I") for word in ["count_leading_zeros", "not", "popcnt"]},
    **{word: binary(word) for word in BINARY_FLOAT.split()},
    **{word: binary(word, "I") for word in BINARY_INTEGER.split()},
    "clamp": "S, F, S | stablehlo.clamp %0, %1, %2 : (S, F, S) -> F",
    "compare": "F, F | stablehlo.compare LT, %0, %1, TOTALORDER : (F, F) -> P",
    "complex": "F, F | stablehlo.complex %0, %1 : C",
    "convert": "F | stablehlo.convert %0 : (F) -> I",
    "imag": "C | stablehlo.imag %0 : (C) -> F",
    "is_finite": "F | stablehlo.is_finite %0 : (F) -> P",
    "real": "C | stablehlo.real %0 : (C) -> F",
    "reduce_precision": "F | stablehlo.reduce_precision %0, format = e5m10 : F",
    "select": "P, F, F | stablehlo.select %0, %1, %2 : P, F",
}

TENSORS = {
    "bitcast_convert": "F | stablehlo.bitcast_convert %0 : (F) -> I",
    "broadcast": "F | stablehlo.broadcast %0, sizes = [5] : (F) -> tensor<5x2x3xf32>",
    "broadcast_in_dim": (
        "tensor<3xf32> | stablehlo.broadcast_in_dim %0, dims = [1] : (tensor<3xf32>) -> F"
    ),
    "concatenate": "F, F | stablehlo.concatenate %0, %1, dim = 1 : (F, F) -> tensor<2x6xf32>",
    "constant": "| stablehlo.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>",
    "iota": "| stablehlo.iota dim = 1 : F",
    "pad": (
        "F, S | stablehlo.pad %0, %1, low = [0, -1], high = [1, 0], interior = [2, 0] "
        ": (F, S) -> tensor<5x2xf32>"
    ),
    "partition_id": "| stablehlo.partition_id : tensor<ui32>",
    "replica_id": "| stablehlo.replica_id : tensor<ui32>",
    "reshape": "F | stablehlo.reshape %0 : (F) -> tensor<6xf32>",
    "reverse": "F | stablehlo.reverse %0, dims = [0, 1] : F",
    "slice": "F | stablehlo.slice %0 [0:2:2, 1:3] : (F) -> tensor<1x2xf32>",
    "transpose": "F | stablehlo.transpose %0, dims = [1, 0] : (F) -> tensor<3x2xf32>",
}

DYNAMIC = {
    "dynamic_broadcast_in_dim": (
        "tensor<?xf32>, tensor<2xi64> | stablehlo.dynamic_broadcast_in_dim %0, %1, dims = [1] "
        "{known_expanding_dimensions = array<i64: 0>} "
        ": (tensor<?xf32>, tensor<2xi64>) -> tensor<?x?xf32>"
    ),
    "dynamic_conv": (
        "tensor<1x8x8x3xf32>, tensor<3x3x3x16xf32>, tensor<2x2xi32> "
        '| "stablehlo.dynamic_conv"(%0, %1, %2) <{batch_group_count = 1 : i64, '
        "dimension_numbers = #stablehlo.conv<[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]>, "
        "feature_group_count = 1 : i64}> : (tensor<1x8x8x3xf32>, tensor<3x3x3x16xf32>, "
        "tensor<2x2xi32>) -> tensor<1x?x?x16xf32>"
    ),
    "dynamic_gather": (
        'F, tensor<5x1xi32>, tensor<2xi32> | "stablehlo.dynamic_gather"(%0, %1, %2) '
        "<{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], "
        "start_index_map = [0], index_vector_dim = 1>}> "
        ": (F, tensor<5x1xi32>, tensor<2xi32>) -> tensor<5x?xf32>"
    ),
    "dynamic_iota": (
        "tensor<1xi64> | stablehlo.dynamic_iota %0, dim = 0 : (tensor<1xi64>) -> tensor<?xi32>"
    ),
    "dynamic_pad": (
        "F, S, tensor<2xi64> | stablehlo.dynamic_pad %0, %1, %2, %2, %2 "
        ": (F, S, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>"
    ),
    "dynamic_reshape": (
        "F, tensor<1xi64> | stablehlo.dynamic_reshape %0, %1 : (F, tensor<1xi64>) -> tensor<?xf32>"
    ),
    "get_dimension_size": "F | stablehlo.get_dimension_size %0, dim = 1 : (F) -> N",
    "real_dynamic_slice": (
        "F, tensor<2xi64> | stablehlo.real_dynamic_slice %0, %1, %1, %1 "
        ": (F, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>"
    ),
    "set_dimension_size": (
        "F, N | stablehlo.set_dimension_size %0, %1, dim = 1 "
        ": (F, N) -> tensor<2x?xf32, #stablehlo.bounds<?, 3>>"
    ),
}

CONTRACTION = {
    "cholesky": ("tensor<3x3xf32> | stablehlo.cholesky %0, lower = true : tensor<3x3xf32>"),
    "convolution": (
        "tensor<1x8x8x4xf32>, tensor<3x3x2x16xf32> "
        "| stablehlo.convolution(%0, %1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], "
        "window = {stride = [2, 1], pad = [[1, 1], [0, 0]], lhs_dilate = [1, 2], "
        "rhs_dilate = [1, 1], reverse = [true, false]} {batch_group_count = 1 : i64, "
        "feature_group_count = 2 : i64, precision_config = [#stablehlo<precision DEFAULT>, "
        "#stablehlo<precision HIGHEST>]} "
        ": (tensor<1x8x8x4xf32>, tensor<3x3x2x16xf32>) -> tensor<1x4x13x16xf32>"
    ),
    "dot": "F, tensor<3xf32> | stablehlo.dot %0, %1 : (F, tensor<3xf32>) -> tensor<2xf32>",
    "dot_general": (
        "tensor<5x2x3xf32>, tensor<5x3x7xf32> | stablehlo.dot_general %0, %1, "
        "batching_dims = [0] x [0], contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT], "
        "algorithm = <lhs_precision_type = tf32, rhs_precision_type = tf32, "
        "accumulation_type = f32, lhs_component_count = 1, rhs_component_count = 1, "
        "num_primitive_operations = 3, allow_imprecise_accumulation = false> "
        ": (tensor<5x2x3xf32>, tensor<5x3x7xf32>) -> tensor<5x2x7xf32>"
    ),
    "einsum": (
        'F, tensor<3x5xf32> | stablehlo.einsum %0, %1, config = "ab,bc->ac" '
        ": (F, tensor<3x5xf32>) -> tensor<2x5xf32>"
    ),
    "fft": (
        "tensor<8xf32> | stablehlo.fft %0, type = RFFT, length = [8] "
        ": (tensor<8xf32>) -> tensor<5xcomplex<f32>>"
    ),
    "triangular_solve": (
        'tensor<3x3xf32>, tensor<3x5xf32> | "stablehlo.triangular_solve"(%0, %1) '
        "<{left_side = true, lower = true, transpose_a = #stablehlo<transpose NO_TRANSPOSE>, "
        "unit_diagonal = false}> : (tensor<3x3xf32>, tensor<3x5xf32>) -> tensor<3x5xf32>"
    ),
    "unary_einsum": 'F | stablehlo.unary_einsum %0, config = "ab->a" : (F) -> tensor<2xf32>',
}

REDUCTION = {
    "reduce": (
        "F, S | stablehlo.reduce(%0 init: %1) applies stablehlo.maximum across dimensions = [1] "
        ": (F, S) -> tensor<2xf32>"
    ),
    "reduce_window": (
        f'F, S | "stablehlo.reduce_window"(%0, %1) <{{padding = dense<[[0, 0], [1, 1]]> '
        ": tensor<2x2xi64>, window_dimensions = array<i64: 2, 3>, "
        f"window_strides = array<i64: 1, 2>}}> {ADD_BLOCK} : (F, S) -> tensor<1x2xf32>"
    ),
    "select_and_scatter": (
        'tensor<4x4xf32>, tensor<2x2xf32>, S | "stablehlo.select_and_scatter"(%0, %1, %2) '
        "<{window_dimensions = array<i64: 2, 2>, window_strides = array<i64: 2, 2>}> ({\n"
        "^bb0(%a: S, %b: S):\n"
        "%c = stablehlo.compare GE, %a, %b : (S, S) -> tensor<i1>\n"
        "stablehlo.return %c : tensor<i1>\n"
        "}, {\n"
        "^bb0(%a: S, %b: S):\n"
        "%c = stablehlo.add %a, %b : S\n"
        "stablehlo.return %c : S\n"
        "}) : (tensor<4x4xf32>, tensor<2x2xf32>, S) -> tensor<4x4xf32>"
    ),
    "sort": (
        'F, I | "stablehlo.sort"(%0, %1) <{dimension = 1 : i64, is_stable = true}> ({\n'
        "^bb0(%a: S, %b: S, %c: N, %d: N):\n"
        "%e = stablehlo.compare LT, %a, %b, FLOAT : (S, S) -> tensor<i1>\n"
        "stablehlo.return %e : tensor<i1>\n"
        "}) : (F, I) -> (F, I)"
    ),
}

INDEXING = {
    "dynamic_slice": (
        "F, N | stablehlo.dynamic_slice %0, %1, %1, sizes = [1, 2] : (F, N, N) -> tensor<1x2xf32>"
    ),
    "dynamic_update_slice": (
        "F, tensor<1x2xf32>, N | stablehlo.dynamic_update_slice %0, %1, %2, %2 "
        ": (F, tensor<1x2xf32>, N, N) -> F"
    ),
    "gather": (
        'F, tensor<5x1xi32> | "stablehlo.gather"(%0, %1) <{dimension_numbers = '
        "#stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], "
        "index_vector_dim = 1>, indices_are_sorted = true, slice_sizes = array<i64: 1, 3>}> "
        ": (F, tensor<5x1xi32>) -> tensor<5x3xf32>"
    ),
    "scatter": (
        'F, tensor<1xi32>, tensor<3xf32> | "stablehlo.scatter"(%0, %1, %2) '
        "<{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [0], "
        "inserted_window_dims = [0], scatter_dims_to_operand_dims = [0]>, "
        f"unique_indices = true}}> {ADD_BLOCK} : (F, tensor<1xi32>, tensor<3xf32>) -> F"
    ),
    "torch_index_select": (
        'F, tensor<5xi32> | "stablehlo.torch_index_select"(%0, %1) <{batch_dims = 0 : i64, '
        "dim = 1 : i64}> : (F, tensor<5xi32>) -> tensor<2x5xf32>"
    ),
}

NORMALIZATION = {
    "batch_norm_grad": (
        "F, tensor<3xf32> "
        '| "stablehlo.batch_norm_grad"(%0, %1, %1, %1, %0) <{epsilon = 0.00100000005 : f32, '
        "feature_index = 1 : i64}> : (F, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, F) "
        "-> (F, tensor<3xf32>, tensor<3xf32>)"
    ),
    "batch_norm_inference": (
        "F, tensor<3xf32> "
        '| "stablehlo.batch_norm_inference"(%0, %1, %1, %1, %1) <{epsilon = 1.000000e-03 : f32, '
        "feature_index = 1 : i64}> : (F, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, "
        "tensor<3xf32>) -> F"
    ),
    "batch_norm_training": (
        'F, tensor<3xf32> | "stablehlo.batch_norm_training"(%0, %1, %1) <{epsilon = '
        "1.000000e-03 : f32, feature_index = 1 : i64}> : (F, tensor<3xf32>, tensor<3xf32>) "
        "-> (F, tensor<3xf32>, tensor<3xf32>)"
    ),
}

COLLECTIVES = {
    "all_gather": (
        f'F | "stablehlo.all_gather"(%0) <{{all_gather_dim = 1 : i64, {CHANNEL}, {GROUPS}, '
        "use_global_device_ids}> : (F) -> tensor<2x6xf32>"
    ),
    "all_reduce": f'F | "stablehlo.all_reduce"(%0) <{{{GROUPS}}}> {ADD_BLOCK} : (F) -> F',
    "all_to_all": (
        f'F | "stablehlo.all_to_all"(%0) <{{concat_dimension = 1 : i64, {GROUPS}, '
        "split_count = 2 : i64, split_dimension = 0 : i64}> : (F) -> tensor<1x6xf32>"
    ),
    "collective_broadcast": f'F | "stablehlo.collective_broadcast"(%0) <{{{GROUPS}}}> : (F) -> F',
    "collective_permute": (
        'F | "stablehlo.collective_permute"(%0) <{source_target_pairs = '
        "dense<[[0, 1], [1, 0]]> : tensor<2x2xi64>}> : (F) -> F"
    ),
    "cross-replica-sum": f'F | "stablehlo.cross-replica-sum"(%0) <{{{GROUPS}}}> : (F) -> F',
    "reduce_scatter": (
        f'F | "stablehlo.reduce_scatter"(%0) <{{{GROUPS}, scatter_dimension = 0 : i64}}> '
        f"{ADD_BLOCK} : (F) -> tensor<1x3xf32>"
    ),
}

CONTROL_FLOW = {
    "case": (
        'N, F | "stablehlo.case"(%0) ({\nstablehlo.return %1 : F\n}, {\n'
        "stablehlo.return %1 : F\n}) : (N) -> F"
    ),
    "if": (
        'tensor<i1>, F | "stablehlo.if"(%0) ({\nstablehlo.return %1 : F\n}, {\n'
        "stablehlo.return %1 : F\n}) : (tensor<i1>) -> F"
    ),
    "map": (
        f'F, F | "stablehlo.map"(%0, %1) <{{dimensions = array<i64: 0, 1>}}> {ADD_BLOCK} '
        ": (F, F) -> F"
    ),
    "while": (
        "tensor<i1>, N | stablehlo.while(%i = %1, %j = %0) : N, tensor<i1> attributes "
        "{unroll = 2 : i64}\n cond {\n stablehlo.return %j : tensor<i1>\n} do {\n"
        "stablehlo.return %i, %j : N, tensor<i1>\n}"
    ),
}

CALLS = {
    "composite": (
        'F | stablehlo.composite "my.op" %0 {composite_attributes = {k = 1 : i64}, '
        "decomposition = @decomposition, version = 1 : i32} : (F) -> F"
    ),
    "custom_call": (
        'F | stablehlo.custom_call @"a target"(%0) {api_version = 4 : i32, backend_config = '
        "{k = 1 : i64}, has_side_effect = true, operand_layouts = [dense<[1, 0]> : "
        "tensor<2xindex>], output_operand_aliases = [#stablehlo.output_operand_alias<"
        "output_tuple_indices = [], operand_index = 0, operand_tuple_indices = []>], "
        "result_layouts = [dense<[1, 0]> : tensor<2xindex>]} : (F) -> F"
    ),
}

MEMORY = {
    "after_all": "T | stablehlo.after_all %0, %0 : T",
    "create_token": "| stablehlo.create_token : T",
    "get_tuple_element": "tuple<F, N> | stablehlo.get_tuple_element %0[1] : (tuple<F, N>) -> N",
    "infeed": (
        'T | "stablehlo.infeed"(%0) <{infeed_config = "c", layout = [[0, 1]]}> : (T) -> (F, T)'
    ),
    "optimization_barrier": "F, N | stablehlo.optimization_barrier %0, %1 : F, N",
    "outfeed": 'F, T | "stablehlo.outfeed"(%0, %1) <{outfeed_config = "c"}> : (F, T) -> T',
    "recv": (
        'T | "stablehlo.recv"(%0) <{channel_handle = #stablehlo.channel_handle<handle = 1, '
        "type = 3>, is_host_transfer = true}> : (T) -> (F, T)"
    ),
    "send": (
        'F, T | "stablehlo.send"(%0, %1) <{channel_handle = #stablehlo.channel_handle<handle = 1, '
        "type = 1>}> : (F, T) -> T"
    ),
    "tuple": "F, N | stablehlo.tuple %0, %1 : tuple<F, N>",
}

RANDOM = {
    "rng": (
        "S, tensor<2xi64> | stablehlo.rng %0, %0, %1, distribution = NORMAL "
        ": (S, S, tensor<2xi64>) -> tensor<?x?xf32>"
    ),
    "rng_bit_generator": (
        "tensor<2xui64> | stablehlo.rng_bit_generator %0, algorithm = THREE_FRY "
        ": (tensor<2xui64>) -> (tensor<2xui64>, tensor<2x3xui32>)"
    ),
}

JUDGED = {
    **ELEMENTWISE,
    **TENSORS,
    **DYNAMIC,
    **CONTRACTION,
    **REDUCTION,
    **INDEXING,
    **NORMALIZATION,
    **COLLECTIVES,
    **CONTROL_FLOW,
    **CALLS,
    **MEMORY,
    **RANDOM,
}
"""What the MLIR in jaxlib reads too."""

NEWER = {
    "async_done": (
        '!stablehlo.future<F> | "stablehlo.async_done"(%0) : (!stablehlo.future<F>) -> F'
    ),
    "async_start": (
        'F | "stablehlo.async_start"(%0) ({\n^bb0(%a: F):\n'
        f'%b = "stablehlo.collective_broadcast"(%a) <{{{GROUPS}}}> : (F) -> F\n'
        "stablehlo.return %b : F\n}) : (F) -> !stablehlo.future<F>"
    ),
    "collective_reduce": (
        f'F | "stablehlo.collective_reduce"(%0) <{{{GROUPS}}}> {ADD_BLOCK} : (F) -> F'
    ),
    "uniform_dequantize": (
        "tensor<2x3x!quant.uniform<i8<-100:100>:f32:1, {5.000000e-01,2.500000e-01:3,1.000000e+00}>>"
        " | stablehlo.uniform_dequantize %0 : (tensor<2x3x!quant.uniform<i8<-100:100>:f32:1, "
        "{5.000000e-01,2.500000e-01:3,1.000000e+00}>>) -> F"
    ),
    "uniform_quantize": (
        "F | stablehlo.uniform_quantize %0 : (F) -> tensor<2x3x!quant.uniform<u8:f32, "
        "5.000000e-01:17>>"
    ),
}
"""What it does not: newer ops, and quantized types."""


def module_of(snippet: str) -> str:
    """A module around a snippet, its results named by their kind of op."""
    arguments, _, body = snippet.partition("|")
    types = [part.strip() for part in _split(arguments)]
    named = ", ".join(f"%{i}: {type_}" for i, type_ in enumerate(types))
    function = "func.func private @decomposition(%0: F) -> F {\nreturn %0 : F\n}\n"
    decomposition = function if "@decomposition" in body else ""
    text = f"{decomposition}func.func @main({named}) {{\n{_assigned(body.strip())}\nreturn\n}}\n"
    return _expanded(text)


def _split(arguments: str) -> list[str]:
    parts: list[str] = []
    depth = 0
    for char in arguments.strip():
        depth += (char in "<{") - (char in ">}")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts = [*parts[:-1], parts[-1] + char] if parts else [char]
    return parts


def _assigned(body: str) -> str:
    types = body.rpartition("->")[2].strip()
    count = len(_split(types[1:-1])) if types.startswith("(") else 1
    if body.startswith(("stablehlo.optimization_barrier", "stablehlo.while")):
        count = 2
    if "rng_bit_generator" in body:
        count = 2
    return f"%r:{count} = {body}" if count > 1 else f"%r = {body}"


def _expanded(text: str) -> str:
    return re.sub(r"(?<![\w.%@#\"])([FIPCSNT])(?!\w)", lambda match: SHORT[match[1]], text)


def refusal(snippet: str) -> str:
    """The one error about a snippet that breaks a rule; inference says after it that it failed."""
    ctx = Context()
    assert not verify(parse_module(module_of(snippet), ctx), ctx.diagnostics)
    diagnostic, *later = ctx.diagnostics.diagnostics
    assert all(each.message.endswith("op failed to infer returned types") for each in later)
    return diagnostic.message
