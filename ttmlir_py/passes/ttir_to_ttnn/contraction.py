"""Matrix products to TTNN."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir import contraction as ttir
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name
from ttmlir_py.support.conversion import Lowering

ROWS: dict[type[Operation], Lowering] = {
    ttir.LinearOp: same_name,
    ttir.MatmulOp: same_name,
}
