"""Ops with several variadic operands of one length each, whose sizes need no attribute."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.fields import Arity, ValueField
from ttmlir_py.support.op import Op
from ttmlir_py.support.signature import Signature


class EqualGroupsSignature(Signature):
    """A signature whose variadic operands all have the same length."""

    @property
    def has_operand_segments(self) -> bool:
        return False

    def operand_slice(self, op: Op, name: str) -> slice:
        sizes = self._sizes(len(op.operands))
        index = [field.name for field in self.operands].index(name)
        start = sum(sizes[:index])
        return slice(start, start + sizes[index])

    def _sizes(self, total: int) -> Sequence[int]:
        varying = sum(field.arity is not Arity.ONE for field in self.operands)
        size = max(0, total - (len(self.operands) - varying)) // varying
        return [1 if field.arity is Arity.ONE else size for field in self.operands]

    def _verify_values(
        self,
        op: Op,
        fields: Sequence[ValueField],
        values: Sequence[SSAValue],
        what: str,
        key: str,
    ) -> None:
        if what != "operand":
            super()._verify_values(op, fields, values, what, key)
            return
        index = 0
        for field, size in zip(fields, self._sizes(len(values)), strict=True):
            for value in values[index : index + size]:
                if not field.constraint.accepts(value.type):
                    word = "" if field.arity is Arity.ONE else "variadic of "
                    raise VerifyException(
                        f"operand #{index} must be {word}{field.constraint.summary}, "
                        f"but got '{value.type}'"
                    )
                index += 1


class EqualGroupsOp(Op):
    """An op whose variadic operands all have the same length."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.signature = EqualGroupsSignature(cls)

    def verify_(self) -> None:
        super().verify_()
        fields = self.signature.operands
        fixed = sum(field.arity is Arity.ONE for field in fields)
        if (len(self.operands) - fixed) % (len(fields) - fixed):
            names = ", ".join(f.name for f in fields if f.arity is not Arity.ONE)
            raise VerifyException(
                f"operands {names} must have the same length, got {len(self.operands)} in all"
            )
