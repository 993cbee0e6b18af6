"""A custom call's sharding rule under construction."""

from __future__ import annotations

from xdsl.dialects.builtin import DictionaryAttr
from xdsl.ir import Attribute

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.frontend_shardings import frontend_text
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import FactorKind, RuleBuilder, ShardingRule

WHOLE = FactorKind.NEED_REPLICATION
PASS = FactorKind.PASS_THROUGH


class CallRule:
    """Collects factors by the dimension that they have in some operands and results."""

    def __init__(self, op: CustomCallOp) -> None:
        self.operands = [shape_of(value) for value in op.operands]
        self.results = [shape_of(value) for value in op.results]
        self._builder = RuleBuilder(self.operands, self.results)

    def add(
        self,
        size: int,
        operands: dict[int, int],
        results: dict[int, int],
        kind: FactorKind = PASS,
        *,
        blocked: bool = False,
    ) -> None:
        """A factor on these dimensions, by the number of the operand or result."""
        self._builder.factor(
            [operands.get(index) for index in range(len(self.operands))],
            [results.get(index) for index in range(len(self.results))],
            size,
            kind,
            blocked=blocked,
        )

    def everywhere(self, dim: int, size: int, kind: FactorKind = PASS) -> None:
        """A factor of one dimension of all operands and results."""
        numbers = dict.fromkeys(range(len(self.operands)), dim)
        self.add(size, numbers, dict.fromkeys(range(len(self.results)), dim), kind)

    def build(self) -> ShardingRule:
        return self._builder.build()


def attribute(op: CustomCallOp, name: str) -> Attribute | None:
    """An attribute of the composite that the call was."""
    stored = op.attributes.get("tt.composite_attributes")
    return stored.data.get(name) if isinstance(stored, DictionaryAttr) else None


def flag(op: CustomCallOp, name: str, default: bool = False) -> bool:
    """A switch that the front end wrote as text."""
    text = frontend_text(op.attributes, name)
    return default if text is None else text.lower() == "true"
