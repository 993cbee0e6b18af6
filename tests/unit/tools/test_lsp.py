"""The language server: problems, help, definitions and completions, and the protocol itself."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import IO, Any

import pytest

from ttmlir_py.tools.lsp_document import Document
from ttmlir_py.tools.lsp_help import operation_help

PROGRAM = """\
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %sum = stablehlo.add %x, %x : tensor<2x3xf32>
  %same = call @id(%sum) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %same : tensor<2x3xf32>
}
func.func private @id(%y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  return %y : tensor<2x3xf32>
}
"""


def word_at(span: tuple[int, int] | None, text: str = PROGRAM) -> tuple[int, str]:
    """The line of a stretch of the text, from one, and what stands there."""
    assert span is not None
    return text.count("\n", 0, span[0]) + 1, text[span[0] : span[1]]


def messages(text: str) -> list[tuple[int, str]]:
    return [(text.count("\n", 0, p.start) + 1, p.message) for p in Document(text).problems]


def test_a_right_program_has_no_problems() -> None:
    assert messages(PROGRAM) == []


def test_reading_goes_on_after_an_error() -> None:
    text = PROGRAM.replace("stablehlo.add", "stablehlo.ad").replace("return %y", "return %z")
    assert messages(text) == [
        (2, "custom op 'stablehlo.ad' is unknown"),
        (7, "use of undeclared SSA value name"),
    ]


def test_reading_goes_on_inside_of_a_region() -> None:
    text = """\
func.func @main(%x: tensor<3xf32>) {
  %a = stablehlo.add %x, : tensor<3xf32>
  %b = stablehlo.multiply %a, %x : tensor<4xf32>
  %c = stablehlo.abs %a : tensor<3xf32>
  %d = stablehlo.abs %x
  return
}
"""
    assert [line for line, _ in messages(text)] == [2, 3, 5]


def test_a_missing_brace_is_one_error() -> None:
    assert len(messages(PROGRAM.rstrip().removesuffix("}"))) == 1


def test_the_verifier_speaks_when_the_text_is_right() -> None:
    text = PROGRAM.replace("-> tensor<2x3xf32> {\n  %sum", "-> tensor<2x4xf32> {\n  %sum")
    ((line, message),) = messages(text)
    assert line == 4
    assert "doesn't match function result type" in message


def test_hover_on_an_operation() -> None:
    hover = Document(PROGRAM).hover(PROGRAM.index("stablehlo.add") + 3)
    assert hover is not None
    assert word_at(hover[:2]) == (2, "stablehlo.add")
    assert "**stablehlo.add**" in hover.text
    assert "`lhs`" in hover.text
    assert "(tensor<2x3xf32>, tensor<2x3xf32>) -> (tensor<2x3xf32>)" in hover.text


@pytest.mark.parametrize("name", ["%sum)", "%sum =", "%x,"])
def test_hover_on_a_value(name: str) -> None:
    hover = Document(PROGRAM).hover(PROGRAM.index(name) + 1)
    assert hover is not None
    assert f"{name[:-1].strip(' )')} : tensor<2x3xf32>" in hover.text


def test_hover_on_nothing() -> None:
    assert Document(PROGRAM).hover(PROGRAM.index("tensor")) is None


@pytest.mark.parametrize(
    ("use", "definition"),
    [("%sum)", (2, "%sum")), ("%x :", (1, "%x")), ("%y :", (6, "%y")), ("@id(%sum", (6, "@id"))],
)
def test_definition(use: str, definition: tuple[int, str]) -> None:
    document = Document(PROGRAM)
    assert word_at(document.definition(PROGRAM.index(use) + 1)) == definition


ALIASES = """\
#map = affine_map<(d0) -> (d0)>
!t = tensor<2xf32>
"d.e"() {a = #map} : () -> !t
"""


@pytest.mark.parametrize(
    ("use", "meaning"),
    [("#map}", "#map = affine_map<(d0) -> (d0)>"), ("!t\n", "!t = tensor<2xf32>")],
)
def test_aliases(use: str, meaning: str) -> None:
    document = Document(ALIASES)
    hover = document.hover(ALIASES.index(use))
    assert hover is not None
    assert meaning in hover.text
    line, word = word_at(document.definition(ALIASES.index(use)), ALIASES)
    assert (line, word) == ((meaning[0] == "!" and 2) or 1, use[:-1])
    assert len(document.references(ALIASES.index(use))) == 2


@pytest.mark.parametrize(
    ("name", "lines"), [("%x,", [1, 2, 2]), ("%sum)", [2, 3]), ("@id(%y", [3, 6]), ("return", [])]
)
def test_references(name: str, lines: list[int]) -> None:
    places = Document(PROGRAM).references(PROGRAM.index(name) + 1)
    assert [word_at(place)[0] for place in places] == lines


def test_equal_names_of_different_functions_are_told_apart() -> None:
    text = PROGRAM.replace("%y", "%x")
    places = Document(text).references(text.rindex("%x"))
    assert [word_at(place, text)[0] for place in places] == [6, 7]


def test_symbols() -> None:
    symbols = Document(PROGRAM).symbols()
    assert [(symbol.name, symbol.kind) for symbol in symbols] == [
        ("main", "func.func"),
        ("id", "func.func"),
    ]


def test_completion_of_dialects_and_ops() -> None:
    text = "func.func @f() {\n  %0 = ttir.permu"
    names = Document(text).completions(len(text))
    assert names == ["ttir.permute"]
    text = "func.func @f() {\n  stable"
    assert Document(text).completions(len(text)) == ["stablehlo."]


def test_help_lists_properties() -> None:
    from ttmlir_py.dialects.ttir.data_movement import PermuteOp

    text = operation_help(PermuteOp)
    assert "Properties:\n- `permutation`" in text


# The protocol


class Client:
    """Speaks to a server process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._input: IO[bytes] = process.stdin
        self._output: IO[bytes] = process.stdout
        self._number = 0

    def notify(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while (answer := self.read()).get("id") != self._number:
            pass
        return answer["result"]

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._input.flush()

    def read(self) -> dict[str, Any]:
        length = 0
        while (line := self._output.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self._output.read(length))


def test_the_protocol() -> None:
    pytest.importorskip("pygls")
    uri = "file:///program.mlir"
    with subprocess.Popen(
        [sys.executable, "-c", "from ttmlir_py.tools.lsp import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        client = Client(process)
        answer = client.ask("initialize", processId=None, rootUri=None, capabilities={})
        assert answer["capabilities"]["hoverProvider"]
        client.notify("initialized")
        text = PROGRAM.replace("stablehlo.add", "stablehlo.ad")
        document = {"uri": uri, "languageId": "mlir", "version": 1, "text": text}
        client.notify("textDocument/didOpen", textDocument=document)
        while (message := client.read()).get("method") != "textDocument/publishDiagnostics":
            pass
        (problem,) = message["params"]["diagnostics"]
        assert problem["message"] == "custom op 'stablehlo.ad' is unknown"
        assert problem["range"]["start"] == {"line": 1, "character": 9}
        place = {"line": 3, "character": 10}
        found = client.ask("textDocument/definition", textDocument={"uri": uri}, position=place)
        assert found["range"]["start"] == {"line": 2, "character": 2}
        place = {"line": 1, "character": 21}
        items = client.ask("textDocument/completion", textDocument={"uri": uri}, position=place)
        assert "stablehlo.add" in [item["label"] for item in items]
        place = {"line": 2, "character": 4}
        found = client.ask(
            "textDocument/references",
            textDocument={"uri": uri},
            position=place,
            context={"includeDeclaration": True},
        )
        assert [one["range"]["start"]["line"] for one in found] == [2, 3]
        symbols = client.ask("textDocument/documentSymbol", textDocument={"uri": uri})
        assert [symbol["name"] for symbol in symbols] == ["@main", "@id"]
        version = {"uri": uri, "version": 2}
        client.notify(
            "textDocument/didChange", textDocument=version, contentChanges=[{"text": PROGRAM}]
        )
        while (message := client.read()).get("method") != "textDocument/publishDiagnostics":
            pass
        assert message["params"]["diagnostics"] == []
        place = {"line": 1, "character": 12}
        shown = client.ask("textDocument/hover", textDocument={"uri": uri}, position=place)
        assert "**stablehlo.add**" in shown["contents"]["value"]
        client.ask("shutdown")
        client.notify("exit")
        assert process.wait(timeout=10) == 0
