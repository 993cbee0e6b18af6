"""Shardings of intermediate tensors, as JAX and PyTorch programs ask for them, shown by runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import ttmlir_py
from ttmlir_py.frontends.sharding_text import Spec, sharding_text

X = np.random.default_rng(0).normal(size=(8, 16)).astype(np.float32)
W = np.random.default_rng(1).normal(size=(16, 8)).astype(np.float32)


@pytest.mark.parametrize(
    ("spec", "dims"),
    [
        ((0, None), '{"mesh_idx_0"}, {}'),
        (("data", ("model", 0)), '{"data"}, {"model", "mesh_idx_0"}'),
        (((), None), "{}, {}"),
    ],
)
def test_text(spec: Spec, dims: str) -> None:
    assert sharding_text(spec, 2) == f"#sdy.sharding_per_value<[<@mesh, [{dims}]>]>"


def test_an_entry_for_every_dimension() -> None:
    with pytest.raises(ValueError, match="an entry for each of 3 dimensions, got 2"):
        sharding_text((0, None), 3)


def constrained(spec: Spec, mesh: str) -> str:
    quoted = sharding_text(spec, 2).replace('"', "\\22")
    return f"""{mesh}
func.func @main(%x: tensor<8x16xf32>) -> tensor<8x16xf32> {{
  %0 = stablehlo.negate %x : tensor<8x16xf32>
  %1 = stablehlo.custom_call @tt.sharding_constraint(%0) {{mhlo.frontend_attributes = \
{{xla.sdy.sharding = "{quoted}"}}}} : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %1 : tensor<8x16xf32>
}}"""


@pytest.mark.parametrize(
    ("spec", "mesh", "dims"),
    [
        ((0, None), 'sdy.mesh @mesh = <["a"=4]>', '[{"a"}, {}]'),
        ((0, 1), 'sdy.mesh @chips = <["a"=2, "b"=4]>', '[{"a"}, {"b"}]'),
        (((1, 0), None), 'sdy.mesh @mesh = <["a"=2, "b"=4]>', '[{"b", "a"}, {}]'),
        ((None, 2), 'sdy.mesh @mesh = <["a"=2, "b"=1, "c"=2]>', '[{}, {"c"}]'),
    ],
)
def test_axes_by_their_places(spec: Spec, mesh: str, dims: str) -> None:
    """On any mesh, whatever it and its axes are called; those that were added do not count."""
    exe = ttmlir_py.compile(constrained(spec, mesh))
    np.testing.assert_allclose(exe(X)[0], -X, rtol=1e-6)
    assert exe.shardings["output 0"] == dims


def test_on_a_mesh_from_the_command_line() -> None:
    exe = ttmlir_py.compile(constrained((0, 1), ""), mesh_shape=(2, 4))
    np.testing.assert_allclose(exe(X)[0], -X, rtol=1e-6)
    assert exe.shardings["output 0"] == '[{"x"}, {"y"}]'


@pytest.mark.parametrize("spec", [(2, None), ("z", None)])
def test_axes_that_the_mesh_does_not_have(spec: Spec) -> None:
    program = constrained(spec, 'sdy.mesh @mesh = <["a"=2, "b"=4]>')
    with pytest.raises(ttmlir_py.CompileError, match=r"which mesh .* does not have"):
        ttmlir_py.compile(program)


@pytest.mark.parametrize("exported", [False, True])
def test_jax(exported: bool) -> None:
    """`jax.lax.with_sharding_constraint`, through `lower` and through `jax.export`."""
    jax = pytest.importorskip("jax")
    sharding, numpy = jax.sharding, pytest.importorskip("jax.numpy")
    types = (sharding.AxisType.Auto,) * 2
    mesh = sharding.AbstractMesh((2, 4), ("data", "model"), axis_types=types)

    def constrain(value: Any, *spec: Any) -> Any:
        place = sharding.NamedSharding(mesh, sharding.PartitionSpec(*spec))
        return jax.lax.with_sharding_constraint(value, place)

    def layer(x: Any, w: Any) -> Any:
        hidden = constrain(numpy.tanh(x @ w), "data", "model")
        return constrain(hidden * 2, ("model", "data"), None)

    avals = [jax.ShapeDtypeStruct(a.shape, a.dtype) for a in (X, W)]
    if exported:
        program = pytest.importorskip("jax.export").export(jax.jit(layer), platforms=("cpu",))(
            *avals
        )
    else:
        program = jax.jit(layer).trace(*avals).lower(lowering_platforms=("cpu",))
    exe = ttmlir_py.compile(program)
    np.testing.assert_allclose(exe(X, W)[0], 2 * np.tanh(X @ W), rtol=2e-3, atol=2e-3)
    assert exe.shardings["output 0"] == '[{"model", "data"}, {}]'


def test_the_primitive_below_pytorch() -> None:
    """The custom call stands in the program and in its gradient, and is the identity in both."""
    jax = pytest.importorskip("jax")
    numpy = pytest.importorskip("jax.numpy")
    from ttmlir_py.frontends.constraint_primitive import constrain

    def loss(x: Any) -> Any:
        return numpy.sum(constrain(x * x, sharding_text((0, 1), 2)))

    gradient = jax.jit(jax.grad(loss))
    np.testing.assert_allclose(jax.grad(loss)(X), 2 * X, rtol=1e-6)
    text = gradient.lower(X).as_text()
    assert text.count("@tt.sharding_constraint") == 1
    exe = ttmlir_py.compile(text, mesh_shape=(2, 4))
    np.testing.assert_allclose(exe(X)[0], 2 * X, rtol=1e-6)
    assert exe.shardings["output 0"] == '[{"x"}, {"y"}]'


@pytest.mark.parametrize("strict", [False, True])
def test_pytorch(strict: bool) -> None:
    """Constraints are in what `torch.export` exports, and in the gradient."""
    torch = pytest.importorskip("torch")
    from ttmlir_py.frontends.torch import sharding_constraint

    class Layer(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return sharding_constraint(torch.relu(x), (0, ("data", "model"))) * 2

    x = torch.from_numpy(X).requires_grad_()
    program = torch.export.export(Layer(), (x,), strict=strict).run_decompositions()
    calls = [n for n in program.graph.nodes if "sharding_constraint" in str(n.target)]
    assert [call.args[1] for call in calls] == [sharding_text((0, ("data", "model")), 2)]
    result = Layer()(x)
    np.testing.assert_allclose(result.detach().numpy(), 2 * np.maximum(X, 0))
    result.sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), 2.0 * (X > 0))


def test_pytorch_through_torchax() -> None:
    """From a model to its numbers on a mesh."""
    torch = pytest.importorskip("torch")
    jax = pytest.importorskip("jax")
    try:
        import torchax.export  # pyright: ignore[reportMissingImports]
    except (ImportError, AttributeError) as error:  # AttributeError: of another PyTorch
        pytest.skip(f"torchax does not load: {error}")
    from ttmlir_py.frontends.torch import register_with_torchax, sharding_constraint

    register_with_torchax()

    class Layer(torch.nn.Module):
        def forward(self, x: Any, w: Any) -> Any:
            return sharding_constraint(torch.tanh(x @ w), (0, 1)) * 2

    inputs = torch.from_numpy(X), torch.from_numpy(W)
    exported = torch.export.export(Layer(), inputs, strict=False)
    states, function = torchax.export.exported_program_to_jax(exported)
    text = jax.jit(function).lower(states, (X, W)).as_text()
    exe = ttmlir_py.compile(text, mesh_shape=(2, 4))
    np.testing.assert_allclose(exe(X, W)[0], 2 * np.tanh(X @ W), rtol=2e-3, atol=2e-3)
    assert exe.shardings["output 0"] == '[{"x"}, {"y"}]'
