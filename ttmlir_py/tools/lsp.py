"""ttmlir-lsp-server: an editor's view of MLIR programs, over standard input and output."""

from __future__ import annotations

import sys
from typing import NoReturn

from ttmlir_py.tools.lsp_document import Document

try:
    from lsprotocol import types as lsp
    from pygls.lsp.server import LanguageServer
    from pygls.workspace import TextDocument
except ImportError:
    sys.exit("ttmlir-lsp-server needs the 'lsp' extra: pip install ttmlir-py[lsp]")

SOURCE = "ttmlir"
_SYMBOL_KINDS = {
    "builtin.module": lsp.SymbolKind.Module,
    "func.func": lsp.SymbolKind.Function,
}


class MlirServer(LanguageServer):
    """The documents that are open, each parsed once per version."""

    def __init__(self) -> None:
        super().__init__("ttmlir-lsp-server", "1")
        self._parsed: dict[str, tuple[str, Document]] = {}

    def parsed(self, uri: str) -> Document:
        text = self.source(uri).source
        known = self._parsed.get(uri)
        if known is None or known[0] != text:
            known = self._parsed[uri] = (text, Document(text, uri))
        return known[1]

    def source(self, uri: str) -> TextDocument:
        return self.workspace.get_text_document(uri)

    def forget(self, uri: str) -> None:
        self._parsed.pop(uri, None)

    def offset(self, uri: str, position: lsp.Position) -> int:
        return self.source(uri).offset_at_position(position)

    def range(self, uri: str, start: int, end: int) -> lsp.Range:
        source = self.source(uri)
        return lsp.Range(_position(source, start), _position(source, end))

    def publish(self, uri: str) -> None:
        """Send the problems of a document."""
        found = [
            lsp.Diagnostic(
                range=self.range(uri, problem.start, problem.end),
                message=problem.message,
                severity=lsp.DiagnosticSeverity.Error,
                source=SOURCE,
            )
            for problem in self.parsed(uri).problems
        ]
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found))


def _position(source: TextDocument, offset: int) -> lsp.Position:
    before = source.source[:offset]
    line = before.count("\n")
    last = before[before.rfind("\n") + 1 :]
    return source.position_codec.position_to_client_units(
        source.lines, lsp.Position(line, len(last))
    )


def make_server() -> MlirServer:
    """A server that is not running yet."""
    server = MlirServer()

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.publish(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.publish(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        uri = params.text_document.uri
        found = server.parsed(uri).hover(server.offset(uri, params.position))
        if found is None:
            return None
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, found.text)
        return lsp.Hover(content, server.range(uri, found.start, found.end))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        uri = params.text_document.uri
        place = server.parsed(uri).definition(server.offset(uri, params.position))
        return None if place is None else lsp.Location(uri, server.range(uri, *place))

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(params: lsp.ReferenceParams) -> list[lsp.Location]:
        uri = params.text_document.uri
        places = server.parsed(uri).references(server.offset(uri, params.position))
        return [lsp.Location(uri, server.range(uri, *place)) for place in places]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        uri = params.text_document.uri
        return [
            lsp.DocumentSymbol(
                name=f"@{symbol.name}",
                detail=symbol.kind,
                kind=_SYMBOL_KINDS.get(symbol.kind, lsp.SymbolKind.Object),
                range=server.range(uri, symbol.start, symbol.end),
                selection_range=server.range(uri, symbol.start, symbol.end),
            )
            for symbol in server.parsed(uri).symbols()
        ]

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=["."]))
    def completion(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        uri = params.text_document.uri
        names = server.parsed(uri).completions(server.offset(uri, params.position))
        return [lsp.CompletionItem(name, kind=lsp.CompletionItemKind.Function) for name in names]

    return server


def main() -> NoReturn:
    """Serve one editor until it closes."""
    make_server().start_io()
    sys.exit(0)
