"""Types of the shape dialect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from xdsl.ir import Attribute, TypeAttribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.constraints import TypeConstraint


@dataclass(frozen=True)
class WitnessType(PlainAttribute, TypeAttribute):
    """`!shape.witness`: that a constraint on shapes holds."""

    name = "shape.witness"

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Attribute]:
        return [cls()]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        return cls()

    def print_parameters(self, printer: Printer) -> None:
        pass

    def print_body(self, printer: Printer) -> None:
        pass


WITNESS = TypeConstraint("witness", lambda type_: isinstance(type_, WitnessType))
