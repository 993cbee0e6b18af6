"""The texts of `ttmlir-opt --help`, `--list-passes`, `--show-dialects` and `--version`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import getdoc

from xdsl.passes import ModulePass

from ttmlir_py import registry
from ttmlir_py.support.pass_options import default_text, options_of, type_text
from ttmlir_py.tools.command_line import Flag

GROUPS = (
    ("sdy-", "Shardy"),
    ("stablehlo", "StableHLO"),
    ("chlo-", "StableHLO"),
    ("ttcore-", "TTCore"),
    ("ttir", "TTIR"),
    ("ttnn", "TTNN"),
    ("convert-", "Conversions"),
)
"""Prefix of a pass name -> heading; the first that fits. A module path settles the rest."""


def help_text(flags: Sequence[Flag]) -> str:
    """The whole help: usage, options, pipelines, passes by dialect."""
    lines = [
        "OVERVIEW: StableHLO to TTIR to TTNN, in Python",
        "",
        "USAGE: ttmlir-opt [options] [passes and pipelines, run in this order] [file]",
        "",
        "Reads standard input when no file is given.  For example:",
        "  ttmlir-opt --stablehlo-pipeline --stablehlo-to-ttir-pipeline model.mlir",
        '  ttmlir-opt --ttir-to-ttnn-backend-pipeline="mesh-shape=2,4" model.mlir -o out.mlir',
        "",
        "OPTIONS:",
    ]
    lines += [_row(f"--{flag.name}{_metavar(flag)}", flag.summary) for flag in flags]
    lines += ["", "PIPELINES:", *_rows(registry.PIPELINES)]
    for heading, names in _by_group(registry.PASSES):
        lines += ["", f"PASSES ({heading}):", *_rows(names)]
    return "\n".join(lines) + "\n"


def list_passes(flags: Sequence[Flag]) -> str:
    """One name a line, pipelines after passes."""
    return "".join(f"{name}\n" for name in [*registry.PASSES, *registry.PIPELINES])


def show_dialects(flags: Sequence[Flag]) -> str:
    """The registered dialects as MLIR's drivers list them."""
    from xdsl.dialects import get_all_dialects

    names = sorted({*registry.DIALECTS, *get_all_dialects()})
    return f"Available Dialects: {', '.join(names)}\n"


def version(flags: Sequence[Flag]) -> str:
    """The versions of the package and of xDSL."""
    from importlib.metadata import version as version_of

    return f"ttmlir_py {version_of('ttmlir-py')} (xDSL {version_of('xdsl')})\n"


TOPICS: Mapping[str, Callable[[Sequence[Flag]], str]] = {
    "help": help_text,
    "list-passes": list_passes,
    "show-dialects": show_dialects,
    "version": version,
}


def _by_group(names: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    groups: dict[str, dict[str, str]] = {}
    for name, reference in names.items():
        groups.setdefault(_group(name, reference), {})[name] = reference
    yield from sorted(groups.items())


def _group(name: str, reference: str) -> str:
    for prefix, heading in GROUPS:
        if name.startswith(prefix):
            return heading
    parts = reference.partition(":")[0].split(".")
    folder = parts[2] if len(parts) > 2 and parts[:2] == ["ttmlir_py", "passes"] else "your own"
    return {"common": "General", "stablehlo": "StableHLO", "sdy": "Shardy", "ttir": "TTIR"}.get(
        folder, folder
    )


def _rows(names: Mapping[str, str]) -> list[str]:
    rows: list[str] = []
    for name in sorted(names):
        cls = registry.pass_class(name)
        assert cls is not None
        rows.append(_row(f"--{name}", (getdoc(cls) or "").partition("\n")[0]))
        rows += _option_rows(cls)
    return rows


def _option_rows(cls: type[ModulePass]) -> list[str]:
    return [
        _row(f"    {option.name}=<{type_text(option)}>", f"default: {default_text(option) or '-'}")
        for option in options_of(cls).values()
    ]


def _row(left: str, right: str) -> str:
    return f"  {left:<46} {right}" if len(left) <= 46 else f"  {left}\n  {'':<46} {right}"


def _metavar(flag: Flag) -> str:
    return f"=<{flag.metavar}>" if flag.metavar else ""
