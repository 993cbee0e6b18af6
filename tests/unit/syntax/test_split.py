"""Files of several programs."""

from __future__ import annotations

from ttmlir_py.syntax.split import split_input


def test_one_program() -> None:
    assert split_input("a\nb\n") == [("a\nb\n", 0)]


def test_programs_know_the_lines_before_them() -> None:
    assert split_input("a\n// -----\nb\n\n// -----\nc") == [
        ("a\n", 0),
        ("\nb\n\n", 1),
        ("\nc", 4),
    ]


def test_marker_may_have_text_around_it() -> None:
    assert split_input("a // ----- b") == [("a ", 0), (" b", 0)]


def test_shorter_marker_is_a_comment() -> None:
    assert split_input("a\n// ----\nb") == [("a\n// ----\nb", 0)]
