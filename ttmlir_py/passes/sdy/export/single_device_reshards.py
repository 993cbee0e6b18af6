"""Reshards around ops that one device runs: all devices' whole values go in, and come out.

Values move between a mesh and a single device only as a whole, by way of the module's first mesh.
"""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.mesh import mesh_of, meshes_in
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, set_sharding, sharding_of
from ttmlir_py.dialects.stablehlo.types import TokenType
from ttmlir_py.passes.sdy.insertion import Place, replace_other_uses
from ttmlir_py.support.shapes import rank_of
from ttmlir_py.syntax.diagnostics import fail


def verify_boundary(function: FuncOp) -> None:
    """Fail where a function takes or gives a value that one device has."""
    sides = (
        ("argument", [sharding_of(value) for value in function.args]),
        (
            "result",
            [
                func_result_sharding(function, index)
                for index in range(len(function.function_type.outputs))
            ],
        ),
    )
    for word, shardings in sides:
        for index, sharding in enumerate(shardings):
            if is_single_device(function, sharding):
                fail(
                    function,
                    f"function {word} {index} cannot have a single-device (maximal) sharding "
                    "attribute",
                )


def is_single_device(op: Operation, sharding: TensorSharding | None) -> bool:
    """Whether a sharding found on an op puts a value on one device."""
    mesh = mesh_of(op, sharding.mesh) if sharding else None
    return mesh is not None and mesh.is_maximal


def runs_on_single_device(op: Operation) -> bool:
    """Whether one device has a result of the op."""
    return any(is_single_device(op, sharding_of(result)) for result in op.results)


def reshard_single_device_op(op: Operation) -> None:
    """Bring operands to the device that runs an op, and its results back to all devices."""
    device = _device(op)
    module = _module(op)
    mesh = next((name for name, mesh in meshes_in(module).items() if mesh.axes), None)
    if mesh is None:
        return
    here = TensorSharding.fully_replicated(device, 0)
    place = Place.before(op)
    for index, operand in enumerate(op.operands):
        if isinstance(operand.type, TensorType):
            op.operands[index] = _brought(operand, here, mesh, place)
    wanted = [sharding_of(result) for result in op.results]
    _take_results_out(op, wanted, mesh)
    for result in op.results:
        if isinstance(result.type, TensorType):
            set_sharding(result, here)
        elif isinstance(result.type, TokenType):
            set_sharding(result, TensorSharding.fully_replicated(mesh, 0))


def _device(op: Operation) -> str:
    """The mesh of the only device that has a result of the op."""
    found: dict[int, str] = {}
    for result in op.results:
        sharding = sharding_of(result)
        if sharding is not None and is_single_device(op, sharding):
            mesh = mesh_of(op, sharding.mesh)
            assert mesh is not None, f"{sharding}"
            found[mesh.device_ids[0]] = sharding.mesh_name
    if len(found) > 1:
        fail(op, "has conflicting single-device result shardings")
    (name,) = found.values()
    return name


def _brought(value: SSAValue, here: TensorSharding, mesh: str, place: Place) -> SSAValue:
    source = sharding_of(value) or TensorSharding.fully_replicated(mesh, rank_of(value))
    if source.mesh == here.mesh:
        return value
    if source.mesh != mesh or not source.is_fully_replicated:
        whole = TensorSharding.fully_replicated(mesh, rank_of(value))
        value = place(ReshardOp(value, sharding=whole))
    return place(ReshardOp(value, sharding=here))


def _take_results_out(op: Operation, wanted: Sequence[TensorSharding | None], mesh: str) -> None:
    assert op.next_op is not None, f"{op} ends its block"
    place = Place(op.next_op, op.location)
    for result, target in zip(op.results, wanted, strict=True):
        if not isinstance(result.type, TensorType):
            continue
        whole = TensorSharding.fully_replicated(mesh, rank_of(result))
        shared = place(ReshardOp(result, sharding=whole))
        replace_other_uses(result, shared)
        if target is None or is_single_device(op, target) or target == whole:
            continue
        replace_other_uses(shared, place(ReshardOp(shared, sharding=target)))


def _module(op: Operation) -> ModuleOp:
    scope = op.parent_op()
    while not isinstance(scope, ModuleOp):
        assert scope is not None, f"{op} is in no module"
        scope = scope.parent_op()
    return scope
