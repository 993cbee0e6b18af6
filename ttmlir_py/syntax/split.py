"""Files that hold several independent programs."""

from __future__ import annotations

from ttmlir_py.syntax.blobs import FoldedText, fold

MARKER = "// -----"


def split_input(text: str) -> list[tuple[str, int]]:
    """The programs between markers, each with the number of lines before it.

    As in MLIR, the marker may stand anywhere on a line, and nothing before the first marker is
    no program.
    """
    folded = fold(text)
    chunks: list[tuple[str, int]] = []
    line = 0
    for chunk in folded.split(MARKER):
        if chunk or chunks:
            chunks.append((FoldedText.of(chunk, folded.blobs), line))
        line += chunk.count("\n")
    return chunks or [(text, 0)]
