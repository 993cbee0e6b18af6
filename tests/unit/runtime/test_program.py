"""Calls, loops, branches, memory and errors of running programs."""

import numpy as np
import pytest
from simulated import program, run

from ttmlir_py.support.mesh import Mesh
from ttmlir_py.syntax.diagnostics import CompileError

X = np.arange(6, dtype=np.float32).reshape(2, 3)


def test_a_function_is_called_with_its_own_values():
    text = """
    func.func @twice(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
      %0 = stablehlo.add %x, %x : tensor<2x3xf32>
      return %0 : tensor<2x3xf32>
    }
    func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
      %0 = call @twice(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
      %1 = call @twice(%0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
      %2 = stablehlo.add %0, %1 : tensor<2x3xf32>
      return %2 : tensor<2x3xf32>
    }"""
    np.testing.assert_array_equal(run(text, X)[0], 6 * X)


WHILE = """
func.func @main(%n: tensor<i32>, %step: tensor<f32>) -> tensor<f32> {
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %one = stablehlo.constant dense<1> : tensor<i32>
  %start = stablehlo.constant dense<0.0> : tensor<f32>
  %0:2 = stablehlo.while(%i = %zero, %sum = %start) : tensor<i32>, tensor<f32>
  cond {
    %p = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %p : tensor<i1>
  } do {
    %next = stablehlo.add %i, %one : tensor<i32>
    %more = stablehlo.add %sum, %step : tensor<f32>
    stablehlo.return %next, %more : tensor<i32>, tensor<f32>
  }
  return %0#1 : tensor<f32>
}"""


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_loop_uses_values_from_outside(count):
    assert run(WHILE, np.int32(count), np.float32(1.5))[0] == 1.5 * count


IF = """
func.func @main(%p: tensor<i1>, %x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = "stablehlo.if"(%p) ({
    %1 = stablehlo.negate %x : tensor<2x3xf32>
    stablehlo.return %1 : tensor<2x3xf32>
  }, {
    stablehlo.return %x : tensor<2x3xf32>
  }) : (tensor<i1>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}"""


def test_a_branch():
    np.testing.assert_array_equal(run(IF, np.True_, X)[0], -X)
    np.testing.assert_array_equal(run(IF, np.False_, X)[0], X)


def test_chips_take_branches_of_their_own():
    branching = program(IF, Mesh(("x",), (2,)))
    predicates = np.array([True, False])
    (result,) = branching.on_mesh(predicates, X[None])
    np.testing.assert_array_equal(result, np.stack([-X, X]))


CASE = """
func.func @main(%i: tensor<i32>, %x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = "stablehlo.case"(%i) ({
    stablehlo.return %x : tensor<2x3xf32>
  }, {
    %1 = func.call @negated(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    stablehlo.return %1 : tensor<2x3xf32>
  }, {
    %2 = stablehlo.add %x, %x : tensor<2x3xf32>
    stablehlo.return %2 : tensor<2x3xf32>
  }) : (tensor<i32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
func.func private @negated(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = stablehlo.negate %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}"""
SWITCH = """
func.func @main(%i: index, %x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = scf.index_switch %i -> tensor<2x3xf32>
  case 1 {
    %1 = stablehlo.negate %x : tensor<2x3xf32>
    scf.yield %1 : tensor<2x3xf32>
  }
  case 0 {
    scf.yield %x : tensor<2x3xf32>
  }
  default {
    %2 = stablehlo.add %x, %x : tensor<2x3xf32>
    scf.yield %2 : tensor<2x3xf32>
  }
  return %0 : tensor<2x3xf32>
}"""


@pytest.mark.parametrize("text", [CASE, SWITCH])
def test_chips_take_cases_of_their_own(text):
    (result,) = program(text, Mesh(("x",), (4,))).on_mesh(np.array([0, 1, 2, 7]), X[None])
    np.testing.assert_array_equal(result, np.stack([X, -X, 2 * X, 2 * X]))


def test_chips_take_turns_of_their_own():
    (result,) = program(WHILE, Mesh(("x",), (4,))).on_mesh(
        np.array([2, 0, 5, 1], np.int32), np.array([1.5], np.float32)
    )
    np.testing.assert_array_equal(result, [3, 0, 7.5, 1.5])


def test_chips_that_would_not_meet_in_a_collective_of_the_device_are_an_error():
    meeting = """%1 = "ttir.all_reduce"(%x) <{
        cluster_axis = 0 : ui32, reduce_type = #ttcore.reduce_type<sum>}>
        : (tensor<2x3xf32>) -> tensor<2x3xf32>"""
    text = IF.replace("%1 = stablehlo.negate %x : tensor<2x3xf32>", meeting)
    branching = program(text, Mesh(("x",), (2,)))
    with pytest.raises(CompileError, match="chips of the mesh would take different branches"):
        branching.on_mesh(np.array([True, False]), X[None])


def test_chips_that_would_not_meet_in_a_collective_are_an_error():
    meeting = """%1 = "stablehlo.all_reduce"(%x) <{
        replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>}> ({
      ^bb0(%a: tensor<f32>, %b: tensor<f32>):
        %s = stablehlo.add %a, %b : tensor<f32>
        stablehlo.return %s : tensor<f32>
      }) : (tensor<2x3xf32>) -> tensor<2x3xf32>"""
    text = IF.replace("%1 = stablehlo.negate %x : tensor<2x3xf32>", meeting)
    branching = program(text, Mesh(("x",), (2,)))
    with pytest.raises(CompileError, match="chips of the mesh would take different branches"):
        branching.on_mesh(np.array([True, False]), X[None])


@pytest.mark.parametrize(("index", "factor"), [(0, 2), (1, 3), (7, 3), (-1, 3)])
def test_case_takes_the_last_branch_for_an_index_out_of_range(index, factor):
    text = """
    func.func @main(%i: tensor<i32>, %x: tensor<2x3xf32>) -> tensor<2x3xf32> {
      %2 = stablehlo.add %x, %x : tensor<2x3xf32>
      %0 = "stablehlo.case"(%i) ({
        stablehlo.return %2 : tensor<2x3xf32>
      }, {
        %3 = stablehlo.add %2, %x : tensor<2x3xf32>
        stablehlo.return %3 : tensor<2x3xf32>
      }) : (tensor<i32>) -> tensor<2x3xf32>
      return %0 : tensor<2x3xf32>
    }"""
    np.testing.assert_array_equal(run(text, np.int32(index), X)[0], factor * X)


def test_a_cache_is_updated_in_the_program_and_not_in_the_callers_array():
    text = """
    func.func @main(%cache: tensor<2x1x4x3xf32>, %token: tensor<1x1x2x3xf32>, %at: tensor<1xi32>)
        -> tensor<2x1x4x3xf32> {
      "ttir.update_cache"(%cache, %token, %at) <{batch_offset = 0 : i32}>
        : (tensor<2x1x4x3xf32>, tensor<1x1x2x3xf32>, tensor<1xi32>) -> ()
      return %cache : tensor<2x1x4x3xf32>
    }"""
    cache, token = np.zeros((2, 1, 4, 3), np.float32), np.ones((1, 1, 2, 3), np.float32)
    (updated,) = run(text, cache, token, np.array([2], np.int32))
    assert not cache.any()
    assert updated[:, :, 2].all()
    assert updated.sum() == 6


def test_a_function_updates_a_cache_of_its_caller():
    text = """
    func.func @step(%cache: tensor<2x1x4x3xf32>, %token: tensor<1x1x2x3xf32>, %at: tensor<1xi32>) {
      "ttir.update_cache"(%cache, %token, %at) <{batch_offset = 0 : i32}>
        : (tensor<2x1x4x3xf32>, tensor<1x1x2x3xf32>, tensor<1xi32>) -> ()
      return
    }
    func.func @main(%cache: tensor<2x1x4x3xf32>, %token: tensor<1x1x2x3xf32>, %at: tensor<1xi32>)
        -> tensor<2x1x4x3xf32> {
      call @step(%cache, %token, %at)
        : (tensor<2x1x4x3xf32>, tensor<1x1x2x3xf32>, tensor<1xi32>) -> ()
      return %cache : tensor<2x1x4x3xf32>
    }"""
    cache, token = np.zeros((2, 1, 4, 3), np.float32), np.ones((1, 1, 2, 3), np.float32)
    (updated,) = run(text, cache, token, np.array([0], np.int32))
    assert updated[:, :, 0].all()


def test_an_op_without_a_kernel_is_named():
    text = """
    func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = "unknown.op"(%x) : (tensor<2xf32>) -> tensor<2xf32>
      return %0 : tensor<2xf32>
    }"""
    from ttmlir_py.context import Context
    from ttmlir_py.runtime.program import Program
    from ttmlir_py.syntax.parser import parse_module

    module = parse_module(text, Context(allow_unregistered=True))
    with pytest.raises(CompileError, match=r"'unknown\.op' op has no kernel in the runtime"):
        Program(module)(np.ones(2, np.float32))


def test_an_observer_sees_every_op_in_order():
    seen: list[str] = []
    program(WHILE)(np.int32(1), np.float32(1), observer=lambda op, results: seen.append(op.name))
    assert seen[:3] == ["stablehlo.constant"] * 3
    assert seen[3:] == [
        "stablehlo.compare",
        "stablehlo.add",
        "stablehlo.add",
        "stablehlo.compare",
        "stablehlo.while",
    ]


def test_inputs_must_fit():
    with pytest.raises(ValueError, match="must have shape"):
        run(WHILE, np.int32([1, 2]), np.float32(1))
    with pytest.raises(ValueError, match="takes 2 inputs, got 1"):
        run(WHILE, np.int32(1))
    with pytest.raises(ValueError, match="no function 'other'"):
        program(WHILE)(function="other")


def test_a_result_that_differs_between_chips_has_no_global_value():
    text = """
    module attributes {mhlo.num_partitions = 2 : i32} {
      func.func @main() -> tensor<ui32> {
        %0 = stablehlo.partition_id : tensor<ui32>
        return %0 : tensor<ui32>
      }
    }"""
    with pytest.raises(CompileError, match="result #0 differs between the chips"):
        run(text)


def test_arrays_are_dropped_after_their_last_use():
    text = """
    func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
      %0 = stablehlo.add %x, %x : tensor<2x3xf32>
      %1 = stablehlo.negate %0 : tensor<2x3xf32>
      %2 = stablehlo.negate %1 : tensor<2x3xf32>
      return %2 : tensor<2x3xf32>
    }"""
    plan = program(text).planner.functions["main"]
    assert [len(step.dead) for step in plan.body.steps] == [1, 1, 1]


def test_bf16_is_rounded_after_every_op():
    text = """
    func.func @main(%x: tensor<1xbf16>, %y: tensor<1xbf16>) -> tensor<1xbf16> {
      %0 = stablehlo.add %x, %y : tensor<1xbf16>
      %1 = stablehlo.subtract %0, %x : tensor<1xbf16>
      return %1 : tensor<1xbf16>
    }"""
    import ml_dtypes

    one, small = (np.array([v], ml_dtypes.bfloat16) for v in (1.0, 2.0**-9))
    assert run(text, one, small)[0] == [0.0]


def test_reading_a_freed_tensor_is_an_error():
    text = """
    func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
      "ttnn.deallocate"(%x) <{force = false}> : (tensor<2x3xf32>) -> ()
      %0 = "ttnn.relu"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
      return %0 : tensor<2x3xf32>
    }"""
    with pytest.raises(CompileError, match=r"'ttnn\.relu' op reads operand 0 after it was dealloc"):
        run(text, X)


def test_a_scan_carries_values_along_a_dimension():
    text = """
    func.func @main(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2xf32>) {
      %start = stablehlo.constant dense<0.0> : tensor<2xf32>
      %0:2 = chlo.scan(%x) inits(%start) dimension=1 {
      ^bb0(%row: tensor<2xf32>, %sum: tensor<2xf32>):
        %1 = stablehlo.add %row, %sum : tensor<2xf32>
        stablehlo.return %1, %1 : tensor<2xf32>, tensor<2xf32>
      } : (tensor<2x3xf32>, tensor<2xf32>) -> (tensor<2x3xf32>, tensor<2xf32>)
      return %0#0, %0#1 : tensor<2x3xf32>, tensor<2xf32>
    }"""
    sums, last = run(text, X)
    np.testing.assert_array_equal(sums, np.cumsum(X, axis=1))
    np.testing.assert_array_equal(last, X.sum(axis=1))


def test_a_trace_gives_its_output_slots_and_changes_inputs_on_the_device():
    text = """
    func.func @trace(%cache: tensor<2x3xf32>, %x: tensor<2x3xf32>, %out: tensor<2x3xf32>) {
      %0 = "ttnn.add"(%cache, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
      "ttnn.copy"(%0, %out) : (tensor<2x3xf32>, tensor<2x3xf32>) -> ()
      "ttnn.copy"(%x, %cache) : (tensor<2x3xf32>, tensor<2x3xf32>) -> ()
      return
    }
    func.func @allocate(%cache: tensor<2x3xf32>)
        -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
      %0 = "ttnn.get_device"() : () -> !ttnn.device
      %1 = "ttnn.empty"(%0) <{shape = #ttnn.shape<2x3>}> : (!ttnn.device) -> tensor<2x3xf32>
      return %cache, %1, %1 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
    }
    func.func @capture(%host: tensor<2x3xf32>, %cache: tensor<2x3xf32>, %x: tensor<2x3xf32>,
        %out: tensor<2x3xf32>) -> tensor<2x3xf32> {
      "ttnn.write_tensor"(%host, %x) <{blocking = false, cq_id = 0 : ui32}>
        : (tensor<2x3xf32>, tensor<2x3xf32>) -> ()
      call @trace(%cache, %x, %out) : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) -> ()
      return %out : tensor<2x3xf32>
    }
    func.func @main(%cache: tensor<2x3xf32>, %x: tensor<2x3xf32>)
        -> (tensor<2x3xf32>, tensor<2x3xf32>) {
      %0 = "ttnn.get_device"() : () -> !ttnn.device
      %1 = "ttnn.capture_or_execute_trace"(%0, %cache, %x) <{allocate_slots_callee = @allocate,
          capture_callee = @capture, execute_callee = @trace,
          operandSegmentSizes = array<i32: 1, 2, 0>}>
          : (!ttnn.device, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
      return %1, %cache : tensor<2x3xf32>, tensor<2x3xf32>
    }"""
    output, cache = run(text, X, 10 * X)
    np.testing.assert_array_equal(output, 11 * X)
    np.testing.assert_array_equal(cache, 10 * X)
