"""Ops and attributes of ttcore are written as they were read."""

# ruff: noqa: E501 - text as it is printed

import pytest
from xdsl.ir import Attribute, Operation

from ttmlir_py.context import Context
from ttmlir_py.dialects.ttcore.attributes import Arch, Topology
from ttmlir_py.dialects.ttcore.device import DeviceAttr
from ttmlir_py.dialects.ttcore.system_desc import mock_system
from ttmlir_py.registry import dialect
from ttmlir_py.support.dialect import classes_in
from ttmlir_py.syntax.diagnostics import CompileError, DiagnosticEngine
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.verifier import verify

_MODULES = {
    "tuple": """
module {
  func.func @f(%arg0: tensor<2xf32>, %arg1: tensor<3xf32>) -> tensor<3xf32> {
    %0 = ttcore.tuple %arg0, %arg1 : tuple<tensor<2xf32>, tensor<3xf32>>
    %1 = ttcore.get_tuple_element %0[1] : (tuple<tensor<2xf32>, tensor<3xf32>>) -> tensor<3xf32>
    return %1 : tensor<3xf32>
  }
}
""",
    "modules": """
module {
  ttcore.device_module {
    builtin.module {
    }
  }
  ttcore.cpu_module {
    builtin.module {
    }
  }
}
""",
    "load_cached": """
module {
  func.func private @g(tensor<2xf32>) -> tensor<3xf32>
  func.func @f(%arg0: tensor<2xf32>) -> tensor<3xf32> {
    %0 = ttcore.load_cached(@g, [%arg0]) : (tensor<2xf32>) -> tensor<3xf32>
    return %0 : tensor<3xf32>
  }
}
""",
    "composite": """
module {
  func.func private @g(tensor<2xf32>) -> tensor<3xf32>
  func.func @f(%arg0: tensor<2xf32>) -> tensor<3xf32> {
    %0 = "ttcore.composite"(%arg0) <{composite_attributes = {width = 64 : ui32}, composite_name = "grow", decomposition = @g}> : (tensor<2xf32>) -> tensor<3xf32>
    return %0 : tensor<3xf32>
  }
}
""",
    "globals": """
module {
  ttcore.global @first = tensor<2xf32> [0]
  ttcore.global @second = tensor<3xf32>
  func.func @f() {
    %0 = ttcore.get_global @first : tensor<2xf32>
    return
  }
}
""",
    "dictionaries": """
module {
  func.func @f(%arg0: !ttcore.dict, %arg1: tensor<2xf32>) {
    ttcore.set_key_value %arg0 ["key"] = %arg1 : !ttcore.dict, tensor<2xf32>
    %0 = ttcore.get_key_value %arg0 [3 : index] : (!ttcore.dict) -> tensor<2xf32>
    return
  }
}
""",
    "optimization_barrier": """
module {
  func.func @f(%arg0: tensor<2xf32>, %arg1: tensor<3xf32>) {
    %0:2 = "ttcore.optimization_barrier"(%arg0, %arg1) : (tensor<2xf32>, tensor<3xf32>) -> (tensor<2xf32>, tensor<3xf32>)
    return
  }
}
""",
}


@pytest.mark.parametrize("text", _MODULES.values(), ids=_MODULES)
def test_modules(text: str) -> None:
    engine = DiagnosticEngine()
    module = parse_module(text, Context())
    verify(module, engine)
    assert [d.message for d in engine.diagnostics] == []
    assert print_module(module) == text.lstrip()


_ATTRIBUTES = """
#ttcore.arch<wormhole_b0>
#ttcore.argument_type<parameter>
#ttcore.attention_mask_type<causal>
#ttcore.core_range<(1,1), (3,4)>
#ttcore.fabric_connection_config<noc_index = noc0, topology = ring, cluster_axis = 1, routing_mode = unidir_ring_torus, num_links = 1>
#ttcore.grid<8x8>
#ttcore.grid<8x8, virt_to_physical_map = (d0, d1) -> (0, d0, d1), physical_to_virt_map = (d0, d1) -> (0, d0, d1)>
#ttcore.iterator_type<parallel>
#ttcore.memory_space<l1>
#ttcore.mesh_topology<[ring, linear]>
#ttcore.meshes<[<"mesh" = 2x4>, <"cube" = 2x2x2>]>
#ttcore.moe_activation_function<swiglu>
#ttcore.reduce_type<sum>
#ttcore.shard_direction<full_to_shard>
#ttcore.shard_status<presharded>
#ttcore.shard_type<devices>
#ttcore.supportedDataTypes<bfp_bf8>
#ttcore.tensor_mesh<"mesh">
#ttcore.topology<disabled>
#ttcore<local_shape local_shape = tensor<1x40xf32>>
!ttcore.dict
!ttcore.tile<32x32, bf16>
#ttir<convolution_layout input_batch = 0, input_feature = 1, input_spatial_dimensions = 2x3, kernel_output_feature = 0, kernel_input_feature = 1, kernel_spatial_dimensions = 2x3, output_batch = 0, output_feature = 1, output_spatial_dimensions = 2x3>
#ttir<flattened_compat batch_size = 1, input_height = 128, input_width = 128>
#ttir.should_hoist
#ttir.cpu_hoisted_call
#ttnn.buffer_type<l1_small>
#ttnn.conv2d_config<weights_dtype = bf16, activation = <op_type = relu>, deallocate_activation = false, act_block_h_override = 0, shard_layout = height_sharded, output_layout = tile, enable_kernel_stride_folding = false>
#ttnn.conv2d_slice_config<dram_width, 4>
#ttnn.conv3d_config<weights_dtype = bf16, c_out_block = 32, compute_with_storage_grid_size = <8x8>>
#ttnn.core_coord<8, 8>
#ttnn.core_range_set<[#ttnn.core_range<(0,0), (7,0)>, #ttnn.core_range<(0,1), (3,1)>]>
#ttnn.core_range_set<>
#ttnn.device_compute_kernel_config<>
#ttnn.device_compute_kernel_config<math_fidelity = hifi4, fp32_dest_acc_en = true>
#ttnn.layernorm_sharded_multicore_program_config<compute_with_storage_grid_size = <8, 8>, subblock_w = 1, block_h = 1, block_w = 1, inplace = false>
#ttnn.matmul_multi_core_reuse_multi_cast_1d_program_config<compute_with_storage_grid_size = #ttnn.core_coord<8, 8>, in0_block_w = 8, out_subblock_h = 1, out_subblock_w = 1, out_block_h = 1, out_block_w = 1, per_core_m = 1, per_core_n = 1, fuse_batch = true, fused_activation = #ttnn.unary_with_param<op_type = silu>, mcast_in0 = true, gather_in0 = false, hop_cores = #ttnn.core_range_set<>, num_global_cb_receivers = 0, untilize_out = false>
#ttnn.matmul_multi_core_reuse_multi_cast_dram_sharded_program_config<in0_block_w = 8, per_core_m = 1, per_core_n = 1>
#ttnn.memory_config<<dram>, <interleaved>>
#ttnn.memory_config<<l1>, <height_sharded>, #ttnn.shard_spec<<[#ttnn.core_range<(0,0), (7,0)>]>, <32x32>, <row_major>>>
#ttnn.memory_config<<system_memory>>
#ttnn.mesh_composer_config<dims = [0 : i32, 1 : i32]>
#ttnn.mesh_mapper_config<placements = [<shard, 2 : i64>, <replicate>]>
#ttnn.sdpa_program_config<compute_with_storage_grid_size = <8, 8>, q_chunk_size = 64, k_chunk_size = 128, max_cores_per_head_batch = 4>
#ttnn.shape<32x32>
#ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, mesh = <"mesh">, memref<4x4x!ttcore.tile<32x32, f32>, #ttnn.buffer_type<dram>>, <interleaved>>
#ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x12>, memref<1x1x!ttcore.tile<32x32, bf16>, #ttnn.buffer_type<dram>>, <width_sharded>, core_ranges = <[#ttnn.core_range<(0,0), (11,0)>]>>
#ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <8x1>, memref<1x1xbf16, #ttnn.buffer_type<l1>>, <height_sharded>, ignorePhysicalLayout = true>
#ttnn.ttnn_nd_layout<<1x1>, memref<1x1x1x!ttcore.tile<32x32, bf16>, #ttnn.buffer_type<l1>>, <block_sharded>, <row_major>, <grid_2d>>
#ttnn.unary_with_param<op_type = leaky_relu, params = [0.00999999977 : f32]>
#ttnn<mesh_offset 0x0>
#ttnn<mesh_shape 2x2x2>
"""


@pytest.mark.parametrize("text", _ATTRIBUTES.strip().splitlines())
def test_attributes(text: str) -> None:
    source = f"module attributes {{x = {text}}} {{\n}}\n"
    assert print_module(parse_module(source, Context()), local_scope=True) == source


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#ttcore.arch<pentium>", "expected one of wormhole_b0, blackhole, quasar"),
        ("#ttnn.core_range<(2,0), (1,0)>", "must be less than or equal to end coordinates"),
        (
            "#ttnn.core_range_set<[#ttnn.core_range<(0,0), (2,2)>, #ttnn.core_range<(1,1), (1,1)>]>",
            "Core ranges overlap",
        ),
        ("#ttnn.memory_config<<dram>>", "Memory layout is required"),
        ("#ttnn.conv2d_config<colour = 1>", "duplicate or unknown struct parameter name: colour"),
    ],
)
def test_illegal_attributes(text: str, message: str) -> None:
    with pytest.raises(CompileError, match=message):
        parse_module(f"module attributes {{x = {text}}} {{}}", Context())


@pytest.mark.parametrize("arch", [Arch.WORMHOLE_B0, Arch.BLACKHOLE, Arch.QUASAR])
def test_system_description(arch: Arch) -> None:
    system = mock_system(arch, (2, 2))
    source = f"module attributes {{ttcore.system_desc = {system}}} {{}}"
    module = parse_module(source, Context())
    assert module.attributes["ttcore.system_desc"] == system
    assert print_module(module).startswith("#system_desc = #ttcore.system_desc<[{role = host")


def test_links_form_a_ring() -> None:
    system = mock_system(Arch.WORMHOLE_B0, (1, 4))
    pairs = [(link.chip0, link.chip1) for link in system.chip_channels]
    assert pairs == [(0, 1), (1, 2), (2, 3), (3, 0)]
    assert mock_system(Arch.WORMHOLE_B0, (1, 1)).chip_channels == ()


@pytest.mark.parametrize("mesh_shape", [(1, 1), (2, 4), (2, 2, 2)])
def test_device(mesh_shape: tuple[int, ...]) -> None:
    topology = tuple([Topology.RING, Topology.LINEAR, Topology.LINEAR][: len(mesh_shape)])
    system = mock_system(Arch.WORMHOLE_B0, mesh_shape)
    device = DeviceAttr.of(system, mesh_shape, topology)
    text = str(device).removeprefix("#ttcore.device")
    source = f"module {{\n  ttcore.device @default_device = {text}\n}}\n"
    assert print_module(parse_module(source, Context())) == source
    assert len(device.chip_ids) == len(system.chip_descs)


_INVALID = {
    "'g' does not reference a function": """
func.func @f(%a: tensor<2xf32>) {
  %0 = ttcore.load_cached(@g, [%a]) : (tensor<2xf32>) -> tensor<3xf32>
  return
}""",
    "Incorrect number of operands for callee -- expected 1 but got: 2": """
func.func private @g(tensor<2xf32>) -> tensor<3xf32>
func.func @f(%a: tensor<2xf32>) {
  %0 = ttcore.load_cached(@g, [%a, %a]) : (tensor<2xf32>, tensor<2xf32>) -> tensor<3xf32>
  return
}""",
    "Result type mismatch at index 0": """
func.func private @g(tensor<2xf32>) -> tensor<3xf32>
func.func @f(%a: tensor<2xf32>) {
  %0 = ttcore.load_cached(@g, [%a]) : (tensor<2xf32>) -> tensor<4xf32>
  return
}""",
    "decomposition function 'g' not found in parent module": """
func.func @f(%a: tensor<2xf32>) {
  %0 = "ttcore.composite"(%a) <{composite_name = "x", decomposition = @g}> : (tensor<2xf32>) -> tensor<2xf32>
  return
}""",
    "Expected exactly one ModuleOp but found 2": """
ttcore.device_module {
  builtin.module {}
  builtin.module {}
}""",
    "index 1 is out of bounds of operand with size 1": """
func.func @f(%a: tuple<tensor<2xf32>>) {
  %0 = ttcore.get_tuple_element %a[1] : (tuple<tensor<2xf32>>) -> tensor<2xf32>
  return
}""",
}


@pytest.mark.parametrize(("message", "text"), _INVALID.items(), ids=list(_INVALID))
def test_illegal_ops(message: str, text: str) -> None:
    engine = DiagnosticEngine()
    verify(parse_module(text, Context()), engine)
    assert any(message in d.message for d in engine.diagnostics)


@pytest.mark.parametrize("name", ["ttcore", "ttir", "ttnn"])
def test_tables_name_what_the_files_define(name: str) -> None:
    """Every class with a name of its own stands in the dialect's table, and the other way round."""
    from importlib import import_module
    from pkgutil import iter_modules

    package = import_module(f"ttmlir_py.dialects.{name}")
    defined: set[str] = set()
    for info in iter_modules(package.__path__):
        if info.ispkg:
            continue
        namespace = import_module(f"{package.__name__}.{info.name}").__dict__
        found = {**classes_in(namespace, Operation), **classes_in(namespace, Attribute)}
        defined |= {key for key in found if key.startswith(f"{name}.")}
    table = dialect(name)
    assert table is not None
    whole = table.whole
    listed = {op.name for op in whole.operations} | {a.name for a in whole.attributes}
    assert listed == defined
