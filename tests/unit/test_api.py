"""The Python API: compile, interpret, and what an executable tells."""

from pathlib import Path

import numpy as np
import pytest

import ttmlir_py

PROGRAM = """\
sdy.mesh @mesh = <["data"=2, "model"=4]>
func.func public @main(
    %x: tensor<4x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"data"}, {}]>},
    %w: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>},
    %v: tensor<16x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"model"}, {}]>})
    -> tensor<4x8xf32> {
  %0 = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0]
      : (tensor<4x8xf32>, tensor<8x16xf32>) -> tensor<4x16xf32>
  %1 = stablehlo.tanh %0 : tensor<4x16xf32>
  %2 = stablehlo.dot_general %1, %v, contracting_dims = [1] x [0]
      : (tensor<4x16xf32>, tensor<16x8xf32>) -> tensor<4x8xf32>
  return %2 : tensor<4x8xf32>
}
"""
RNG = np.random.default_rng(0)
INPUTS = [RNG.standard_normal(s).astype(np.float32) for s in ((4, 8), (8, 16), (16, 8))]
WANTED = np.tanh(INPUTS[0] @ INPUTS[1]) @ INPUTS[2]


@pytest.mark.parametrize("stage", ["stablehlo", "ttir", "ttnn"])
def test_every_stage_runs(stage: str):
    exe = ttmlir_py.compile(PROGRAM, stop_at=stage)
    assert list(exe.stages)[-1] == stage
    (output,) = exe(*INPUTS)
    assert output.dtype == np.float32
    np.testing.assert_allclose(output, WANTED, rtol=1e-5, atol=1e-6)


def test_sources(tmp_path: Path):
    path = tmp_path / "x.mlir"
    path.write_text(PROGRAM)
    for source in (PROGRAM, PROGRAM.encode(), path, str(path)):
        np.testing.assert_allclose(ttmlir_py.compile(source)(*INPUTS)[0], WANTED, atol=1e-5)


def test_interpret_runs_a_module_as_it_stands():
    (output,) = ttmlir_py.interpret(PROGRAM, *INPUTS)
    np.testing.assert_allclose(output, WANTED, rtol=1e-6, atol=1e-6)
    ttnn = ttmlir_py.compile(PROGRAM).ir("ttnn")
    np.testing.assert_allclose(ttmlir_py.interpret(ttnn, *INPUTS)[0], WANTED, atol=1e-5)


def test_what_an_executable_tells():
    exe = ttmlir_py.compile(PROGRAM)
    assert exe.mesh.shape == (2, 4)
    assert exe.shardings == {
        "input 0": '[{"data"}, {}]',
        "input 1": '[{}, {"model"}]',
        "input 2": '[{"model"}, {}]',
        "output 0": '[{"data"}, {}]',
    }
    (reduce,) = exe.collectives
    assert (reduce.kind, reduce.axes, reduce.group_size) == ("all_reduce", ("model",), 4)
    assert reduce.bytes_per_chip == 2 * (2 * 8 * 4) * 3 // 4
    assert exe.memory.peak >= exe.memory.inputs > 0
    assert '"ttnn.all_reduce"' in exe.ir()
    assert "sdy.manual_computation" in exe.ir("stablehlo")
    assert ttmlir_py.to_text(ttmlir_py.parse(exe.ir("ttir"))) == exe.ir("ttir")


def test_an_executable_is_printed_for_people():
    exe = ttmlir_py.compile(PROGRAM)
    assert repr(exe) == ("<Executable of @main on a mesh of 2x4: source, stablehlo, ttir, ttnn>")
    assert str(exe).splitlines() == [
        "@main on a mesh of 2x4",
        'input 0: tensor<4x8xf32> [{"data"}, {}]',
        'input 1: tensor<8x16xf32> [{}, {"model"}]',
        'input 2: tensor<16x8xf32> [{"model"}, {}]',
        'output 0: tensor<4x8xf32> [{"data"}, {}]',
        f"memory of a chip: {exe.memory}",
        "all_reduce along model: tensor<2x8xf32>, 96 bytes",
    ]


def test_a_mesh_for_a_program_without_one():
    single = "func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> { return %x : tensor<2xf32> }"
    assert ttmlir_py.compile(single, mesh_shape=(2, 4)).mesh.shape == (2, 4)
    assert ttmlir_py.compile(single).mesh.size == 1


@pytest.mark.parametrize("shape", [(4,), (1, 4), [1, 4]])
def test_a_row_of_chips_has_one_axis_or_two(shape: list[int]):
    row = """
    sdy.mesh @mesh = <["x"=4]>
    func.func @main(%x: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
        -> tensor<8xf32> {
      return %x : tensor<8xf32>
    }"""
    assert ttmlir_py.compile(row, mesh_shape=shape).mesh.shape == (1, 4)
    with pytest.raises(ttmlir_py.CompileError, match=r"has shape 4, but .* asked for is 2x2"):
        ttmlir_py.compile(row, mesh_shape=(2, 2))


@pytest.mark.parametrize("shape", [4, "2x4", (2.0, 4), ("2", "4"), (), (0, 4), (-1, 4)])
def test_what_is_no_mesh_shape(shape: object):
    with pytest.raises((TypeError, ValueError), match=r"mesh_shape must .*, got "):
        ttmlir_py.compile(PROGRAM, mesh_shape=shape)


def test_inputs_are_not_changed():
    copies = [array.copy() for array in INPUTS]
    ttmlir_py.compile(PROGRAM)(*INPUTS)
    assert all(np.array_equal(a, b) for a, b in zip(copies, INPUTS, strict=True))


INTEGERS = """\
func.func @main(%x: tensor<3xi64>, %p: tensor<3xi1>) -> (tensor<3xi64>, tensor<3xi1>) {
  %0 = stablehlo.add %x, %x : tensor<3xi64>
  %1 = stablehlo.not %p : tensor<3xi1>
  return %0, %1 : tensor<3xi64>, tensor<3xi1>
}
"""


def test_outputs_have_the_source_types():
    x, p = np.array([1, -2, 2**30 - 1]), np.array([True, False, True])
    doubled, negated = ttmlir_py.compile(INTEGERS)(x, p)
    assert (doubled.dtype, negated.dtype) == (np.int64, np.bool_)
    assert doubled.tolist() == [2, -4, 2**31 - 2]
    assert negated.tolist() == [False, True, False]


def test_integers_that_the_device_cannot_hold_are_refused():
    exe = ttmlir_py.compile(INTEGERS)
    x, p = np.array([1, 2, 2**31]), np.array([True, False, True])
    with pytest.raises(ttmlir_py.ArgumentError, match="input 0 holds 2147483648, which"):
        exe(x, p)
    assert exe.run_stage("source", x, p)[0].tolist() == [2, 4, 2**32]


def test_constants_that_the_device_cannot_hold_are_refused():
    text = """\
func.func @main(%x: tensor<i64>) -> tensor<i64> {
  %c = stablehlo.constant dense<4294967296> : tensor<i64>
  %0 = stablehlo.add %x, %c : tensor<i64>
  return %0 : tensor<i64>
}
"""
    with pytest.raises(ttmlir_py.CompileError, match="4294967296"):
        ttmlir_py.compile(text)
    assert ttmlir_py.compile(text, stop_at="stablehlo")(np.int64(1))[0] == 2**32 + 1


def test_options_of_the_pipelines():
    exe = ttmlir_py.compile(PROGRAM, enable_fusing_pass=False)
    np.testing.assert_allclose(exe(*INPUTS)[0], WANTED, atol=1e-5)
    with pytest.raises(TypeError, match="did you mean 'enable_fusing_pass'"):
        ttmlir_py.compile(PROGRAM, enable_fusing_pas=False)
    with pytest.raises(ValueError, match="stop_at must be one of stablehlo, ttir, ttnn"):
        ttmlir_py.compile(PROGRAM, stop_at="llvm")


@pytest.mark.parametrize(
    ("option", "given"),
    [
        ("enable_fusing_pass", "perhaps"),
        ("enable_fusing_pass", None),
        ("enable_fusing_pass", 1),
        ("optimization_level", True),
        ("result_presharded", (1.5,)),
        ("dump_dir", 3),
        ("mesh_topology", ["ring", "star"]),
        ("compute_cfg_math_fidelity", "hifi5"),
    ],
)
def test_values_that_an_option_cannot_take(option: str, given: object):
    with pytest.raises(TypeError, match=f"option '{option.replace('_', '.')}' of .* must be .*got"):
        ttmlir_py.compile(PROGRAM, **{option: given})


def test_options_as_text():
    exe = ttmlir_py.compile(PROGRAM, compute_cfg_math_fidelity="lofi", enable_fusing_pass="false")
    assert "math_fidelity = lofi" in exe.ir()
    exe = ttmlir_py.compile(PROGRAM, mesh_topology=["ring", "linear"])
    assert "meshTopology = [ring, linear]" in exe.ir()


def test_an_option_for_what_is_not_there():
    with pytest.raises(ValueError, match="cannot do what 'optimization-level' asks for"):
        ttmlir_py.compile(PROGRAM, optimization_level=1)


def test_stages_that_are_not_there():
    exe = ttmlir_py.compile(PROGRAM, stop_at="stablehlo")
    for ask in (exe.ir, lambda stage: exe.run_stage(stage, *INPUTS)):
        with pytest.raises(ValueError, match="stage must be one of source, stablehlo, got 'ttnn'"):
            ask("ttnn")


def scalar_program(element: str) -> str:
    type_ = f"tensor<{element}>"
    return f"func.func @main(%x: {type_}) -> {type_} {{ return %x : {type_} }}"


@pytest.mark.parametrize(
    ("element", "given"),
    [("f32", 2.5), ("bf16", 2), ("ui8", 255), ("si8", -128), ("f32", True), ("i1", True)],
)
def test_numbers_of_pythons_take_the_programs_type(element: str, given: object):
    (output,) = ttmlir_py.interpret(scalar_program(element), given)
    assert output == given


@pytest.mark.parametrize(
    ("element", "given", "message"),
    [
        ("ui8", -1, "input 0 must fit uint8, got -1"),
        ("i32", 2**40, "input 0 must fit int32, got 1099511627776"),
        ("i32", 2.0, "input 0 must have dtype int32, got float64"),
        ("i1", 1, "input 0 must have dtype bool, got int64"),
        ("f32", None, "input 0 must be an array, got NoneType"),
        ("f32", "2.5", "input 0 must be an array, got str"),
        ("f32", {}, "input 0 must be an array, got dict"),
    ],
)
def test_inputs_that_are_no_arrays_of_the_type(element: str, given: object, message: str):
    with pytest.raises(ttmlir_py.ArgumentError) as error:
        ttmlir_py.interpret(scalar_program(element), given)
    assert str(error.value) == message


def test_small_integers_of_other_libraries():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    values = np.array([-8, 7], ml_dtypes.int4)
    program = "func.func @main(%x: tensor<2xi4>) -> tensor<2xi4> {return %x : tensor<2xi4>}"
    np.testing.assert_array_equal(ttmlir_py.interpret(program, values)[0], [-8, 7])


def test_trees_are_given_leaf_by_leaf():
    with pytest.raises(ttmlir_py.ArgumentError, match="give the arrays of a tree one by one"):
        ttmlir_py.compile(PROGRAM)(INPUTS)


@pytest.mark.parametrize("given", [None, 3, abs, (PROGRAM,)])
def test_what_is_no_program(given: object):
    with pytest.raises(TypeError, match=r"a program must be MLIR text, .*, got "):
        ttmlir_py.compile(given)


def test_errors_carry_diagnostics():
    with pytest.raises(ttmlir_py.CompileError) as error:
        ttmlir_py.compile(PROGRAM.replace("stablehlo.tanh", "stablehlo.tahn"))
    (diagnostic,) = error.value.diagnostics
    assert diagnostic.message == "custom op 'stablehlo.tahn' is unknown"
    assert diagnostic.location is not None
    assert (diagnostic.location.line, diagnostic.location.column) == (9, 8)
    assert str(error.value).startswith("<string>:9:8: error: custom op 'stablehlo.tahn'")


def test_unknown_function():
    with pytest.raises(ttmlir_py.CompileError, match="no function 'mian'"):
        ttmlir_py.interpret(PROGRAM, *INPUTS, function="mian")


def test_results_that_leave_the_device_take_no_memory_there():
    gathered = ttmlir_py.compile(PROGRAM).memory
    assert gathered.outputs == 0
    assert "outputs on the host, peak " in str(gathered)


def test_a_slice_of_what_a_chip_has_is_no_communication():
    exe = ttmlir_py.compile("""\
sdy.mesh @mesh = <["x"=2]>
func.func @main(%x: tensor<8xf32>)
    -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = sdy.reshard %x <@mesh, [{"x"}]> : tensor<8xf32>
  return %0 : tensor<8xf32>
}
""")
    assert 'composite "sdy.all_slice"' in exe.ir("stablehlo")
    assert "all_to_all" not in exe.ir("ttnn")
    assert exe.collectives == ()
