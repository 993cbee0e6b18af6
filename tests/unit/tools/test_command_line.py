"""Command lines as MLIR's drivers read them."""

import pytest

from ttmlir_py.tools.command_line import Flag, UsageError, parse_command_line

FLAGS = (
    Flag("o", "output", "file"),
    Flag("split-input-file", "split"),
    Flag("verify-each", "verify"),
    Flag("mlir-print-ir-after", "print", "pass,...", True),
)
PASSES = ("cse", "canonicalize", "stablehlo-pipeline")


def parse(*words: str):
    return parse_command_line(words, FLAGS, PASSES)


def test_one_or_two_dashes():
    assert parse("-cse", "--canonicalize").passes == [("cse", ""), ("canonicalize", "")]


def test_passes_keep_their_order_and_options():
    line = parse("--canonicalize", "--stablehlo-pipeline=mesh-shape=2,4 flag", "--canonicalize")
    assert line.passes == [
        ("canonicalize", ""),
        ("stablehlo-pipeline", "mesh-shape=2,4 flag"),
        ("canonicalize", ""),
    ]


def test_value_after_equals_or_as_next_word():
    assert parse("-o", "x.mlir").value("o") == "x.mlir"
    assert parse("-o=x.mlir").value("o") == "x.mlir"


def test_switches():
    assert parse("--split-input-file").switch("split-input-file")
    assert not parse("--verify-each=false").switch("verify-each", default=True)
    assert parse().switch("verify-each", default=True)


def test_repeated_flags_are_joined():
    line = parse("--mlir-print-ir-after=a,b", "--mlir-print-ir-after=c")
    assert line.values("mlir-print-ir-after") == ["a", "b", "c"]


def test_dash_is_standard_input():
    assert parse("-").positional == ["-"]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("--cze", "Unknown command line argument '--cze', did you mean 'cse'?"),
        (
            "--canonicalise",
            "Unknown command line argument '--canonicalise', did you mean 'canonicalize'?",
        ),
        ("--qqqqq", "Unknown command line argument '--qqqqq'"),
        ("-o", "option '--o' needs a value: file"),
        ("--verify-each=maybe", "'--verify-each' must be true or false, got 'maybe'"),
    ],
)
def test_refused(word: str, message: str):
    with pytest.raises(UsageError) as error:
        parse(word)
    assert str(error.value) == message
