"""The registry's rows lead to what they name, and the dialect tables to what the files define."""

from importlib import import_module
from pathlib import Path

import pytest
from xdsl.ir import Attribute, Operation
from xdsl.passes import ModulePass

from ttmlir_py import registry
from ttmlir_py.support.dialect import classes_in
from ttmlir_py.support.passes import Pipeline


@pytest.mark.parametrize("name", [*registry.PASSES])
def test_pass_row(name: str):
    cls = registry.pass_class(name)
    assert cls is not None
    assert issubclass(cls, ModulePass)
    assert cls.name == name
    assert cls.__doc__, f"{name} does not say what holds after it"
    assert "--" not in name


@pytest.mark.parametrize("name", [*registry.PIPELINES])
def test_pipeline_row(name: str):
    cls = registry.pass_class(name)
    assert cls is not None
    assert issubclass(cls, Pipeline)
    assert cls.name == name


def test_rows_are_alphabetical():
    assert [*registry.DIALECTS] == sorted(registry.DIALECTS)
    assert [*registry.PASSES] == sorted(registry.PASSES)
    assert [*registry.PIPELINES] == sorted(registry.PIPELINES)


@pytest.mark.parametrize("name", [*registry.DIALECTS])
def test_dialect_table_is_what_the_files_define(name: str):
    dialect = registry.dialect(name)
    assert dialect is not None
    folder = Path(str(import_module(dialect.package).__file__)).parent
    defined: set[str] = set()
    for path in folder.glob("*.py"):
        module = (
            import_module(f"{dialect.package}.{path.stem}") if path.stem != "__init__" else None
        )
        if module is not None:
            ops = classes_in(vars(module), Operation)
            defined |= {n for n, cls in ops.items() if cls.__module__ == module.__name__}
    assert set(dialect.op_names) == {n for n in defined if n.startswith(f"{name}.")}


@pytest.mark.parametrize("name", [*registry.DIALECTS])
def test_dialect_loads_whole(name: str):
    dialect = registry.dialect(name)
    assert dialect is not None
    whole = dialect.whole
    assert [op.name for op in whole.operations] == list(dialect.op_names)
    assert all(issubclass(attribute, Attribute) for attribute in whole.attributes)
