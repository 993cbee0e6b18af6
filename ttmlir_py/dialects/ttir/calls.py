"""Kernels that the compiler does not look into."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.tt_lang import TtLangBaseOp


class TtLangOp(TtLangBaseOp):
    """A kernel written in tt-lang, called by its number."""

    name = "ttir.tt_lang_op"
