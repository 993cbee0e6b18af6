"""Functions refined for the types they are called with, each before the call's own results."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from xdsl.dialects.builtin import (
    AnyFloat,
    ArrayAttr,
    DenseIntOrFPElementsAttr,
    DictionaryAttr,
    FunctionType,
    ModuleOp,
    StringAttr,
    SymbolRefAttr,
)
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import Attribute, Operation
from xdsl.traits import SymbolTable
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.calls import CompositeOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.passes.stablehlo.refinement.arguments import refine_arguments
from ttmlir_py.passes.stablehlo.refinement.effects import FunctionEffects
from ttmlir_py.passes.stablehlo.refinement.keys import Key
from ttmlir_py.passes.stablehlo.refinement.values import DIALECTS, refine_values
from ttmlir_py.passes.stablehlo.simplify.matching import elements_of
from ttmlir_py.support.rewriting import Rewriter

Call = CallOp | CompositeOp


@dataclass
class Functions:
    """The functions of a module, and what each was refined for.

    A decomposition is copied for every way in which composites use it. With `specialize` so is a
    function for every way in which it is called; otherwise a second way is a problem, as upstream.
    """

    module: ModuleOp
    refine_body: Callable[[FuncOp, Functions], None]
    specialize: bool = False
    dialects: Collection[str] = DIALECTS
    problems: dict[tuple[Operation, str], None] = field(default_factory=dict)
    """What is wrong with the program: errors at ops, each once, in order."""
    _keys: dict[FuncOp, Key] = field(default_factory=dict[FuncOp, Key])
    _unrefined: dict[FuncOp, FuncOp] = field(default_factory=dict[FuncOp, FuncOp])
    _running: list[FuncOp] = field(default_factory=list[FuncOp])

    def __post_init__(self) -> None:
        self.effects = FunctionEffects(self.module)
        self._taken = {op.sym_name.data for op in self.module.walk() if isinstance(op, FuncOp)}

    def report(self, op: Operation, message: str) -> bool:
        """Keep an error; always false."""
        self.problems[op, message] = None
        return False

    def refine(self, function: FuncOp, key: Key) -> bool:
        """Refine a function for a key unless it was; whether it fits the key now."""
        name = function.sym_name.data
        known = self._keys.get(function)
        if known is not None:
            if not key.agrees_with(known):
                return self.report(
                    function,
                    "refined with incompatible refinement keys:"
                    f"\n  curr={key.text(name)}\n  prev={known.text(name)}",
                )
            if function in self._running:
                return self.report(function, f"Function {name} is being refined recursively")
            return True
        if len(function.body.blocks) != 1:
            return self.report(function, "must have exactly one block")
        self._keys[function] = key
        self._running.append(function)
        try:
            self._specialize(function, key)
        except VerifyException as error:
            return self.report(function, str(error))
        finally:
            self._running.pop()
        return True

    def _specialize(self, function: FuncOp, key: Key) -> None:
        block = function.body.block
        places = key.constant_places
        for place, value in zip(places, key.constants, strict=True):
            constant = ConstantOp(value=value)
            constant.location = function.location
            _insert_first(function, constant)
            block.args[place].replace_all_uses_with(constant.output)
        if key.drops_constants:
            _erase_arguments(function, places)
        types = key.argument_types
        refine_arguments(function, types)
        self.refine_body(function, self)
        ending = block.last_op
        assert ending is not None, f"@{function.sym_name.data} does not return"
        function.function_type = FunctionType.from_lists(types, list(ending.operand_types))

    def callee(self, op: Call, key: Key) -> FuncOp | None:
        """The function that a call needs: the one it names, or a copy of it as it was."""
        name = op.callee if isinstance(op, CallOp) else op.decomposition
        found = SymbolTable.lookup_symbol(op, name)
        if not isinstance(found, FuncOp):
            self.report(op, "cannot resolve function call")
            return None
        is_single = isinstance(op, CallOp) and not self.specialize
        if is_single or not found.body.blocks:
            return found
        if found not in self._unrefined:
            self._unrefined[found] = found.clone()
        original = self._unrefined[found]
        known = self._keys.get(found)
        if known is None or key.agrees_with(known):
            return found
        for function, unrefined in self._unrefined.items():
            if unrefined is original and self._keys.get(function) == key:
                return function
        if any(self._unrefined.get(function) is original for function in self._running):
            return found  # a recursion that never ends, which is reported
        return self._copied(found, original)

    def _copied(self, function: FuncOp, original: FuncOp) -> FuncOp:
        copy = original.clone()
        name = next(
            name
            for number in range(len(self._taken) + 1)
            if (name := f"{function.sym_name.data}_{number}") not in self._taken
        )
        self._taken.add(name)
        copy.sym_name = StringAttr(name)
        copy.sym_visibility = StringAttr("private")
        self._unrefined[copy] = original
        self.effects.copied(function, copy)
        assert function.parent is not None
        function.parent.insert_op_after(copy, function)
        return copy


def refine_call(op: CallOp, functions: Functions) -> bool:
    """A call of the refined function, without the constants that went into it."""
    key = Key.of(op.operands)
    callee = functions.callee(op, key)
    if callee is None or not functions.refine(callee, key):
        return False
    results = constant_results(callee)
    known = [each for each in results if each is not None]
    if len(known) == len(results) and functions.effects.is_free(callee):
        _replace(op, known)
        return True
    changed = refine_values(op.results, callee.function_type.outputs.data, functions.dialects)
    if callee.sym_name.data != op.callee.string_value():
        op.callee = SymbolRefAttr(callee.sym_name)
        changed = True
    if key.constants:
        _drop(op, key.constant_places)
        changed = True
    return _use_constants(op, results) or changed


def refine_composite(op: CompositeOp, functions: Functions) -> bool:
    """A composite whose decomposition has its types; the operands all stay."""
    key = Key.of(op.operands, drops_constants=False)
    callee = functions.callee(op, key)
    if callee is None or not functions.refine(callee, key):
        return False
    name = SymbolRefAttr(callee.sym_name)
    changed = refine_values(op.results, callee.function_type.outputs.data, functions.dialects)
    if op.properties["decomposition"] != name:
        op.properties["decomposition"] = name
        changed = True
    return changed


def constant_results(function: FuncOp) -> list[DenseIntOrFPElementsAttr | None]:
    """The integer constants that a function returns; None for what is not one."""
    ending = function.body.block.last_op
    assert ending is not None, f"@{function.sym_name.data} does not return"
    return [_integers(elements_of(value)) for value in ending.operands]


def _integers(elements: DenseIntOrFPElementsAttr | None) -> DenseIntOrFPElementsAttr | None:
    if elements is None or isinstance(elements.get_element_type(), AnyFloat):
        return None
    return elements


def _replace(op: CallOp, results: Sequence[DenseIntOrFPElementsAttr]) -> None:
    rewriter = Rewriter()
    constants = [ConstantOp(value=elements) for elements in results]
    rewriter.replace(op, [rewriter.insert_before(op, each)[0] for each in constants])


def _use_constants(op: CallOp, results: Sequence[DenseIntOrFPElementsAttr | None]) -> bool:
    """Give the users of results the constants that these are; the call stays for its effects."""
    used = [
        (result, ConstantOp(value=elements))
        for result, elements in zip(op.results, results, strict=True)
        if elements is not None and result.first_use is not None
    ]
    for result, constant in used:
        Rewriter().insert_before(op, constant)
        result.replace_all_uses_with(constant.output)
    return bool(used)


def _drop(op: CallOp, places: range) -> None:
    op.operands = [value for i, value in enumerate(op.operands) if i not in places]
    for attributes in (op.attributes, op.properties):
        given = attributes.get("arg_attrs")
        if isinstance(given, ArrayAttr):
            attributes["arg_attrs"] = _without(given, places)


def _without(attributes: ArrayAttr[Attribute], places: range) -> ArrayAttr[Attribute]:
    return ArrayAttr([each for i, each in enumerate(attributes.data) if i not in places])


def _erase_arguments(function: FuncOp, places: range) -> None:
    block = function.body.block
    for arg in [block.args[place] for place in places]:
        block.erase_arg(arg)
    if function.arg_attrs is not None:
        function.arg_attrs = ArrayAttr[DictionaryAttr](
            [each for i, each in enumerate(function.arg_attrs.data) if i not in places]
        )


def _insert_first(function: FuncOp, op: Operation) -> None:
    block = function.body.block
    if block.first_op is None:
        block.add_op(op)
    else:
        block.insert_op_before(op, block.first_op)
