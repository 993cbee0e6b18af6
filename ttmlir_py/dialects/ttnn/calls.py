"""Kernels that the compiler does not look into."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.tt_lang import TtLangBaseOp
from ttmlir_py.support.fields import optional_prop
from ttmlir_py.support.properties import STRING


class TtLangOp(TtLangBaseOp):
    """A kernel written in tt-lang, with its compiled form once that is known."""

    name = "ttnn.tt_lang_op"
    kernel_artifact = optional_prop(STRING)
