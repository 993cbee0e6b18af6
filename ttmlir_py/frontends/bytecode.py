"""MLIR bytecode and StableHLO portable artifacts, read and written by the MLIR inside jaxlib."""

from __future__ import annotations

from io import BytesIO

from ttmlir_py.frontends.errors import SourceError


def text_of_bytecode(data: bytes) -> str:
    """The text of a module given as bytecode, such as `jax.export` serializes."""
    try:
        from jax._src.interpreters import mlir as jax_mlir
        from jaxlib.mlir import ir
        from jaxlib.mlir.dialects import stablehlo
    except ImportError:
        raise SourceError(
            "MLIR bytecode is read through jaxlib: install the 'jax' extra "
            "(pip install ttmlir-py[jax])"
        ) from None
    with jax_mlir.make_ir_context() as context:
        try:
            if b"StableHLO_v" in data[:64]:
                module = stablehlo.deserialize_portable_artifact(context, data)
            else:
                module = ir.Module.parse(data)
        except (ir.MLIRError, ValueError) as error:
            raise SourceError(f"not readable as MLIR bytecode: {error}") from None
        return str(module.operation.get_asm(enable_debug_info=True))


def text_of_exported(data: bytes) -> str:
    """The text of the module in what `jax.export.Exported.serialize()` wrote."""
    try:
        from jax import export
    except ImportError:
        raise SourceError(
            "what jax.export serialized is read by JAX: install the 'jax' extra "
            "(pip install ttmlir-py[jax])"
        ) from None
    try:
        return export.deserialize(bytearray(data)).mlir_module()
    except Exception as error:  # its reader trusts the bytes: bad ones fail anywhere in it
        raise SourceError(f"not readable as a program of jax.export: {error}") from None


def bytecode_of_text(text: str) -> bytes:
    """A module's text as bytecode."""
    try:
        from jax._src.interpreters import mlir as jax_mlir
        from jaxlib.mlir import ir
    except ImportError:
        raise SourceError(
            "MLIR bytecode is written through jaxlib: install the 'jax' extra "
            "(pip install ttmlir-py[jax])"
        ) from None
    with jax_mlir.make_ir_context():
        try:
            module = ir.Module.parse(text)
        except ir.MLIRError as error:
            raise SourceError(f"not to be written as MLIR bytecode: {error}") from None
        data = BytesIO()
        module.operation.write_bytecode(data)
        return data.getvalue()
