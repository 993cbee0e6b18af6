"""Shardings that a front end wrote as text into `mhlo.frontend_attributes`."""

from __future__ import annotations

from collections.abc import Mapping

from xdsl.context import Context
from xdsl.dialects.builtin import DictionaryAttr, StringAttr
from xdsl.ir import Attribute, Operation
from xdsl.utils.exceptions import ParseError

from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.syntax.diagnostics import fail
from ttmlir_py.syntax.parser import Parser

FRONTEND_ATTRIBUTES = "mhlo.frontend_attributes"
XLA_SHARDING = "mhlo.sharding"
MESHES = "xla.sdy.meshes"
SHARDING_TEXT = "xla.sdy.sharding"


def frontend_text(attributes: Mapping[str, Attribute], name: str) -> str | None:
    """The text stored under a name among the front end's attributes."""
    frontend = attributes.get(FRONTEND_ATTRIBUTES)
    text = frontend.data.get(name) if isinstance(frontend, DictionaryAttr) else None
    return text.data if isinstance(text, StringAttr) else None


def parse_attribute(ctx: Context, op: Operation, text: str) -> Attribute:
    """The attribute that a text denotes; an error on `op` where it denotes none."""
    try:
        return Parser(ctx, text).parse_attribute()
    except ParseError as error:
        fail(op, f"has a front end attribute that cannot be read: {text}: {error.msg}")


def frontend_sharding(
    ctx: Context, op: Operation, attributes: Mapping[str, Attribute], axes: tuple[str, ...] = ()
) -> TensorSharding | None:
    """The sharding that a front end asked for; `mesh_idx_N` stands for axis N of the mesh."""
    text = frontend_text(attributes, SHARDING_TEXT)
    if text is None:
        return None
    for index, axis in reversed(list(enumerate(axes))):
        text = text.replace(f'"mesh_idx_{index}"', f'"{axis}"')
    match parse_attribute(ctx, op, text):
        case TensorSharding() as sharding:
            return sharding
        case ShardingPerValue(shardings=(sharding, *_)):
            return sharding
        case other:
            fail(op, f"has a front end attribute that is no sharding: {other}")
