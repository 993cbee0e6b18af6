"""What JAX gives: lowered and exported functions, and files of them."""

from __future__ import annotations

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import export
from jax.sharding import AbstractMesh, AxisType, NamedSharding
from jax.sharding import PartitionSpec as P

import ttmlir_py

X = np.linspace(0.1, 1, 12, dtype=np.float32).reshape(3, 4)


def doubled_sines(x: jax.Array) -> jax.Array:
    return jnp.sin(x) * 2


def sorted_eigenvalues(x: jax.Array) -> jax.Array:
    return jnp.sort(jnp.linalg.eigvalsh(x))


def test_every_form_of_a_function(tmp_path: Path):
    lowered = jax.jit(doubled_sines).lower(X)
    exported = export.export(jax.jit(doubled_sines))(X)
    path = tmp_path / "exported.bin"
    path.write_bytes(exported.serialize())
    artifact = exported.mlir_module_serialized
    for source in (lowered, exported, exported.serialize(), path, artifact):
        (output,) = ttmlir_py.compile(source)(X)
        np.testing.assert_allclose(output, np.sin(X) * 2, rtol=1e-6)


def test_what_jax_has_not_lowered():
    function = jax.jit(doubled_sines)
    for early in (function, function.trace(X)):
        with pytest.raises(TypeError, match=r"a program must be .*: call its lower\(\) first"):
            ttmlir_py.compile(early)
    with pytest.raises(TypeError, match=r"a program must be .*, got Compiled"):
        ttmlir_py.compile(function.lower(X).compile())


def test_a_lowered_function_is_explained():
    rows = NamedSharding(AbstractMesh((3,), ("x",), axis_types=(AxisType.Auto,)), P("x"))
    traced = jax.jit(doubled_sines, in_shardings=rows).trace(X)
    lowered = traced.lower(lowering_platforms=("cpu",))
    assert 'argument 0 of @main: <@mesh, [{"x"}, {}]>' in str(ttmlir_py.explain(lowered))


def test_errors_point_at_python():
    square = np.eye(3, dtype=np.float32)
    with pytest.raises(ttmlir_py.CompileError) as caught:
        ttmlir_py.compile(jax.jit(sorted_eigenvalues).lower(square))
    message, line, caret = str(caught.value).splitlines()[:3]
    assert message.startswith(f"{__file__}:")
    assert "the target 'lapack_ssyevd_ffi' has no TTIR form" in message
    assert line == "    return jnp.sort(jnp.linalg.eigvalsh(x))"
    # JAX counts columns from zero, MLIR from one.
    assert line[caret.index("^") + 1 :].startswith("jnp.linalg.eigvalsh")


def test_damaged_files(tmp_path: Path):
    data = bytes(export.export(jax.jit(doubled_sines))(X).serialize())
    for damaged in (data[: len(data) // 2], data[100:]):
        with pytest.raises(ttmlir_py.CompileError, match=r"not readable as|is not UTF-8 text"):
            ttmlir_py.compile(damaged)
