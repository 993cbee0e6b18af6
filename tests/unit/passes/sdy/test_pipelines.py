"""Shardy's pipelines: what they dump, and that they hand their options on."""

from pathlib import Path

from ttmlir_py.context import Context
from ttmlir_py.passes.sdy.pipelines import ExportPipeline, PropagationPipeline
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

PROGRAM = """
sdy.mesh @mesh = <["x"=2, "y"=2]>
func.func @main(
    %rows: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}p0, {"y"}p1]>},
    %weights: tensor<4x16xf32>) -> tensor<8x16xf32> {
  %result = stablehlo.dot_general %rows, %weights, contracting_dims = [1] x [0]
    : (tensor<8x4xf32>, tensor<4x16xf32>) -> tensor<8x16xf32>
  return %result : tensor<8x16xf32>
}
"""


def run(pipeline: PropagationPipeline | ExportPipeline) -> str:
    context = Context()
    module = parse_module(PROGRAM, context)
    pipeline.apply(context, module)
    return print_module(module)


def test_a_dump_of_every_stage(tmp_path: Path) -> None:
    run(PropagationPipeline(module_dump_directory=str(tmp_path)))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "01.before_propagation.mlir",
        "02.after_propagation.mlir",
        "02.propagation_after_user_priority_0.mlir",
        "03.after_minimal_partitioner_with_global_shapes.mlir",
    ]
    first = (tmp_path / "02.propagation_after_user_priority_0.mlir").read_text()
    assert 'replicated={"y"}' in first, "the second priority has its turn later"
    last = (tmp_path / "02.after_propagation.mlir").read_text()
    assert '%arg1: tensor<4x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}' in last
    parse_module(last, Context())


def test_explicit_collectives_are_dumped_in_three_stages(tmp_path: Path) -> None:
    run(ExportPipeline(str(tmp_path), enable_insert_explicit_collectives=True))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "00.after_propagation.mlir",
        "01.after_explicit_reshards.mlir",
        "02.after_partitioner_with_global_shapes.mlir",
    ]


def test_the_option_for_collectives_goes_to_the_export() -> None:
    assert "sdy.all_reduce" not in run(PropagationPipeline())
    text = run(PropagationPipeline(enable_insert_explicit_collectives=True))
    assert 'sdy.all_reduce {"y"}' in text


def test_meshes_are_inlined_by_the_export_unless_told_otherwise() -> None:
    assert "sdy.mesh" not in run(ExportPipeline())
    assert "sdy.mesh" in run(ExportPipeline(inline_meshes=False))
    assert "sdy.mesh" in run(PropagationPipeline())


def test_records_are_gone_after_the_pipeline() -> None:
    text = run(PropagationPipeline(debug_sharding_origins=True))
    assert "origins" not in text
