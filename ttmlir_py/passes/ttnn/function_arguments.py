"""Attributes of function arguments."""

from __future__ import annotations

from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute


def argument_attribute(function: FuncOp, index: int, name: str) -> Attribute | None:
    """One attribute of one argument, or None."""
    attributes = function.arg_attrs
    return attributes.data[index].data.get(name) if attributes else None
