"""How presharded arguments and results lie on the mesh, kept on the function below StableHLO.

Their types are those of one chip, so the sharding would be lost: `ttcore.sharding` keeps it, with
its mesh in place, for whoever hands whole tensors to the program.
"""

from __future__ import annotations

from dataclasses import replace

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.ttcore.attributes import BOUNDARY_SHARDING


def keep_argument_sharding(
    function: FuncOp, index: int, sharding: TensorSharding, mesh: MeshAttr
) -> None:
    """Record how an argument of a function is spread."""
    kept = replace(sharding, mesh=mesh)
    function.arg_attrs = _with(function.arg_attrs, len(function.args), index, kept)


def keep_result_sharding(
    function: FuncOp, index: int, sharding: TensorSharding, mesh: MeshAttr
) -> None:
    """Record how a result of a function is spread."""
    count = len(function.function_type.outputs.data)
    kept = replace(sharding, mesh=mesh)
    function.res_attrs = _with(function.res_attrs, count, index, kept)


def _with(
    attributes: ArrayAttr[DictionaryAttr] | None, count: int, index: int, sharding: TensorSharding
) -> ArrayAttr[DictionaryAttr]:
    dictionaries = list(attributes.data) if attributes else [DictionaryAttr({})] * count
    dictionaries[index] = DictionaryAttr({**dictionaries[index].data, BOUNDARY_SHARDING: sharding})
    return ArrayAttr(dictionaries)
