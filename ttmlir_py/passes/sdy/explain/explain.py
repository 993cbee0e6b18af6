"""`sdy-explain`: where every axis of every sharding comes from, and what it costs.

The module itself stays as it is: a copy of it is propagated and partitioned.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from xdsl.context import Context as XdslContext
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.mesh import meshes_in
from ttmlir_py.passes.common.symbol_dce import SymbolDcePass
from ttmlir_py.passes.sdy.explain.communication import Choices, collectives_of
from ttmlir_py.passes.sdy.explain.recording import RecordedPropagation, Recording
from ttmlir_py.passes.sdy.explain.story import Chips, Story
from ttmlir_py.passes.sdy.export.close_shardings import CloseShardingsPass
from ttmlir_py.passes.sdy.export.insert_explicit_reshards import InsertExplicitReshardsPass
from ttmlir_py.passes.sdy.export.reshard_to_collectives import ReshardToCollectivesPass
from ttmlir_py.passes.sdy.export.sharding_constraint_to_reshard import (
    ShardingConstraintToReshardPass,
)
from ttmlir_py.passes.sdy.export.sink_data_flow_edges import SinkDataFlowEdgesPass
from ttmlir_py.passes.sdy.import_.apply_sharding_constraints import ApplyShardingConstraintsPass
from ttmlir_py.passes.sdy.import_.flatten_call_graph import FlattenCallGraphPass
from ttmlir_py.passes.sdy.import_.import_func_calls import ImportFuncCallsPass
from ttmlir_py.passes.sdy.import_.sharding_group_import import ShardingGroupImportPass
from ttmlir_py.passes.sdy.pipelines import ImportPipeline
from ttmlir_py.passes.stablehlo.common_mesh import use_common_mesh
from ttmlir_py.passes.stablehlo.partition_indexing import PartitionIndexingPass
from ttmlir_py.support.pass_options import OptionError
from ttmlir_py.support.passes import Pass, PassManager

FORMATS = {"html": Story.html, "json": Story.json, "text": Story.text}


@dataclass(frozen=True)
class ExplainPass(Pass):
    """The module is unchanged; how its shardings spread was written to a file or standard error.

    `format` is `text`, `json` or `html`.
    """

    name = "sdy-explain"

    format: str = "text"
    output: str = ""

    def apply(self, ctx: XdslContext, op: ModuleOp) -> None:
        if self.format not in FORMATS:
            raise OptionError(f"unknown format '{self.format}', expected one of {[*FORMATS]}")
        text = FORMATS[self.format](explain_module(ctx, op))
        if self.output:
            Path(self.output).write_text(text)
        else:
            sys.stderr.write(text)


def explain_module(ctx: XdslContext, module: ModuleOp) -> Story:
    """Propagate and partition a copy of a module, and tell what happened."""
    copy = _copy(module)
    use_common_mesh(copy)
    recording = Recording()
    before = (
        ImportPipeline(),
        FlattenCallGraphPass(),
        SymbolDcePass(),
        ImportFuncCallsPass(),
        SymbolDcePass(),
        ApplyShardingConstraintsPass(),
        ShardingGroupImportPass(),
        RecordedPropagation(recording=recording),
    )
    closing = (
        SinkDataFlowEdgesPass(),
        ShardingConstraintToReshardPass(),
        CloseShardingsPass(),
    )
    moving = (
        PartitionIndexingPass(),
        InsertExplicitReshardsPass(lone_shards=True),
        ReshardToCollectivesPass(),
    )
    PassManager(before, ()).run(ctx, copy)
    meshes = tuple(
        Chips(
            name,
            mesh.text,
            tuple(axis.axis for axis in mesh.axes),
            tuple(axis.size for axis in mesh.axes),
            mesh.device_ids or tuple(range(mesh.size)),
        )
        for name, mesh in meshes_in(copy).items()
    )
    values = tuple(recording.values())
    PassManager(closing, ()).run(ctx, copy)
    choices = Choices.before_reshards(copy)
    PassManager(moving, ()).run(ctx, copy)
    return Story(meshes, values, tuple(collectives_of(copy, choices)))


def _copy(module: ModuleOp) -> ModuleOp:
    """A clone that keeps the places of all ops in the source."""
    copy = module.clone()
    for old, new in zip(module.walk(), copy.walk(), strict=True):
        new.location = old.location
    return copy
