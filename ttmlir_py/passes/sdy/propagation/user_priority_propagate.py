"""`sdy-user-priority-propagate`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.passes.sdy.propagation.engine import Engine
from ttmlir_py.passes.sdy.propagation.graph import Place
from ttmlir_py.passes.sdy.propagation.op_priority_propagate import OpPriorityPropagatePass
from ttmlir_py.passes.sdy.save_module import save_module


@dataclass(frozen=True)
class UserPriorityPropagatePass(OpPriorityPropagatePass):
    """Shardings have spread, those of dimensions with a lower priority number first."""

    name = "sdy-user-priority-propagate"

    dump_index: int = 0
    """The number in front of the names of dumped files."""

    def spread(self, engine: Engine) -> None:
        given = _places_by_priority(engine)
        super().spread(engine)
        for priority in sorted(given):
            self._dump(engine)
            engine.priority = priority
            for place, sharding in given[priority].items():
                assert place.sharding is not None, f"{place}"
                place.sharding = engine.graph.interned(
                    _with_priority(place.sharding, sharding, priority)
                )
            super().spread(engine)

    def _dump(self, engine: Engine) -> None:
        if self.module_dump_directory:
            engine.graph.write()
            stage = f"propagation_after_user_priority_{engine.priority}"
            module = engine.graph.module
            save_module(module, self.module_dump_directory, stage, self.dump_index)


def _places_by_priority(engine: Engine) -> Mapping[int, Mapping[Place, TensorSharding]]:
    """The given shardings that have a priority above 0, now reduced to what has none."""
    found: dict[int, dict[Place, TensorSharding]] = {}
    for place in engine.graph.all_places():
        sharding = place.sharding
        if sharding is None or all(d.priority is None for d in sharding.dims):
            continue
        for dim in sharding.dims:
            if dim.priority:
                found.setdefault(dim.priority, {})[place] = sharding
        place.sharding = engine.graph.interned(
            _without_priorities(sharding, engine.mesh(sharding.mesh))
        )
    return found


def _without_priorities(sharding: TensorSharding, mesh: MeshAttr) -> TensorSharding:
    """Dimensions with a priority above 0 are undivided and closed, their axes replicated."""
    later = [axis for dim in sharding.dims if dim.priority for axis in dim.axes]
    dims = tuple(
        DimSharding() if dim.priority else replace(dim, priority=None) for dim in sharding.dims
    )
    replicated = sorted((*sharding.replicated, *later), key=lambda axis: axis.mesh_key(mesh))
    return replace(sharding, dims=dims, replicated=tuple(replicated))


def _with_priority(current: TensorSharding, given: TensorSharding, priority: int) -> TensorSharding:
    """The current sharding with the given dimensions of a priority."""
    axes: set[AxisRef] = {
        axis for dim in given.dims if dim.priority == priority for axis in dim.axes
    }
    dims = tuple(
        replace(wanted, priority=None) if wanted.priority == priority else now
        for now, wanted in zip(current.dims, given.dims, strict=True)
    )
    replicated = tuple(axis for axis in current.replicated if axis not in axes)
    return replace(current, dims=dims, replicated=replicated)
