"""Reading lines that are known gives what reading them token by token gives.

`TTMLIR_PROGRAMS=folder:folder pytest tests/properties/test_known_operations.py` compares the two
over all programs below folders, such as upstream's checkouts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xdsl.ir import Block, Operation

from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.known_operations import KnownOperations
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.split import split_input

TESTS = Path(__file__).parents[1]
FOLDERS = [Path(folder) for folder in os.environ.get("TTMLIR_PROGRAMS", "").split(":") if folder]

LINES = (
    "%a = stablehlo.add %x, %y : tensor<2x3xf32>",
    "%b = stablehlo.add %a, %x : tensor<2x3xf32>",
    "%c = stablehlo.add %b, %b : tensor<2x3xf32> loc(#place)",
    "%c = stablehlo.add %b, %a : tensor<2x3xf32> loc(#later)",
    '%d = "stablehlo.add"(%y, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>',
    "%t = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>",
    "%u = stablehlo.constant dense<1.5> : tensor<2x3xf32>",
    '%p:2 = "a.pair"(%x, %y) {m = #map} : (!matrix, !matrix) -> (!matrix, i32)',
    '%q:2 = "a.pair"(%p#0, %x) {m = #map} : (!matrix, !matrix) -> (!matrix, i32)',
    "func.call @f(%x, %a) : (tensor<2x3xf32>, tensor<2x3xf32>) -> ()",
)
RULES = {
    "names stand for their values": (
        "%a = stablehlo.subtract %x, %y : tensor<2x3xf32>",
        "%b = stablehlo.subtract %y, %a : tensor<2x3xf32>",
        "%c = stablehlo.subtract %b, %b : tensor<2x3xf32>",
        "%d = stablehlo.subtract %c, %x : tensor<2x3xf32>",
    ),
    "types are compared": (
        "%a = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>",
        "%b = stablehlo.transpose %a, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>",
    ),
    "an operand's number is compared": (
        '%p:2 = "a.pair"() : () -> (i32, i32)',
        '%q = "a.one"() : () -> i32',
        '"a.use"(%p#1) : (i32) -> ()',
        '"a.use"(%q#1) : (i32) -> ()',
    ),
    "a name in a string is no operand": (
        '"a.one"(%x) {note = "%y"} : (!matrix) -> ()',
        '"a.one"(%x) {note = "%x"} : (!matrix) -> ()',
    ),
    "a sign is no name": (
        '"a.one"(%x) {note = "%"} : (!matrix) -> ()',
        '"a.one"(%) {note = "%x"} : (!matrix) -> ()',
    ),
    "a line ends no text": (
        '"a.none"(\n) : () -> i32',
        '"a.none"(%x) : () -> i32',
    ),
    "an operation may go on": (
        "%a = stablehlo.abs %x : tensor<2x3xf32>",
        "%b = stablehlo.abs %x : tensor<2x3xf32>",
        'loc("f":1:2)',
        "%c = stablehlo.abs %x : tensor<2x3xf32>",
        ", tensor<2x3xf32>",
    ),
    "an operation may begin to have operands": (
        '"a.region"() ({',
        "stablehlo.return",
        "}) : () -> ()",
        '"a.region"() ({',
        "stablehlo.return",
        "%a = stablehlo.abs %x : tensor<2x3xf32>",
        "}) : () -> ()",
    ),
    "a name is given once": (
        "%a = stablehlo.abs %x : tensor<2x3xf32>",
        "%a = stablehlo.abs %x : tensor<2x3xf32>",
    ),
    "a name may be awaited": (
        '"a.one"(%b) : (!matrix) -> ()',
        "%a = stablehlo.abs %x : tensor<2x3xf32>",
        "%b = stablehlo.abs %x : tensor<2x3xf32>",
    ),
    "an alias of a location": (
        "%a = stablehlo.abs %x : tensor<2x3xf32> loc(#place)",
        "%b = stablehlo.abs %x : tensor<2x3xf32> loc(#later)",
        "%c = stablehlo.abs %x : tensor<2x3xf32>",
    ),
    "an alias of something else": (
        "%a = stablehlo.abs %x : tensor<2x3xf32>",
        "%b = stablehlo.abs %x : tensor<2x3xf32> loc(#map)",
    ),
    "no alias": (
        "%a = stablehlo.abs %x : tensor<2x3xf32>",
        "%b = stablehlo.abs %x : tensor<2x3xf32> loc(#place) loc(#place)",
    ),
    "an alias that is never defined": (
        "%a = stablehlo.abs %x : tensor<2x3xf32>",
        "%b = stablehlo.abs %x : tensor<2x3xf32> loc(#never)",
    ),
    "regions are not shared": ('"a.region"(%x) ({}) : (!matrix) -> ()',) * 2,
    "successors are not shared": (
        '"a.br"(%x)[^bb1] : (!matrix) -> ()',
        "^bb1:",
        '"a.br"(%x)[^bb1] : (!matrix) -> ()',
    ),
    "the default dialect": (
        "return %x : tensor<2x3xf32>",
        "}",
        "func.func @g(%x: tensor<2x3xf32>) {",
        '"a.region"() ({',
        "return %x : tensor<2x3xf32>",
        "}) : () -> ()",
    ),
    "properties are not shared": (
        "%a = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>",
        "%b = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>",
    ),
    "comments": (
        "%a = stablehlo.abs %x : tensor<2x3xf32> // %y",
        "%b = stablehlo.abs %x : tensor<2x3xf32> // %x",
        "%c = stablehlo.abs %x : tensor<2x3xf32>",
        "// %x",
        "%d = stablehlo.abs %x : tensor<2x3xf32>",
        "// and then",
        ", tensor<2x3xf32>",
    ),
    "several names": (
        '%a, %b = "a.pair"(%x) : (!matrix) -> (!matrix, !matrix)',
        '%c, %d = "a.pair"(%b) : (!matrix) -> (!matrix, !matrix)',
    ),
    "errors stand right after the line before": (
        "%a = stablehlo.abs %x : tensor<2x3xf32>",
        "%b = stablehlo.abs %x : tensor<2x3xf32>",
        "5",
    ),
}
HEAD = """\
#place = loc("file":7:8)
#map = affine_map<(d0) -> (d0)>
!matrix = tensor<2x3xf32>
func.func @f(%x: tensor<2x3xf32>, %y: !matrix) {
"""
TAIL = "\nreturn\n}\n#later = loc(#place)\n"


def facts(text: str, context: Context) -> object:
    """All that reading a text says: its operations, or what is wrong with it."""
    try:
        module = parse_module(text, context)
    except CompileError as error:
        return [
            (each.severity, each.message, each.location, each.notes) for each in error.diagnostics
        ]
    numbers = {op: number for number, op in enumerate(module.walk())}
    return [operation_facts(op, numbers) for op in numbers]


def operation_facts(op: Operation, numbers: dict[Operation, int]) -> object:
    def owner(place: Operation | Block) -> object:
        if isinstance(place, Operation):
            return numbers[place]
        region, parent = place.parent, place.parent_op()
        assert region
        return parent and numbers[parent], list(region.blocks).index(place)

    assert vars(op).keys() <= vars(Operation).keys() | Operation.__annotations__.keys()
    return (
        type(op),
        op.location,
        list(op.properties.items()),
        list(op.attributes.items()),
        [(owner(operand.owner), operand.index, operand.type) for operand in op.operands],  # type: ignore[attr-defined]
        [
            (each.type, each.index, [(numbers[use.operation], use.index) for use in each.uses])
            for each in op.results
        ],
        op.parent and owner(op.parent),
        op.prev_op and numbers[op.prev_op],
        op.next_op and numbers[op.next_op],
        len(op.regions),
        len(op.successors),
    )


def compare(text: str) -> None:
    context = Context(allow_unregistered=True)
    with patch.object(KnownOperations, "read", lambda known, block: None):
        by_token = facts(text, context)
    assert facts(text, context) == by_token


def programs(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.mlir")):
        data = path.read_bytes()
        try:
            yield from (chunk for chunk, _ in split_input(data.decode()))
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("lines", RULES.values(), ids=RULES.keys())
def test_rules(lines: Sequence[str]) -> None:
    compare(HEAD + "\n".join(lines) + TAIL)


@given(st.lists(st.sampled_from(LINES), min_size=2, max_size=12), st.data())
def test_mutated_lines(lines: list[str], data: st.DataObject) -> None:
    other = "\n".join(lines).replace("%", "%s.").replace("%s.x", "%x").replace("%s.y", "%y")
    text = HEAD + "\n".join(dict.fromkeys(lines)) + "\n" + other + TAIL
    place = data.draw(st.integers(len(HEAD), len(text) - 1))
    end = place + data.draw(st.integers(0, 4))
    piece = data.draw(st.sampled_from(("", " ", "\n", "%", '"', "//", "#1", ")", " loc(#place)")))
    compare(text[:place] + piece + text[end:])


@pytest.mark.parametrize("folder", [TESTS, *FOLDERS], ids=str)
def test_programs(folder: Path) -> None:
    count = 0
    for text in programs(folder):
        compare(text)
        count += 1
    print(f"{count} programs below {folder} are read the same")
    assert count


def test_most_lines_of_a_program_are_known() -> None:
    lines = "".join(f"%{n + 1} = stablehlo.add %{n}, %x : tensor<2x3xf32>\n" for n in range(100))
    made: list[object] = []
    make = KnownOperations._make  # type: ignore[reportPrivateUsage]

    def counted(*arguments: object) -> Operation | None:
        made.append(op := make(*arguments))  # type: ignore[arg-type]
        return op

    with patch.object(KnownOperations, "_make", counted):
        parse_module(HEAD + "%0 = stablehlo.abs %x : tensor<2x3xf32>\n" + lines + TAIL, Context())
    assert sum(op is not None for op in made) == 99
