"""MLIR's textual pass pipelines: `builtin.module(cse,func.func(canonicalize),x{a=1 b=2})`."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.passes import ModulePass

from ttmlir_py import registry
from ttmlir_py.support.pass_options import (
    OptionError,
    did_you_mean,
    pass_with_options,
    text_of_options,
)
from ttmlir_py.support.passes import Leaf, Nested, leaves

TRANSPARENT = ("any", "builtin.module", "func.func")
"""Anchors that our module passes need no nesting for: they visit every function anyway."""


def make_pass(name: str, options: str) -> ModulePass:
    """The pass or pipeline of a name with its options; OptionError names what is wrong."""
    cls = registry.pass_class(name)
    if cls is None:
        known = {**registry.PASSES, **registry.PIPELINES}
        raise OptionError(
            f"'{name}' does not refer to a registered pass or pass pipeline"
            f"{did_you_mean(name, known)}"
        )
    return pass_with_options(cls, options)


def parse_pipeline(text: str) -> list[ModulePass | Nested]:
    """The passes of a textual pipeline, anchored on `builtin.module` or given as a plain list."""
    return _PipelineParser(text).parse()


def pipeline_text(passes: Sequence[ModulePass | Nested]) -> str:
    """The textual pipeline of all leaf passes, as `--dump-pass-pipeline` prints it."""
    return f"builtin.module({','.join(map(_leaf_text, leaves(passes)))})"


def _leaf_text(leaf: Leaf) -> str:
    options = text_of_options(leaf.pass_)
    text = f"{leaf.pass_.name}{{{options}}}" if options else leaf.pass_.name
    for anchor in reversed(leaf.anchors):
        text = f"{anchor}(builtin.module({text}))"
    return text


class _PipelineParser:
    """Recursive descent over `item (',' item)*`, item = name ['{' options '}'] ['(' items ')']."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def parse(self) -> list[ModulePass | Nested]:
        items = self.items()
        if self.position != len(self.text):
            raise self.error(f"unexpected '{self.text[self.position]}'")
        return items

    def items(self) -> list[ModulePass | Nested]:
        found: list[ModulePass | Nested] = []
        while self.peek() not in ("", ")"):
            found += self.item()
            if not self.take(","):
                break
        return found

    def item(self) -> list[ModulePass | Nested]:
        name = self.name()
        if self.take("("):
            inner = self.items()
            if not self.take(")"):
                raise self.error("expected ')'")
            return inner if name in TRANSPARENT else [Nested(name, inner)]
        return [make_pass(name, self.options())]

    def name(self) -> str:
        start = self.position
        while self.peek() not in ("", ",", "(", ")", "{"):
            self.position += 1
        name = self.text[start : self.position].strip()
        if not name:
            raise self.error("expected the name of a pass")
        return name

    def options(self) -> str:
        if not self.take("{"):
            return ""
        start, depth = self.position, 1
        while depth:
            match self.peek():
                case "":
                    raise self.error("expected '}'")
                case "{":
                    depth += 1
                case "}":
                    depth -= 1
                case _:
                    pass
            self.position += 1
        return self.text[start : self.position - 1]

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def take(self, char: str) -> bool:
        found = self.peek() == char
        self.position += found
        return found

    def error(self, message: str) -> OptionError:
        return OptionError(f"{message} at position {self.position} of the pipeline '{self.text}'")
