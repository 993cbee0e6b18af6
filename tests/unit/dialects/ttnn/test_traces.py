"""A trace and the functions behind it."""

import pytest

from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import DiagnosticEngine
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.verifier import verify

_MEMREF = "memref<1x1x!ttcore.tile<32x32, f32>, "
_MODULE = f"""
#dram = #ttnn.buffer_type<dram>
#system_memory = #ttnn.buffer_type<system_memory>
#ttnn_layout = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, {_MEMREF}#dram>, <interleaved>>
#ttnn_layout1 = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, {_MEMREF}#system_memory>>
module {{
  func.func private @slots() -> (tensor<32x32xf32, #ttnn_layout>, tensor<32x32xf32, #ttnn_layout>)
  func.func @traced(%arg0: tensor<32x32xf32, #ttnn_layout>, %arg1: tensor<32x32xf32, #ttnn_layout>) {{
    "ttnn.copy"(%arg0, %arg1) : (tensor<32x32xf32, #ttnn_layout>, tensor<32x32xf32, #ttnn_layout>) -> ()
    return
  }}
  func.func @capture(%arg0: tensor<32x32xf32, #ttnn_layout1>, %arg1: tensor<32x32xf32, #ttnn_layout>, %arg2: tensor<32x32xf32, #ttnn_layout>) -> tensor<ui32, #ttnn.trace_id> {{
    %0 = "ttnn.get_device"() <{{mesh_offset = #ttnn<mesh_offset 0x0>, mesh_shape = #ttnn<mesh_shape 1x1>}}> : () -> !ttnn.device
    "ttnn.write_tensor"(%arg0, %arg1) <{{blocking = false, cq_id = 0 : ui32}}> : (tensor<32x32xf32, #ttnn_layout1>, tensor<32x32xf32, #ttnn_layout>) -> ()
    %1 = "ttnn.begin_trace_capture"(%0) <{{cq_id = 0 : ui32}}> : (!ttnn.device) -> tensor<ui32, #ttnn.trace_id>
    call @traced(%arg1, %arg2) : (tensor<32x32xf32, #ttnn_layout>, tensor<32x32xf32, #ttnn_layout>) -> ()
    "ttnn.end_trace_capture"(%0, %1) <{{cq_id = 0 : ui32}}> : (!ttnn.device, tensor<ui32, #ttnn.trace_id>) -> ()
    return %1 : tensor<ui32, #ttnn.trace_id>
  }}
  func.func private @execute(tensor<ui32, #ttnn.trace_id>)
  func.func @main(%arg0: tensor<32x32xf32, #ttnn_layout1>) -> tensor<32x32xf32, #ttnn_layout> {{
    %0 = "ttnn.get_device"() <{{mesh_offset = #ttnn<mesh_offset 0x0>, mesh_shape = #ttnn<mesh_shape 1x1>}}> : () -> !ttnn.device
    %1 = "ttnn.capture_or_execute_trace"(%0, %arg0) <{{allocate_slots_callee = @slots, capture_callee = @capture, execute_callee = @execute, operandSegmentSizes = array<i32: 1, 1, 0>}}> : (!ttnn.device, tensor<32x32xf32, #ttnn_layout1>) -> tensor<32x32xf32, #ttnn_layout>
    return %1 : tensor<32x32xf32, #ttnn_layout>
  }}
}}
"""  # noqa: E501 - text as it is printed


def complaints(text: str) -> list[str]:
    engine = DiagnosticEngine()
    verify(parse_module(text, Context()), engine)
    return [diagnostic.message for diagnostic in engine.diagnostics]


def test_legal_trace() -> None:
    assert complaints(_MODULE) == []
    assert print_module(parse_module(_MODULE, Context())) == _MODULE.lstrip()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("callee = @slots", "callee = @none", "'none' does not reference a function"),
        ("callee = @execute", "callee = @none", "'none' does not reference a function"),
        (
            "@slots() -> (tensor<32x32xf32, #ttnn_layout>, tensor<32x32xf32, #ttnn_layout>)",
            "@slots() -> tensor<32x32xf32, #ttnn_layout>",
            "Slot allocation function 'slots' must return 2 slots (1 input slots + 1 output "
            "slots), but returns 1",
        ),
        (
            "@execute(tensor<ui32, #ttnn.trace_id>)",
            "@execute(tensor<ui32>)",
            "Execute function 'execute' argument must be a trace_id tensor (scalar ui32 with "
            "TraceIdAttr encoding)",
        ),
        (
            "callee = @capture",
            "callee = @traced",
            "Capture function 'traced' must take 3 arguments (1 host-staged inputs + 2 slots + 0 "
            "semaphores), but has 2",
        ),
    ],
)
def test_illegal_trace(old: str, new: str, message: str) -> None:
    assert f"'ttnn.capture_or_execute_trace' op {message}" in complaints(_MODULE.replace(old, new))
