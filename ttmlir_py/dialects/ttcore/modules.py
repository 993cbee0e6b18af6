"""The wrappers of device and host code, and the device itself."""

from __future__ import annotations

from typing import Self

from xdsl.dialects.builtin import ModuleOp, StringAttr
from xdsl.ir import OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import (
    IsolatedFromAbove,
    NoTerminator,
    SymbolOpInterface,
    SymbolTable,
)
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.device import DeviceAttr
from ttmlir_py.dialects.ttcore.structs import parse_stripped, print_stripped
from ttmlir_py.support.fields import prop, region
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import SYMBOL_NAME, instance


class ModuleWrapperOp(Op):
    """An op around exactly one `builtin.module`."""

    traits = OpTraits(lambda: (IsolatedFromAbove(), NoTerminator(), SymbolTable()))
    body = region()

    @property
    def module(self) -> ModuleOp:
        """The module inside."""
        (inner,) = (op for op in self.body.ops if isinstance(op, ModuleOp))
        return inner

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        attributes = parser.parse_optional_attr_dict_with_keyword()
        body = parser.parse_region()
        return cls(regions=[body], attributes=attributes.data if attributes else None)

    def print(self, printer: Printer) -> None:
        printer.print_op_attributes(self.attributes, print_keyword=True)
        printer.print_string(" ")
        printer.print_region(self.body, print_entry_block_args=False)

    def verify_extra(self) -> None:
        if len(self.body.blocks) != 1:
            raise VerifyException("Expected exactly one block")
        count = sum(isinstance(op, ModuleOp) for op in self.body.block.ops)
        if count != 1:
            raise VerifyException(f"Expected exactly one ModuleOp but found {count}")


class DeviceModuleOp(ModuleWrapperOp):
    """What runs on the device."""

    name = "ttcore.device_module"


class CpuModuleOp(ModuleWrapperOp):
    """What runs on the host."""

    name = "ttcore.cpu_module"


class DeviceOp(Op):
    """A device that programs of the module run on."""

    name = "ttcore.device"
    traits = OpTraits(lambda: (SymbolOpInterface(),))
    sym_name = prop(SYMBOL_NAME)
    device_attr = prop(instance(DeviceAttr, "Device attribute in TT dialect."))

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        name = parser.parse_symbol_name()
        parser.parse_punctuation("=")
        device = parse_stripped(parser, DeviceAttr)
        attributes = parser.parse_optional_attr_dict()
        return cls(sym_name=name.data, device_attr=device, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_symbol_name(self.sym_name)
        printer.print_string(" = ")
        print_stripped(printer, self.device_attr)
        printer.print_op_attributes(self.attributes)

    @property
    def symbol(self) -> StringAttr:
        """The symbol's name as an attribute."""
        return StringAttr(self.sym_name)
