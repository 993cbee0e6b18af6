"""refine(): dynamic programs run on inputs of any size."""

import numpy as np
import pytest
from xdsl.dialects.builtin import TensorType, f32

import ttmlir_py

SUMS = """
module @jit_sums attributes {jax.uses_shape_polymorphism = true} {
  func.func public @main(%x: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?xf32>) {
    %one = stablehlo.constant dense<1> : tensor<i32>
    %n = stablehlo.get_dimension_size %x, dim = 0 : (tensor<?x3xf32>) -> tensor<i32>
    %held = stablehlo.compare GE, %n, %one, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.custom_call @shape_assertion(%held, %n) {api_version = 2 : i32,
      error_message = "Expected value >= 1 for dimension variable 'n', got {0}",
      has_side_effect = true} : (tensor<i1>, tensor<i32>) -> ()
    %0:2 = call @sums(%n, %x) : (tensor<i32>, tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?xf32>)
    return %0#0, %0#1 : tensor<?x3xf32>, tensor<?xf32>
  }
  func.func private @sums(%n: tensor<i32>, %x: tensor<?x3xf32>)
      -> (tensor<?x3xf32>, tensor<?xf32>) {
    %zero = stablehlo.constant dense<0.0> : tensor<f32>
    %three = stablehlo.constant dense<3> : tensor<1xi32>
    %rows = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1]
      : (tensor<?x3xf32>, tensor<f32>) -> tensor<?xf32>
    %size = stablehlo.reshape %n : (tensor<i32>) -> tensor<1xi32>
    %shape = stablehlo.concatenate %size, %three, dim = 0
      : (tensor<1xi32>, tensor<1xi32>) -> tensor<2xi32>
    %wide = stablehlo.dynamic_broadcast_in_dim %rows, %shape, dims = [0]
      : (tensor<?xf32>, tensor<2xi32>) -> tensor<?x3xf32>
    %share = stablehlo.divide %x, %wide : tensor<?x3xf32>
    %count = stablehlo.dynamic_iota %size, dim = 0 : (tensor<1xi32>) -> tensor<?xf32>
    return %share, %count : tensor<?x3xf32>, tensor<?xf32>
  }
}
"""
"""As JAX exports a function of a symbolic number of rows."""

ADDED = """
func.func @main(%x: tensor<?x3xf32>, %y: tensor<3xf32>) -> (tensor<?xf32>, tensor<?xi64>) {
  %c0 = arith.constant 0 : index
  %two = arith.constant 2 : i64
  %half = stablehlo.constant dense<5.0e-1> : tensor<f64>
  %tail = shape.const_shape [3] : tensor<1xindex>
  %xs = shape.shape_of %x : tensor<?x3xf32> -> tensor<2xindex>
  %fits = shape.cstr_broadcastable %xs, %tail : tensor<2xindex>, tensor<1xindex>
  %sum = shape.assuming %fits -> (tensor<?x3xf32>) {
    %shape = shape.broadcast %xs, %tail : tensor<2xindex>, tensor<1xindex> -> tensor<2xindex>
    %yy = stablehlo.dynamic_broadcast_in_dim %y, %shape, dims = [1]
      : (tensor<3xf32>, tensor<2xindex>) -> tensor<?x3xf32>
    %0 = stablehlo.add %x, %yy : tensor<?x3xf32>
    shape.assuming_yield %0 : tensor<?x3xf32>
  }
  %count = shape.num_elements %xs : tensor<2xindex> -> index
  %flat = tensor.from_elements %count : tensor<1xindex>
  %line = stablehlo.dynamic_reshape %sum, %flat
    : (tensor<?x3xf32>, tensor<1xindex>) -> tensor<?xf32>
  %n = tensor.dim %sum, %c0 : tensor<?x3xf32>
  %n64 = arith.index_cast %n : index to i64
  %pairs = arith.divui %n64, %two : i64
  %double = arith.muli %pairs, %two : i64
  %given = tensor.from_elements %double : tensor<1xi64>
  %scalar = stablehlo.reshape %given : (tensor<1xi64>) -> tensor<i64>
  %float = stablehlo.convert %scalar : (tensor<i64>) -> tensor<f64>
  %halved = stablehlo.multiply %float, %half : tensor<f64>
  %up = stablehlo.ceil %halved : tensor<f64>
  %whole = stablehlo.convert %up : (tensor<f64>) -> tensor<i64>
  %size = stablehlo.reshape %whole : (tensor<i64>) -> tensor<1xi64>
  %iota = stablehlo.dynamic_iota %size, dim = 0 : (tensor<1xi64>) -> tensor<?xi64>
  return %line, %iota : tensor<?xf32>, tensor<?xi64>
}
"""
"""As torch-mlir exports: sizes computed by other dialects, and by floats."""


def is_static(module) -> bool:
    return "?" not in ttmlir_py.to_text(module)


@pytest.mark.parametrize("rows", [1, 2, 7])
@pytest.mark.parametrize("level", ["interpret", "stablehlo", "ttnn"])
def test_symbolic_sizes(rows: int, level: str):
    x = np.random.default_rng(rows).random((rows, 3)).astype(np.float32)
    module = ttmlir_py.refine(SUMS, [x])
    assert is_static(module)
    share, count = run(module, level, x)
    np.testing.assert_allclose(share, x / x.sum(1, keepdims=True), rtol=1e-5)
    np.testing.assert_array_equal(count, np.arange(rows, dtype=np.float32))


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("level", ["interpret", "stablehlo", "ttnn"])
def test_sizes_of_other_dialects(rows: int, level: str):
    generator = np.random.default_rng(rows)
    x, y = (generator.random(shape).astype(np.float32) for shape in ((rows, 3), (3,)))
    module = ttmlir_py.refine(ADDED, [x, y])
    assert is_static(module)
    line, iota = run(module, level, x, y)
    np.testing.assert_allclose(line, (x + y).reshape(-1), rtol=1e-6)
    np.testing.assert_array_equal(iota, np.arange(rows // 2))


def run(module, level, *inputs):
    if level == "interpret":
        return ttmlir_py.interpret(module, *inputs)
    return ttmlir_py.compile(module, stop_at=level)(*inputs)


def test_interpret_refines():
    x = np.ones((5, 3), np.float32)
    for got, want in zip(
        ttmlir_py.interpret(SUMS, x),
        ttmlir_py.interpret(ttmlir_py.refine(SUMS, [x]), x),
        strict=True,
    ):
        np.testing.assert_array_equal(got, want)


def test_forms_of_an_input():
    """A type, its text, a shape and an array tell the same."""
    given = ("tensor<5x3xf32>", TensorType(f32, (5, 3)), (5, 3), np.zeros((5, 3), np.float32))
    assert len({ttmlir_py.to_text(ttmlir_py.refine(SUMS, [each])) for each in given}) == 1


def test_refining_leaves_the_module_alone():
    module = ttmlir_py.parse(SUMS)
    before = str(module)
    ttmlir_py.refine(module, [(5, 3)])
    assert str(module) == before


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [
        ([(0, 3)], "Expected value >= 1 for dimension variable 'n', got 0"),
        ([(2, 3)] * 2, "number of refinements must match number of op operands 2 vs 1"),
        ([], "number of refinements must match number of op operands 0 vs 1"),
        ([(5, 4)], "dimension sizes must match for static dimensions"),
        ([(5,)], "rank must match operand rank"),
        (["tensor<5x3xi32>"], "element types must match"),
        (["tensor<5x"], "Invalid type string: tensor<5x"),
    ],
)
def test_inputs_that_do_not_fit(inputs, problem: str):
    with pytest.raises(ttmlir_py.CompileError) as caught:
        ttmlir_py.refine(SUMS, inputs)
    assert problem in str(caught.value)


def test_compile_names_the_way_out():
    with pytest.raises(ttmlir_py.CompileError) as caught:
        ttmlir_py.compile(SUMS)
    assert "'func.func' op has the dynamic type 'tensor<?x3xf32>'" in str(caught.value)
    assert "ttmlir_py.refine(program, inputs)" in str(caught.value)


def test_sizes_that_depend_on_data_stay():
    text = """
    func.func @main(%x: tensor<?xf32>, %n: tensor<1xi32>) -> tensor<?xi32> {
      %0 = stablehlo.dynamic_iota %n, dim = 0 : (tensor<1xi32>) -> tensor<?xi32>
      return %0 : tensor<?xi32>
    }
    """
    module = ttmlir_py.refine(text, [(3,), (1,)])
    with pytest.raises(ttmlir_py.CompileError, match="dynamic_iota' op has the dynamic type"):
        ttmlir_py.compile(module)


def test_a_size_computed_twice_is_one_size():
    """A slice's limit is its start and a size, though the start is computed again."""
    text = """
    func.func @main(%x: tensor<?xf32>, %start: tensor<i32>) -> tensor<?xf32> {
      %one = stablehlo.constant dense<1> : tensor<1xi32>
      %two = stablehlo.constant dense<2> : tensor<1xi32>
      %from = stablehlo.reshape %start : (tensor<i32>) -> tensor<1xi32>
      %again = stablehlo.reshape %start : (tensor<i32>) -> tensor<1xi32>
      %to = stablehlo.add %again, %two : tensor<1xi32>
      %0 = stablehlo.real_dynamic_slice %x, %from, %to, %one
        : (tensor<?xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<?xf32>
      return %0 : tensor<?xf32>
    }
    """
    x, start = np.arange(5, dtype=np.float32), np.int32(2)
    (got,) = ttmlir_py.compile(ttmlir_py.refine(text, [x, start]))(x, start)
    np.testing.assert_array_equal(got, x[2:4])


def test_bounded_sizes():
    """A bound gives way to a size, and a dimension set to less is cut."""
    text = """
    func.func @main(%x: tensor<?x3xf32, #stablehlo.bounds<6, ?>>) -> tensor<?x3xf32> {
      %one = stablehlo.constant dense<1> : tensor<i32>
      %n = stablehlo.get_dimension_size %x, dim = 0
        : (tensor<?x3xf32, #stablehlo.bounds<6, ?>>) -> tensor<i32>
      %less = stablehlo.subtract %n, %one : tensor<i32>
      %cut = stablehlo.set_dimension_size %x, %less, dim = 0
        : (tensor<?x3xf32, #stablehlo.bounds<6, ?>>, tensor<i32>)
          -> tensor<?x3xf32, #stablehlo.bounds<6, ?>>
      %0 = stablehlo.add %cut, %cut : (tensor<?x3xf32, #stablehlo.bounds<6, ?>>,
        tensor<?x3xf32, #stablehlo.bounds<6, ?>>) -> tensor<?x3xf32>
      return %0 : tensor<?x3xf32>
    }
    """
    x = np.arange(12, dtype=np.float32).reshape(4, 3)
    (got,) = ttmlir_py.compile(ttmlir_py.refine(text, [x]))(x)
    np.testing.assert_array_equal(got, 2 * x[:3])
    with pytest.raises(ttmlir_py.CompileError, match="must be within bounds"):
        ttmlir_py.refine(text, [(7, 3)])


def test_one_function_of_two_sizes():
    text = """
    func.func @main(%x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
      %0 = call @double(%x) : (tensor<?xf32>) -> tensor<?xf32>
      %1 = call @double(%y) : (tensor<?xf32>) -> tensor<?xf32>
      return %0, %1 : tensor<?xf32>, tensor<?xf32>
    }
    func.func private @double(%x: tensor<?xf32>) -> tensor<?xf32> {
      %0 = stablehlo.add %x, %x : tensor<?xf32>
      return %0 : tensor<?xf32>
    }
    """
    x, y = np.ones(2, np.float32), np.ones(5, np.float32)
    module = ttmlir_py.refine(text, [x, y])
    assert is_static(module)
    for got, wanted in zip(ttmlir_py.compile(module)(x, y), (x, y), strict=True):
        np.testing.assert_array_equal(got, 2 * wanted)


def test_recursion_without_end_is_refused():
    text = """
    func.func @main(%x: tensor<?xf32>) -> tensor<?xf32> {
      %zero = stablehlo.constant dense<0> : tensor<i32>
      %0 = call @longer(%x) : (tensor<?xf32>) -> tensor<?xf32>
      %n = stablehlo.get_dimension_size %0, dim = 0 : (tensor<?xf32>) -> tensor<i32>
      %held = stablehlo.compare GT, %n, %zero : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.custom_call @shape_assertion(%held) {error_message = "", has_side_effect = true}
        : (tensor<i1>) -> ()
      return %0 : tensor<?xf32>
    }
    func.func private @longer(%x: tensor<?xf32>) -> tensor<?xf32> {
      %0 = stablehlo.concatenate %x, %x, dim = 0
        : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
      %1 = call @longer(%0) : (tensor<?xf32>) -> tensor<?xf32>
      return %1 : tensor<?xf32>
    }
    """
    with pytest.raises(ttmlir_py.CompileError, match="refined"):
        ttmlir_py.refine(text, [(2,)])


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (np.ones((2, 3), np.float32), "inputs must be a list, one for each argument, got ndarray"),
        ("tensor<2x3xf32>", "inputs must be a list, one for each argument, got str"),
        ([None], "an input must be an array, a shape or an MLIR type, got NoneType"),
        ([(2.0, 3)], "an input must be an array, a shape or an MLIR type, got tuple"),
    ],
)
def test_what_tells_no_sizes(inputs: object, message: str):
    with pytest.raises(TypeError) as caught:
        ttmlir_py.refine(SUMS, inputs)
    assert str(caught.value) == message
