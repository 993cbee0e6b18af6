"""Types made of others: tensors, memrefs, vectors, complex numbers, tuples; and memory layouts."""

from __future__ import annotations

from collections.abc import Callable

from xdsl.dialects.builtin import (
    AffineMapAttr,
    AnyFloat,
    ArrayAttr,
    BoolAttr,
    ComplexType,
    DictionaryAttr,
    FunctionType,
    IndexType,
    IntegerAttr,
    IntegerType,
    MemRefLayoutAttr,
    MemRefType,
    NoneAttr,
    NoneType,
    StridedLayoutAttr,
    StringAttr,
    TensorType,
    TupleType,
    UnrankedMemRefType,
    UnrankedTensorType,
    UnregisteredAttr,
    VectorType,
)
from xdsl.ir import Attribute
from xdsl.utils.lexer import Span
from xdsl.utils.mlir_lexer import MLIRTokenKind

from ttmlir_py.support.attributes import TensorEncoding
from ttmlir_py.syntax.dialect_parser import DialectParser
from ttmlir_py.syntax.float_text import is_float

LARGEST_DIM = (1 << 63) - 1
_NO_ELEMENTS = (FunctionType, NoneType, TensorType, TupleType, UnrankedTensorType)
"""Types that neither tensors nor memrefs hold."""

_SPACES = (IntegerAttr, StringAttr, DictionaryAttr)


def can_be_in_tensor(type_: Attribute) -> bool:
    """Whether tensors may hold elements of a type."""
    return not isinstance(type_, (*_NO_ELEMENTS, MemRefType, UnrankedMemRefType))


def verified_tensor(type_: TensorType) -> TensorType:
    """A tensor that fits its encoding, if that has rules of its own."""
    if isinstance(type_.encoding, TensorEncoding):
        type_.encoding.verify_tensor(type_.get_shape())
    return type_


class ContainerParser(DialectParser):
    """What stands between the angle brackets, the opening one being read already."""

    def _parse_container(self, name: str) -> Attribute:
        """A builtin type with parameters, its name still to be read."""
        parse: Callable[[], Attribute] = {
            "complex": self._parse_complex_attrs,
            "memref": self._parse_memref_attrs,
            "tensor": self._parse_tensor_attrs,
            "tuple": self._parse_tuple_attrs,
            "vector": self._parse_vector_attrs,
        }[name]
        self._start = self._cursor.span(self._cursor.index)
        self._cursor.index += 1
        self.parse_punctuation("<", f" in {name} type")
        result = parse()
        if name == "memref" and self._peek() != ">":
            self._wrong_token("expected ',' or '>' in memref type")
        self.parse_punctuation(">", f" in {name} type")
        return result

    def _here(self) -> Span[str]:
        return self._cursor.span(self._cursor.index)

    def _parse_complex_attrs(self) -> ComplexType:
        here = self._here()
        element = self.parse_type()
        if not (isinstance(element, IntegerType) or is_float(element)):
            self._fail("invalid element type for complex", here)
        return ComplexType(element)

    # Dimensions

    def parse_ranked_shape(self) -> tuple[list[int], Attribute]:
        dims: list[int] = []
        while (text := self._peek())[:1].isdigit() or text == "?":
            dims.append(self._parse_dim())
            self.parse_shape_delimiter()
        return dims, self.parse_type()

    def _parse_dim(self) -> int:
        here = self._here()
        dim = self.parse_shape_dimension()
        if dim > LARGEST_DIM:
            self._fail("invalid dimension", here)
        return dim

    def parse_shape_delimiter(self) -> None:
        if self._parse_optional_shape_delimiter() is None:
            self._wrong_token("expected 'x' in dimension list")

    def _parse_shape_of(self, container: str) -> tuple[list[int] | None, Attribute]:
        """The dimensions, None for any number of them, and an element that may be in there."""
        dims: list[int] | None = None
        if self.parse_optional_punctuation("*") is not None:
            self.parse_shape_delimiter()
        else:
            dims = []
            while (text := self._peek())[:1].isdigit() or text == "?":
                dims.append(self._parse_dim())
                self.parse_shape_delimiter()
        here = self._here()
        element = self.parse_type()
        is_allowed = can_be_in_tensor if container == "tensor" else _can_be_in_memref
        if not is_allowed(element):
            self._fail(f"invalid {container} element type", here)
        return dims, element

    # Containers

    def _parse_tensor_attrs(self) -> TensorType | UnrankedTensorType:
        dims, element = self._parse_shape_of("tensor")
        if self.parse_optional_punctuation(",") is None:
            return UnrankedTensorType(element) if dims is None else TensorType(element, dims)
        encoding = self.parse_attribute()
        if dims is None:
            self.parse_punctuation(">")
            self._fail("cannot apply encoding to unranked tensor")
        return verified_tensor(TensorType(element, dims, encoding))

    def _parse_memref_attrs(self) -> MemRefType | UnrankedMemRefType:
        start = self._start
        dims, element = self._parse_shape_of("memref")
        layout: Attribute = NoneAttr()
        space: Attribute = NoneAttr()
        while self.parse_optional_punctuation(",") is not None:
            attribute = self.parse_attribute()
            if isinstance(attribute, MemRefLayoutAttr):
                if dims is None:
                    self._fail("cannot have affine map for unranked memref type")
                layout = attribute
            elif not isinstance(space, NoneAttr):
                self._fail("multiple memory spaces specified in memref type")
            else:
                space = attribute
        self._check_space(space, start)
        if isinstance(space, IntegerAttr) and space.value.data == 0:
            space = NoneAttr()
        if dims is None:
            return UnrankedMemRefType.from_type(element, space)
        self._check_layout(layout, len(dims), start)
        return MemRefType(element, dims, layout, space)  # pyright: ignore[reportArgumentType]

    def _check_space(self, space: Attribute, start: Span[str]) -> None:
        is_opaque = isinstance(space, UnregisteredAttr)
        is_builtin = "." not in space.name and not isinstance(space, NoneAttr)
        if is_opaque or (is_builtin and not isinstance(space, _SPACES)):
            self._fail("unsupported memory space Attribute", start)

    def _check_layout(self, layout: Attribute, rank: int, start: Span[str]) -> None:
        if isinstance(layout, StridedLayoutAttr) and len(layout.strides.data) != rank:
            self._fail("expected the number of strides to match the rank", start)
        if isinstance(layout, AffineMapAttr) and layout.data.num_dims != rank:
            self._fail(
                f"memref layout mismatch between rank and affine map: {rank} != "
                f"{layout.data.num_dims}",
                start,
            )

    def _parse_vector_attrs(self) -> VectorType:
        start = self._start
        dims: list[int] = []
        scalable: list[bool] = []
        while (text := self._peek())[:1].isdigit() or text == "[":
            is_scalable = self.parse_optional_punctuation("[") is not None
            if not self._peek()[:1].isdigit():
                self._fail("invalid dimension")
            dims.append(self._parse_dim())
            scalable.append(is_scalable)
            if is_scalable and self.parse_optional_punctuation("]") is None:
                self._wrong_token("missing ']' closing scalable dimension")
            self.parse_shape_delimiter()
        element = self.parse_type()
        if not _can_be_in_vector(element):
            self._fail("failed to verify 'elementType': VectorElementTypeInterface instance", start)
        if 0 in dims:
            shown = ", ".join(map(str, dims))
            self._fail(f"vector types must have positive constant sizes but got {shown}", start)
        return VectorType(element, dims, ArrayAttr(map(BoolAttr.from_bool, scalable)))

    # Memory layouts

    def _parse_strided_layout_attr(self) -> StridedLayoutAttr:
        self.parse_punctuation("<", " after 'strided'")
        strides = self.parse_comma_separated_list(self.Delimiter.SQUARE, self._parse_stride)
        offset: int | None = 0
        if self.parse_optional_punctuation(",") is not None:
            if self._peek() != "offset":
                self._wrong_token("expected 'offset' after comma")
            self._cursor.index += 1
            self.parse_punctuation(":", " after 'offset'")
            offset = self._parse_stride()
        self.parse_punctuation(">")
        return StridedLayoutAttr(strides, offset)

    def _parse_stride(self) -> int | None:
        if self._parse_optional_token(MLIRTokenKind.QUESTION) is not None:
            return None
        value = self.parse_optional_integer(allow_boolean=False)
        if value is None:
            self._fail("expected a 64-bit signed integer or '?'")
        return value


def _can_be_in_memref(type_: Attribute) -> bool:
    return not isinstance(type_, (*_NO_ELEMENTS, UnregisteredAttr))


def _can_be_in_vector(type_: Attribute) -> bool:
    if isinstance(type_, AnyFloat | IntegerType | IndexType):
        return True
    return "." in type_.name and not isinstance(type_, UnregisteredAttr)
