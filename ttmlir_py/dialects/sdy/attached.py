"""Attributes of sdy on ops of other dialects: what they must obey there."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.debug_info import (
    BLOCK_ARG_PROPAGATION_EDGES,
    PROPAGATION_EDGES,
    RESULT_PROPAGATION_EDGES,
    PropagationEdges,
)
from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.rule import OpShardingRule, verify_rule
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING, SHARDING_RULE, shardings_of
from ttmlir_py.dialects.sdy.verification import verify_sharding, verify_sharding_per_value


def verify_attached(op: Operation) -> None:
    """Raise VerifyException unless the shardings and the rule attached to an op fit it."""
    _verify_edges(op)
    if isinstance(op, FuncOp):
        _verify_entries(op, op.arg_attrs, op.function_type.inputs.data, "arg")
        _verify_entries(op, op.res_attrs, op.function_type.outputs.data, "result")
    elif (sharding := op.attributes.get(SHARDING)) is not None:
        if not isinstance(sharding, ShardingPerValue):
            raise VerifyException(
                "should have a sharding attribute of type TensorShardingPerValueAttr"
            )
        verify_sharding_per_value(op, sharding, op.result_types, "result")
    if (rule := op.attributes.get(SHARDING_RULE)) is not None:
        if not isinstance(rule, OpShardingRule):
            raise VerifyException(
                "should have a sharding rule attribute of type OpShardingRuleAttr for attr named "
                f"'{SHARDING_RULE}'"
            )
        verify_rule(op, rule.rule)


def _verify_entries(
    function: FuncOp,
    entries: ArrayAttr[DictionaryAttr] | None,
    types: Sequence[Attribute],
    what: str,
) -> None:
    for index, entry in enumerate(entries.data if entries else ()):
        sharding = entry.data.get(SHARDING)
        if sharding is None:
            continue
        prefix = f"{what} {index} - "
        if not isinstance(sharding, TensorSharding):
            raise VerifyException(
                f"{prefix}should have a sharding attribute of type TensorShardingAttr"
            )
        verify_sharding(function, sharding, types[index], prefix)


def _verify_edges(op: Operation) -> None:
    """The records of how shardings spread: of an op, or of each result or block argument."""
    stored = op.attributes.get(PROPAGATION_EDGES)
    if stored is not None:
        if not isinstance(stored, PropagationEdges):
            raise VerifyException(
                "should have a propagation edges attribute of type PropagationEdgesAttr for attr "
                f"named '{PROPAGATION_EDGES}'"
            )
        _verify_steps(op, stored)
    for name in (RESULT_PROPAGATION_EDGES, BLOCK_ARG_PROPAGATION_EDGES):
        listed = op.attributes.get(name)
        if listed is not None and not (
            isinstance(listed, ArrayAttr)
            and all(isinstance(entry, PropagationEdges) for entry in listed.data)
        ):
            raise VerifyException(
                "should have a propagation edges attribute of type ArrayAttr<PropagationEdgesAttr> "
                f"for attr named '{RESULT_PROPAGATION_EDGES}' or '{BLOCK_ARG_PROPAGATION_EDGES}'"
            )


def _verify_steps(op: Operation, edges: PropagationEdges) -> None:
    """That the steps speak of values that exist; those at a data-flow edge are another op's."""
    shardings = [s for s in shardings_of([*op.operands, *op.results]) if s is not None]
    if not shardings:
        raise VerifyException("expected propagation edges attr to reference a sharding")
    meshes = [mesh for s in shardings if (mesh := mesh_of(op, s.mesh)) is not None]
    counts = {"operand": len(op.operands), "result": len(op.results)}
    for entry in (entry for step in edges.steps for entry in step.entries):
        if not any(mesh.has_axis(entry.axis.axis) for mesh in meshes):
            raise VerifyException("expected axis ref to be in one of the meshes")
        for value in (entry.source, *entry.targets):
            if value.index >= counts[value.kind] and not op.name.endswith("data_flow_edge"):
                article = "an" if value.kind == "operand" else "a"
                raise VerifyException(
                    f"expected a value ref to have {article} {value.kind} index in range "
                    f"[0, {counts[value.kind]}), got: {value.index}"
                )
