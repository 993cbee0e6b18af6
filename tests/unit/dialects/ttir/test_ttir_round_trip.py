"""Every ttir op is read, verified and written again, and infers what it says."""

import pytest
from op_text import Snippet, complaints, names_of, printed, rebuilt, the_op
from ttir_snippets import SNIPPETS

from ttmlir_py.support.op import Op, compatible

CUSTOM_SYNTAX = {"ttir.empty", "ttir.to_layout", "ttir.tt_lang_op"}
QUANTIZATION = {name for name in names_of("ttir") if "quantize" in name}
SIZED_BY_THE_CALLER = {
    "ttir.alloc",
    "ttir.all_gather",
    "ttir.arange",
    "ttir.mesh_partition",
    "ttir.reduce_scatter",
    "ttir.slice_dynamic",
    *(s.name for s in SNIPPETS if "moe" in s.name or "all_to_all_" in s.name),
    "ttir.selective_reduce_combine",
}


def test_every_op_has_a_snippet() -> None:
    assert names_of("ttir") == {s.name for s in SNIPPETS} | CUSTOM_SYNTAX | QUANTIZATION


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda s: s.name)
def test_round_trip(snippet: Snippet) -> None:
    assert complaints(snippet) == []
    assert snippet.expression in printed(snippet)


INFERRED = [s for s in SNIPPETS if s.name not in SIZED_BY_THE_CALLER]


@pytest.mark.parametrize("snippet", INFERRED, ids=lambda s: s.name)
def test_builder_infers_the_shapes(snippet: Snippet) -> None:
    op = the_op(snippet)
    new = rebuilt(op)
    assert isinstance(new, Op)
    assert [t.get_shape() for t in new.result_types] == [t.get_shape() for t in op.result_types]
    assert all(map(compatible, new.infer(), new.result_types))
