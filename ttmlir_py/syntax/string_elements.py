"""Constants of a type that only its dialect knows: `dense<["a", "b"]> : tensor<2x!foo.text>`."""

from __future__ import annotations

from xdsl.dialects.builtin import MemRefType, TensorType, VectorType
from xdsl.ir import Attribute, BuiltinAttribute, ParametrizedAttribute
from xdsl.printer import Printer

from ttmlir_py.syntax.strings import quoted


class DenseStringElementsAttr(ParametrizedAttribute, BuiltinAttribute):
    """A string for every element, or one for all of them."""

    name = "dense_string"

    type: TensorType | VectorType | MemRefType
    texts: tuple[bytes, ...]

    def __init__(self, type_: TensorType | VectorType | MemRefType, texts: tuple[bytes, ...]):
        vars(self).update(type=type_, texts=texts)

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        return (self.type,)

    def print_builtin(self, printer: Printer) -> None:
        printer.print_string(f"dense<{self.literal}> : ")
        printer.print_attribute(self.type)

    @property
    def literal(self) -> str:
        """What stands between the angle brackets."""
        texts = [quoted(text) for text in self.texts]
        if len(set(texts)) == 1:
            return texts[0]
        for size in reversed(self.type.get_shape()):
            texts = [
                f"[{', '.join(texts[start : start + size])}]"
                for start in range(0, len(texts), max(size, 1))
            ]
        return "".join(texts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DenseStringElementsAttr):
            return NotImplemented
        return (self.type, self.texts) == (other.type, other.texts)

    def __hash__(self) -> int:
        return hash((self.type, self.texts))
