"""The command line as MLIR's drivers read it: `-x` and `--x` alike, passes in the order given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ttmlir_py.support.pass_options import did_you_mean


class UsageError(Exception):
    """A command line that cannot be run; the message is for the person who typed it."""


@dataclass(frozen=True)
class Flag:
    """An option of a tool: how it is written and what it does."""

    name: str
    summary: str
    metavar: str = ""
    """What the value is called; empty for a switch."""
    repeated: bool = False
    choices: tuple[str, ...] = ()
    """What a switch may be set to instead of true or false."""


@dataclass
class CommandLine:
    """A command line taken apart."""

    flags: dict[str, list[str]] = field(default_factory=dict)
    """Flag name -> the values given; `"true"` or `"false"` for a switch."""
    passes: list[tuple[str, str]] = field(default_factory=list)
    """Pass or pipeline name and its option text, in the order given."""
    positional: list[str] = field(default_factory=list)

    def switch(self, name: str, default: bool = False) -> bool:
        """Whether a switch is on."""
        values = self.flags.get(name)
        return default if values is None else values[-1] != "false"

    def value(self, name: str) -> str | None:
        """The last value given to a flag, or None."""
        values = self.flags.get(name)
        return values[-1] if values else None

    def values(self, name: str) -> list[str]:
        """All values given to a flag, split at commas."""
        return [part for text in self.flags.get(name, []) for part in text.split(",")]


def parse_command_line(
    arguments: Sequence[str], flags: Sequence[Flag], passes: Sequence[str] = ()
) -> CommandLine:
    """Take apart the words of a command line; UsageError names a word that means nothing."""
    known = {flag.name: flag for flag in flags}
    pass_names = dict.fromkeys(passes)
    line = CommandLine()
    words = list(reversed(arguments))
    while words:
        word = words.pop()
        if word == "--":
            line.positional += reversed(words)
            break
        if word == "-" or not word.startswith("-"):
            line.positional.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        if flag := known.get(name):
            line.flags.setdefault(name, []).append(_flag_value(flag, equals, value, words))
        elif name in pass_names:
            line.passes.append((name, value))
        else:
            raise UsageError(
                f"Unknown command line argument '{word}'"
                f"{did_you_mean(name, {**known, **pass_names})}"
            )
    return line


def _flag_value(flag: Flag, equals: str, value: str, words: list[str]) -> str:
    if not flag.metavar:
        return _switch_value(flag, value) if equals else (*flag.choices, "true")[0]
    if equals:
        return value
    if not words:
        raise UsageError(f"option '--{flag.name}' needs a value: {flag.metavar}")
    return words.pop()


def _switch_value(flag: Flag, value: str) -> str:
    match value.lower():
        case "true" | "1":
            return "true"
        case "false" | "0":
            return "false"
        case _ if value in flag.choices:
            return value
        case _:
            allowed = " or ".join(flag.choices or ("true", "false"))
            raise UsageError(f"'--{flag.name}' must be {allowed}, got '{value}'")
