"""Every ttnn op is read, verified and written again, and infers what it says."""

import pytest
from op_text import Snippet, complaints, names_of, printed, rebuilt, the_op
from ttnn_snippets import SNIPPETS

from ttmlir_py.support.op import Op

# Tested with layouts, with custom syntax, or with the functions they call.
ELSEWHERE = {
    "ttnn.alloc",
    "ttnn.capture_or_execute_trace",
    "ttnn.copy",
    "ttnn.dequantize",
    "ttnn.quantize",
    "ttnn.requantize",
    "ttnn.tt_lang_op",
    "ttnn.write_tensor",
}
SIZED_BY_THE_CALLER = {
    "ttnn.aggregate_tensor",
    "ttnn.all_gather",
    "ttnn.distribute_tensor",
    "ttnn.load_tensor",
    "ttnn.mesh_partition",
    "ttnn.reduce_scatter",
    "ttnn.selective_reduce_combine",
    "ttnn.slice_dynamic",
    *(s.name for s in SNIPPETS if "moe" in s.name or "all_to_all_" in s.name),
    *(s.name for s in SNIPPETS if "prepare_conv" in s.name),
}
INFERRED = [s for s in SNIPPETS if s.name not in SIZED_BY_THE_CALLER]


def test_every_op_has_a_snippet() -> None:
    assert names_of("ttnn") == {s.name for s in SNIPPETS} | ELSEWHERE


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda s: s.name)
def test_round_trip(snippet: Snippet) -> None:
    assert complaints(snippet) == []
    assert snippet.expression in printed(snippet)


@pytest.mark.parametrize("snippet", INFERRED, ids=lambda s: s.name)
def test_builder_infers_the_shapes(snippet: Snippet) -> None:
    op = the_op(snippet)
    new = rebuilt(op)
    assert isinstance(new, Op)
    shapes = [[getattr(t, "shape", t) for t in each.result_types] for each in (new, op)]
    assert shapes[0] == shapes[1]
