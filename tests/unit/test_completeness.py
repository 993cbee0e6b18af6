"""Every op has a row in every table that is for its dialect, or a reason in `missing_rows`."""

import pytest
from unit import missing_rows

from ttmlir_py import registry
from ttmlir_py.passes.sdy.propagation.rules.registry import SHARDING_RULES
from ttmlir_py.passes.sdy.propagation.rules.without import WITHOUT_RULE
from ttmlir_py.passes.stablehlo.chlo.legalize import FAMILIES
from ttmlir_py.passes.stablehlo_to_ttir.convert import lowerings
from ttmlir_py.passes.ttir_to_ttnn.convert_ttir_to_ttnn import LOWERINGS

CHLO_IN_STABLEHLO = {op for family in FAMILIES for op in family.LOWERINGS}
"""What the conversion to TTIR tells in StableHLO's ops first."""

TABLES = {
    "to TTIR": ({*lowerings(), *CHLO_IN_STABLEHLO}, ("stablehlo", "chlo"), missing_rows.TO_TTIR),
    "to TTNN": ({*LOWERINGS}, ("ttir",), missing_rows.TO_TTNN),
    "sharding rules": ({*SHARDING_RULES}, ("stablehlo", "chlo"), WITHOUT_RULE),
}


@pytest.mark.parametrize("table", TABLES)
def test_table(table: str):
    rows, names, reasons = TABLES[table]
    dialects = [dialect for name in names if (dialect := registry.dialect(name))]
    ops = {op: dialect.op(op) for dialect in dialects for op in dialect.op_names}
    missing = {
        name for name, cls in ops.items() if cls is not None and rows.isdisjoint(cls.__mro__)
    }
    words = [word for line in reasons.values() for word in line.split()]
    listed = [op for op in words if op.partition(".")[0] in names]
    assert len(listed) == len(set(listed)), "an op is listed twice"
    assert missing == set(listed)
