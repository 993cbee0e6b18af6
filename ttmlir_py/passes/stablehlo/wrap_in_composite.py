"""`stablehlo-wrap-in-composite`: ops of chosen names as composites of themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import DictionaryAttr, ModuleOp
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, Operation, Region, SSAValue

from ttmlir_py.dialects.stablehlo.calls import CompositeOp
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import diagnostics_of


@dataclass(frozen=True)
class StablehloWrapInCompositePass(Pass):
    """Every op of `op-names` is a composite, whose decomposition is a function of that op alone.

    The composite keeps the op's attributes; its version is `version`.
    """

    name = "stablehlo-wrap-in-composite"

    op_names: tuple[str, ...] = ()
    version: int = 0

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        names = [name.strip() for name in self.op_names]
        for name in names:
            if ctx.get_optional_op(name) is None:
                diagnostics_of(ctx).warning(None, f"'{name}' is no registered operation")
        functions = Functions(op)
        for inner in list(_outermost(op, names)):
            replace_op(inner, self._composite(inner, functions))

    def _composite(self, op: Operation, functions: Functions) -> Sequence[SSAValue]:
        attributes = DictionaryAttr({**op.properties, **op.attributes})
        composite = CompositeOp(
            op.operands,
            composite_name=op.name,
            composite_attributes=attributes,
            decomposition=functions.of(op),
            version=self.version,
            result_types=op.result_types,
        )
        return Builder(op).all(composite)


def _outermost(op: Operation, names: Collection[str]) -> Iterator[Operation]:
    """The ops of these names that are not inside another one."""
    for region in op.regions:
        for block in region.blocks:
            for inner in block.ops:
                if inner.name in names:
                    yield inner
                else:
                    yield from _outermost(inner, names)


class Functions:
    """Private functions of one op each, at the end of the module, newest first."""

    def __init__(self, module: ModuleOp) -> None:
        self.module = module
        self._last = module.body.block.last_op
        self._taken = {op.sym_name.data for op in module.ops if isinstance(op, FuncOp)}

    def of(self, op: Operation) -> str:
        """The name of a new function that is the op."""
        block = Block(arg_types=op.operand_types)
        copy = op.clone(dict(zip(op.operands, block.args, strict=True)))
        block.add_ops([copy, ReturnOp(*copy.results)])
        types = list(op.operand_types), list(op.result_types)
        name = self._name(f"{op.name}.impl")
        function = FuncOp(name, types, Region([block]), visibility="private")
        function.location = op.location
        assert self._last is not None, "a module with an op has a function"
        self.module.body.block.insert_op_after(function, self._last)
        return name

    def _name(self, base: str) -> str:
        name, number = base, 0
        while name in self._taken:
            name, number = f"{base}_{number}", number + 1
        self._taken.add(name)
        return name
