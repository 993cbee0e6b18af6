"""The context of one run: which dialects exist, and where diagnostics go."""

from __future__ import annotations

from collections.abc import Iterable

from xdsl.context import Context as XdslContext
from xdsl.ir import Attribute, Operation, TypeAttribute

from ttmlir_py.registry import DIALECTS, added_op, dialect
from ttmlir_py.syntax.diagnostics import DiagnosticEngine


class Context(XdslContext):
    """xDSL's context; our dialects load one op family at a time."""

    def __init__(self, *, allow_unregistered: bool = False) -> None:
        from xdsl.dialects import get_all_dialects

        super().__init__(allow_unregistered=allow_unregistered)
        self.diagnostics = DiagnosticEngine()
        for name, factory in get_all_dialects().items():
            # xDSL's test dialect would make errors of upstream's unregistered test ops.
            if dialect(name) is None and name != "test":
                self.register_dialect(name, factory)

    def knows(self, name: str) -> bool:
        """Whether a dialect is one of ours."""
        return dialect(name) is not None

    def provides(self, name: str, types: bool) -> bool:
        """Whether a dialect has types, or else attributes, of its own."""
        if ours := dialect(name):
            return ours.has_types if types else ours.has_attributes
        found = self.get_optional_dialect(name)
        attributes = found.attributes if found else ()
        return any(issubclass(attribute, TypeAttribute) is types for attribute in attributes)

    @property
    def registered_dialect_names(self) -> Iterable[str]:
        return {**DIALECTS, **dict.fromkeys(super().registered_dialect_names)}

    def clone(self) -> Context:
        other = Context(allow_unregistered=self.allow_unregistered)
        other.diagnostics = self.diagnostics
        return other

    def _get_known_op(self, name: str) -> type[Operation] | None:
        known = self._loaded_ops.get(name)
        if known is None and (ours := dialect(name.partition(".")[0])):
            known = ours.op(name)
            if known is not None:
                self._loaded_ops[name] = known
        return known or super()._get_known_op(name) or added_op(name)

    def get_optional_attr(self, name: str) -> type[Attribute] | None:
        known = self._loaded_attrs.get(name)
        if known is None and (ours := dialect(name.partition(".")[0])):
            known = ours.attribute(name)
            if known is not None:
                self._loaded_attrs[name] = known
        return known or super().get_optional_attr(name)

    def get_optional_type(self, name: str) -> type[TypeAttribute] | None:
        known = self._loaded_types.get(name)
        if known is None and (ours := dialect(name.partition(".")[0])):
            known = ours.type(name)
            if known is not None:
                self._loaded_types[name] = known
        return known or super().get_optional_type(name)
