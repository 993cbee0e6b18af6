"""Kernels that the compiler does not look into."""

from __future__ import annotations

from ttmlir_py.support.fields import prop, variadic_operand, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import STRING


class TtLangOpOp(Op):
    """A kernel written in tt-lang, called by its number."""

    name = "ttir.tt_lang_op"
    inputs = variadic_operand()
    kernel_id = prop(STRING)
    version_tag = prop(STRING)
    arg_roles = prop(STRING)
    shard_spec = prop(STRING, "")
    results = variadic_result()
