"""`#stablehlo.dot_algorithm<lhs_precision_type = tf32, ...>`: exact arithmetic of a contraction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from xdsl.ir import Attribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.attributes import PlainAttribute

_FLOAT8 = frozenset(
    ("f8E3M4", "f8E4M3", "f8E4M3FN", "f8E5M2", "f8E4M3FNUZ", "f8E4M3B11FNUZ", "f8E5M2FNUZ")
)
_KNOWN = frozenset(
    (
        ("f16", "f16", 1),
        ("f16", "f32", 1),
        ("bf16", "bf16", 1),
        ("bf16", "f32", 1),
        ("bf16", "f32", 3),
        ("bf16", "f32", 6),
        ("bf16", "f32", 9),
        ("tf32", "f32", 1),
        ("tf32", "f32", 3),
        ("f32", "f32", 1),
        ("f64", "f64", 1),
    )
)
"""Operand type, accumulation type and products per multiplication, where all operands agree."""


@dataclass(frozen=True)
class DotAlgorithmAttr(PlainAttribute):
    """The types in which a contraction must multiply and add, and how often."""

    name = "stablehlo.dot_algorithm"

    lhs_precision_type: Attribute
    rhs_precision_type: Attribute
    accumulation_type: Attribute
    lhs_component_count: int
    rhs_component_count: int
    num_primitive_operations: int
    allow_imprecise_accumulation: bool

    @classmethod
    def parse_body(cls, parser: AttrParser) -> DotAlgorithmAttr:
        def field(name: str, parse: Callable[[], object]) -> object:
            if name != "lhs_precision_type":
                parser.parse_punctuation(",")
            parser.parse_keyword(name)
            parser.parse_punctuation("=")
            return parse()

        kinds = {
            "lhs_precision_type": parser.parse_type,
            "rhs_precision_type": parser.parse_type,
            "accumulation_type": parser.parse_type,
            "lhs_component_count": parser.parse_integer,
            "rhs_component_count": parser.parse_integer,
            "num_primitive_operations": parser.parse_integer,
            "allow_imprecise_accumulation": parser.parse_boolean,
        }
        return cls(**{name: field(name, parse) for name, parse in kinds.items()})  # pyright: ignore[reportArgumentType]

    def print_body(self, printer: Printer) -> None:
        for index, field in enumerate(fields(self)):
            value = getattr(self, field.name)
            printer.print_string(f"{', ' if index else ''}{field.name} = ")
            if isinstance(value, Attribute):
                printer.print_attribute(value)
            else:
                printer.print_string(str(value).lower())

    def verify(self) -> None:
        # dot_general_c22, dot_general_c23, dot_general_c24
        for words, count in (
            ("lhs component count", self.lhs_component_count),
            ("rhs component count", self.rhs_component_count),
            ("num primitive operations", self.num_primitive_operations),
        ):
            if count < 1:
                raise VerifyException(f"{words} must be positive")
        # dot_general_i8, dot_general_i9, dot_general_i10
        if not self._is_known():
            raise VerifyException(
                "dot algorithm not known to be supported on any hardware: "
                f"{{lhs:'{self.lhs_precision_type}', rhs:'{self.rhs_precision_type}', "
                f"accum:'{self.accumulation_type}', lhs_components:{self.lhs_component_count}, "
                f"rhs_components:{self.rhs_component_count}, "
                f"primitive_ops:{self.num_primitive_operations}, "
                f"imprecise:{int(self.allow_imprecise_accumulation)}}}"
            )

    def _is_known(self) -> bool:
        if self.lhs_component_count != 1 or self.rhs_component_count != 1:
            return False
        lhs, rhs = str(self.lhs_precision_type), str(self.rhs_precision_type)
        total, products = str(self.accumulation_type), self.num_primitive_operations
        if {lhs, rhs} <= _FLOAT8 and (total, products) == ("f32", 1):
            return True
        is_exact = not self.allow_imprecise_accumulation
        return is_exact and lhs == rhs and (lhs, total, products) in _KNOWN
