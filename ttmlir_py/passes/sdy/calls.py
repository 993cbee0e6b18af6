"""Functions and the calls between them, as the import and export of calls see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp, StringAttr, SymbolRefAttr
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import Attribute

from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding, sharded_rank
from ttmlir_py.dialects.sdy.shardings import SHARDING

ORIGINAL_NAME = "sdy.original_func_name"


class Functions:
    """The functions of a module by name, and fresh names for copies."""

    def __init__(self, module: ModuleOp) -> None:
        self.module = module
        self.by_name = {f.sym_name.data: f for f in module.ops if isinstance(f, FuncOp)}
        self._symbols = {
            name.data
            for op in module.ops
            if isinstance(name := op.properties.get("sym_name"), StringAttr)
        }
        self._counter = 0

    def callee(self, call: CallOp) -> FuncOp:
        """The function that a call names."""
        return self.by_name[call.callee.root_reference.data]

    def callees_first(self) -> list[FuncOp]:
        """Functions that can be reached from public ones, each after those that it calls."""
        found: dict[FuncOp, None] = {}
        entered: set[FuncOp] = set()

        def visit(function: FuncOp) -> None:
            if function in entered:
                return
            entered.add(function)
            for call in calls_in(function):
                visit(self.callee(call))
            found[function] = None

        for function in self.by_name.values():
            if function.sym_visibility is None or function.sym_visibility.data != "private":
                visit(function)
        return list(found)

    def callers_first(self) -> list[FuncOp]:
        """The same functions in the opposite order."""
        return self.callees_first()[::-1]

    def insert(self, function: FuncOp) -> None:
        """Add a function at the end of the module, under a name that is free."""
        base = function.sym_name.data
        name = base
        while name in self._symbols:
            name = f"{base}_{self._counter}"
            self._counter += 1
        function.sym_name = StringAttr(name)
        self._symbols.add(name)
        self.by_name[name] = function
        self.module.body.block.add_op(function)

    def clone(self, function: FuncOp) -> FuncOp:
        """A copy of a function that calls copies of all that it calls."""
        copy = function.clone()
        copy.attributes[ORIGINAL_NAME] = StringAttr(original_name(function))
        for call in list(calls_in(copy)):
            set_callee(call, self.clone(self.callee(call)))
        self.insert(copy)
        return copy


def calls_in(function: FuncOp) -> Iterator[CallOp]:
    return (op for op in function.body.walk() if isinstance(op, CallOp))


def set_callee(call: CallOp, function: FuncOp) -> None:
    call.callee = SymbolRefAttr(function.sym_name.data)


def original_name(function: FuncOp) -> str:
    """The name of the function that this one is a copy of, or its own."""
    stored = function.attributes.get(ORIGINAL_NAME)
    return stored.data if isinstance(stored, StringAttr) else function.sym_name.data


def argument_shardings(function: FuncOp) -> ShardingPerValue | None:
    """The shardings of all arguments; those without one are open. None where none has one."""
    return _declared(function, function.arg_attrs, function.function_type.inputs.data)


def declared_result_shardings(function: FuncOp) -> ShardingPerValue | None:
    """The shardings of all results; those without one are open. None where none has one."""
    return _declared(function, function.res_attrs, function.function_type.outputs.data)


def _declared(
    function: FuncOp, entries: ArrayAttr[DictionaryAttr] | None, types: Sequence[Attribute]
) -> ShardingPerValue | None:
    if entries is None:
        return None
    found = [entry.data.get(SHARDING) for entry in entries.data]
    given = [s for s in found if isinstance(s, TensorSharding) and not _is_maximal(function, s)]
    if not given:
        return None
    mesh = given[0].mesh
    return ShardingPerValue(
        tuple(
            sharding
            if isinstance(sharding, TensorSharding)
            else TensorSharding.fully_open(mesh, sharded_rank(type_))
            for sharding, type_ in zip(found, types, strict=True)
        )
    )


def _is_maximal(function: FuncOp, sharding: TensorSharding) -> bool:
    mesh = mesh_of(function, sharding.mesh)
    return mesh is not None and mesh.is_maximal
