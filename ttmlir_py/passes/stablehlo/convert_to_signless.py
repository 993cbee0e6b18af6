"""`stablehlo-convert-to-signless`: integer types lose their signedness."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    FunctionType,
    IntegerType,
    MemRefType,
    ModuleOp,
    Signedness,
    TensorType,
    UnrankedMemRefType,
    UnrankedTensorType,
)
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class StablehloConvertToSignlessPass(Pass):
    """No value, constant or function type has signed or unsigned integers."""

    name = "stablehlo-convert-to-signless"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in op.walk():
            for result in inner.results:
                _retype(result)
            for region in inner.regions:
                for block in region.blocks:
                    for arg in block.args:
                        _retype(arg)
            value = inner.properties.get("value")
            if isinstance(value, DenseIntOrFPElementsAttr):
                type_ = signless(value.type)
                inner.properties["value"] = DenseIntOrFPElementsAttr(type_, value.data)  # pyright: ignore[reportArgumentType]
            if isinstance(inner, FuncOp):
                inner.function_type = _function(inner.function_type)


def _retype(value: SSAValue) -> None:
    value._type = signless(value.type)  # pyright: ignore[reportPrivateUsage]


def _function(type_: FunctionType) -> FunctionType:
    inputs, outputs = type_.inputs.data, type_.outputs.data
    return FunctionType.from_lists([*map(signless, inputs)], [*map(signless, outputs)])


def signless(type_: Attribute) -> Attribute:
    """A type with signless integers in the place of others."""
    match type_:
        case IntegerType():
            is_signless = type_.signedness.data is Signedness.SIGNLESS
            return type_ if is_signless else IntegerType(type_.width.data)
        case TensorType():
            return TensorType(signless(type_.element_type), type_.shape, type_.encoding)
        case UnrankedTensorType():
            return UnrankedTensorType(signless(type_.element_type))
        case MemRefType():
            element = signless(type_.element_type)
            return MemRefType(element, type_.shape, type_.layout, type_.memory_space)
        case UnrankedMemRefType():
            return UnrankedMemRefType.from_type(signless(type_.element_type), type_.memory_space)
        case _:
            return type_
