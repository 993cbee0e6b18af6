"""Attributes whose fields are plain Python values, and enumerations.

A subclass is a frozen dataclass with two methods: `parse_body` and `print_body`, for what stands
between the angle brackets. `dotless` attributes print as `#ttnn<mesh_shape 1x1>`; `alias` is the
name MLIR gives one in the alias section.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Generic, Self, TypeVar

from xdsl.ir import Attribute, ParametrizedAttribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer

E = TypeVar("E", bound=Enum)


class PlainAttribute(ParametrizedAttribute):
    """An attribute holding Python values instead of other attributes."""

    dotless: ClassVar[bool] = False
    alias: ClassVar[str | None] = None

    @classmethod
    @abstractmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        """Parse what stands between the angle brackets."""

    @abstractmethod
    def print_body(self, printer: Printer) -> None:
        """Print what stands between the angle brackets."""

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Attribute]:
        with parser.in_angle_brackets():
            return [cls.parse_body(parser)]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            self.print_body(printer)

    @classmethod
    def new(cls, params: Sequence[Attribute]) -> Self:
        (attribute,) = params
        assert isinstance(attribute, cls)
        return attribute

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        return ()

    def _verify(self) -> None:
        self.verify()

    def alias_name(self) -> str | None:
        """The alias this value asks for, without `#`; None for none."""
        return self.alias


class TensorEncoding(PlainAttribute):
    """An attribute that may stand in a tensor type, and can say of which it may."""

    @abstractmethod
    def verify_tensor(self, shape: Sequence[int]) -> None:
        """Raise VerifyException where it does not fit a tensor of this shape."""


class MarkerAttribute(PlainAttribute):
    """An attribute or type that says all by its name: `#ttir.should_hoist`, `!ttnn.device`."""

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        return cls()

    def print_body(self, printer: Printer) -> None:
        return

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Attribute]:
        return [cls()]

    def print_parameters(self, printer: Printer) -> None:
        return


@dataclass(frozen=True)
class EnumAttribute(PlainAttribute, Generic[E]):
    """One case of an enumeration whose values are the words of the text."""

    value: E
    cases: ClassVar[type[Enum]]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        word = parser.parse_identifier()
        words = [case.value for case in cls.cases]
        if word not in words:
            parser.raise_error(f"expected one of {', '.join(words)} for {cls.name}, got {word}")
        return cls(cls.cases(word))  # pyright: ignore[reportArgumentType]

    def print_body(self, printer: Printer) -> None:
        printer.print_string(str(self.value.value))
