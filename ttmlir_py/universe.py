"""What stock `xdsl-opt` finds of ours: every dialect and pass, each loaded when it is named."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from xdsl.ir import Dialect
from xdsl.passes import ModulePass
from xdsl.universe import Universe

from ttmlir_py import registry


def _whole(name: str) -> Dialect:
    dialect = registry.dialect(name)
    assert dialect is not None
    return dialect.whole


def _passes() -> dict[str, Callable[[], type[ModulePass]]]:
    """Our passes, except where xDSL has one of the same name (cse, canonicalize, ...)."""
    from xdsl.transforms import get_all_passes

    rows = {**registry.PASSES, **registry.PIPELINES}
    taken = get_all_passes()
    return {
        name: partial(registry.load, reference)
        for name, reference in rows.items()
        if name not in taken
    }


UNIVERSE = Universe(
    all_dialects={name: partial(_whole, name) for name in registry.DIALECTS},
    all_passes=_passes(),
)
