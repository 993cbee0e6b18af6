"""Attributes of StableHLO ops: enumerations and dimension numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import Enum
from typing import ClassVar, Self

from xdsl.ir import Attribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import ParseError

from ttmlir_py.support.attributes import EnumAttribute, PlainAttribute

Dims = tuple[int, ...]


class ComparisonDirection(Enum):
    """The relation that `compare` tests."""

    EQ = "EQ"
    NE = "NE"
    GE = "GE"
    GT = "GT"
    LE = "LE"
    LT = "LT"


class ComparisonType(Enum):
    """How `compare` reads its elements."""

    NOTYPE = "NOTYPE"
    FLOAT = "FLOAT"
    TOTALORDER = "TOTALORDER"
    SIGNED = "SIGNED"
    UNSIGNED = "UNSIGNED"


class Precision(Enum):
    """How exactly an operand of a contraction is read."""

    DEFAULT = "DEFAULT"
    HIGH = "HIGH"
    HIGHEST = "HIGHEST"


class ResultAccuracyMode(Enum):
    """Which accuracy a transcendental function promises."""

    DEFAULT = "DEFAULT"
    HIGHEST = "HIGHEST"
    TOLERANCE = "TOLERANCE"


class FftType(Enum):
    """Forward or inverse, complex or real."""

    FFT = "FFT"
    IFFT = "IFFT"
    RFFT = "RFFT"
    IRFFT = "IRFFT"


class Transpose(Enum):
    """How `triangular_solve` reads its matrix."""

    TRANSPOSE_INVALID = "TRANSPOSE_INVALID"
    NO_TRANSPOSE = "NO_TRANSPOSE"
    TRANSPOSE = "TRANSPOSE"
    ADJOINT = "ADJOINT"


class RngDistribution(Enum):
    """What `rng` draws from."""

    UNIFORM = "UNIFORM"
    NORMAL = "NORMAL"


class RngAlgorithm(Enum):
    """Which generator `rng_bit_generator` steps."""

    DEFAULT = "DEFAULT"
    THREE_FRY = "THREE_FRY"
    PHILOX = "PHILOX"


@dataclass(frozen=True)
class ComparisonDirectionAttr(EnumAttribute[ComparisonDirection]):
    """`#stablehlo<comparison_direction EQ>`."""

    name = "stablehlo.comparison_direction"
    dotless = True
    cases = ComparisonDirection


@dataclass(frozen=True)
class ComparisonTypeAttr(EnumAttribute[ComparisonType]):
    """`#stablehlo<comparison_type FLOAT>`."""

    name = "stablehlo.comparison_type"
    dotless = True
    cases = ComparisonType


@dataclass(frozen=True)
class PrecisionAttr(EnumAttribute[Precision]):
    """`#stablehlo<precision DEFAULT>`."""

    name = "stablehlo.precision"
    dotless = True
    cases = Precision


@dataclass(frozen=True)
class FftTypeAttr(EnumAttribute[FftType]):
    """`#stablehlo<fft_type FFT>`."""

    name = "stablehlo.fft_type"
    dotless = True
    cases = FftType


@dataclass(frozen=True)
class TransposeAttr(EnumAttribute[Transpose]):
    """`#stablehlo<transpose NO_TRANSPOSE>`."""

    name = "stablehlo.transpose"
    reports_inference = True
    dotless = True
    cases = Transpose


@dataclass(frozen=True)
class RngDistributionAttr(EnumAttribute[RngDistribution]):
    """`#stablehlo<rng_distribution UNIFORM>`."""

    name = "stablehlo.rng_distribution"
    dotless = True
    cases = RngDistribution


@dataclass(frozen=True)
class RngAlgorithmAttr(EnumAttribute[RngAlgorithm]):
    """`#stablehlo<rng_algorithm PHILOX>`."""

    name = "stablehlo.rng_algorithm"
    dotless = True
    cases = RngAlgorithm


@dataclass(frozen=True)
class ResultAccuracyModeAttr(EnumAttribute[ResultAccuracyMode]):
    """`#stablehlo.result_accuracy_mode<HIGHEST>`."""

    name = "stablehlo.result_accuracy_mode"
    cases = ResultAccuracyMode


class StructAttribute(PlainAttribute):
    """`<field = value, ...>`, in any order, fields that are empty or zero left out.

    The fields are the dataclass's own, integers and lists of integers.
    """

    always_printed: ClassVar[bool] = False
    summary: ClassVar[str] = ""
    """What upstream says was being read, after an error in its text."""

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Attribute]:
        try:
            return super().parse_parameters(parser)
        except ParseError as error:
            if cls.summary:
                error.add_note(f"failed parsing {cls.summary}")
            raise

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        kinds = {field.name: field.default for field in fields(cls)}  # pyright: ignore[reportArgumentType]
        found: dict[str, int | Dims] = {}
        while (word := parser.parse_optional_identifier()) is not None:
            if word not in kinds:
                parser.raise_error(f"expected one of: {', '.join(f'`{name}`' for name in kinds)}")
            if word in found:
                parser.raise_error(f"duplicated `{word}` entry")
            parser.parse_punctuation("=")
            found[word] = parse_dims(parser) if kinds[word] == () else parser.parse_integer()
            if parser.parse_optional_punctuation(",") is None:
                break
        if cls.always_printed and len(found) < len(kinds):
            missing = next(name for name in kinds if name not in found)
            parser.raise_error(f"expected `{missing}` in {cls.name}")
        return cls(**found)

    def print_body(self, printer: Printer) -> None:
        written = [
            f"{field.name} = {_text_of(getattr(self, field.name))}"
            for field in fields(self)  # pyright: ignore[reportArgumentType]
            if self.always_printed or getattr(self, field.name)
        ]
        printer.print_string(", ".join(written))


def parse_dims(parser: AttrParser) -> Dims:
    """`[0, 1]`."""
    return tuple(parser.parse_comma_separated_list(parser.Delimiter.SQUARE, parser.parse_integer))


def _text_of(value: int | Dims) -> str:
    return str(list(value)) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True)
class DotDimensionNumbersAttr(StructAttribute):
    """Which dimensions of a contraction are batched and which are summed over."""

    name = "stablehlo.dot"
    summary = "dot dimension numbers"

    lhs_batching_dimensions: Dims = ()
    rhs_batching_dimensions: Dims = ()
    lhs_contracting_dimensions: Dims = ()
    rhs_contracting_dimensions: Dims = ()


@dataclass(frozen=True)
class GatherDimensionNumbersAttr(StructAttribute):
    """How the dimensions of operand, indices and result of a gather correspond."""

    name = "stablehlo.gather"
    summary = "gather dimension numbers"

    offset_dims: Dims = ()
    collapsed_slice_dims: Dims = ()
    operand_batching_dims: Dims = ()
    start_indices_batching_dims: Dims = ()
    start_index_map: Dims = ()
    index_vector_dim: int = 0


@dataclass(frozen=True)
class ScatterDimensionNumbersAttr(StructAttribute):
    """How the dimensions of inputs, indices and updates of a scatter correspond."""

    name = "stablehlo.scatter"
    summary = "scatter dimension numbers"

    update_window_dims: Dims = ()
    inserted_window_dims: Dims = ()
    input_batching_dims: Dims = ()
    scatter_indices_batching_dims: Dims = ()
    scatter_dims_to_operand_dims: Dims = ()
    index_vector_dim: int = 0


@dataclass(frozen=True)
class ChannelHandleAttr(StructAttribute):
    """The channel of a collective, and its kind."""

    name = "stablehlo.channel_handle"
    always_printed = True

    handle: int = 0
    type: int = 0


@dataclass(frozen=True)
class OutputOperandAliasAttr(StructAttribute):
    """An output of a custom call that shares the buffer of an operand."""

    name = "stablehlo.output_operand_alias"
    always_printed = True

    output_tuple_indices: Dims = ()
    operand_index: int = 0
    operand_tuple_indices: Dims = ()
