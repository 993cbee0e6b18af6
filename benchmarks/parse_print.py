"""How fast MLIR text is read and written: ours beside xDSL's parser and MLIR's own in C++.

    python benchmarks/parse_print.py [file.mlir ...]

Every program is taken in custom and in generic form, and every reader gets the same text:
*ours*; *xDSL*, xDSL's parser (generic form: into unregistered operations); *bridge*, MLIR in jaxlib
followed by a walk that rebuilds the module as operations of xDSL, types and attributes made once
each, locations when they are asked for; *C++*, MLIR in jaxlib alone. What the first and the third
read is compared, locations too. Figures are thousands of operations a second, best of several
rounds taken in turn.
Needs the `jax` extra.
"""

import gc
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from jax._src.interpreters import mlir as jax_mlir
from jaxlib.mlir import ir
from xdsl.context import Context as XdslContext
from xdsl.dialects.builtin import Builtin, ModuleOp
from xdsl.dialects.func import Func
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue, TypeAttribute
from xdsl.parser import Parser as XdslParser

from ttmlir_py.context import Context
from ttmlir_py.syntax.locations import FilePosition, SourceLocation
from ttmlir_py.syntax.parser import Parser, parse_module
from ttmlir_py.syntax.printer import print_module

ROUNDS = 7
LAYERS = {"generated 2.7k": 111, "generated 9.6k": 397, "generated 27k": 1122}
BLOB_BYTES = 100 * 2**20

LAYER = """\
    %w{n} = stablehlo.constant dense<{n}.5> : tensor<64x64xf32>
    %cos{n} = stablehlo.cosine %x{n} : tensor<8x64xf32>
    %sum0_{n} = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %square{n} = stablehlo.multiply %cos{n}, %x{n} : tensor<8x64xf32>
    %sum{n} = stablehlo.reduce(%square{n} init: %sum0_{n}) applies stablehlo.add across \
dimensions = [1] : (tensor<8x64xf32>, tensor<f32>) -> tensor<8xf32>
    %wide{n} = stablehlo.broadcast_in_dim %sum{n}, dims = [0] : (tensor<8xf32>) -> tensor<8x64xf32>
    %norm{n} = stablehlo.rsqrt %wide{n} : tensor<8x64xf32>
    %scaled{n} = stablehlo.multiply %x{n}, %norm{n} : tensor<8x64xf32>
    %q{n} = stablehlo.dot_general %scaled{n}, %w{n}, contracting_dims = [1] x [0], \
precision = [DEFAULT, DEFAULT] : (tensor<8x64xf32>, tensor<64x64xf32>) -> tensor<8x64xf32>
    %heads{n} = stablehlo.reshape %q{n} : (tensor<8x64xf32>) -> tensor<8x4x16xf32>
    %turned{n} = stablehlo.transpose %heads{n}, dims = [1, 0, 2] : \
(tensor<8x4x16xf32>) -> tensor<4x8x16xf32>
    %scores{n} = stablehlo.dot_general %turned{n}, %turned{n}, batching_dims = [0] x [0], \
contracting_dims = [2] x [2] : (tensor<4x8x16xf32>, tensor<4x8x16xf32>) -> tensor<4x8x8xf32>
    %half{n} = stablehlo.convert %scores{n} : (tensor<4x8x8xf32>) -> tensor<4x8x8xbf16>
    %exp{n} = stablehlo.exponential %half{n} : tensor<4x8x8xbf16>
    %full{n} = stablehlo.convert %exp{n} : (tensor<4x8x8xbf16>) -> tensor<4x8x8xf32>
    %mixed{n} = stablehlo.dot_general %full{n}, %turned{n}, batching_dims = [0] x [0], \
contracting_dims = [2] x [1] : (tensor<4x8x8xf32>, tensor<4x8x16xf32>) -> tensor<4x8x16xf32>
    %back{n} = stablehlo.transpose %mixed{n}, dims = [1, 0, 2] : \
(tensor<4x8x16xf32>) -> tensor<8x4x16xf32>
    %flat{n} = stablehlo.reshape %back{n} : (tensor<8x4x16xf32>) -> tensor<8x64xf32>
    %some{n} = stablehlo.slice %flat{n} [0:8:1, 0:32] : (tensor<8x64xf32>) -> tensor<8x32xf32>
    %both{n} = stablehlo.concatenate %some{n}, %some{n}, dim = 1 : \
(tensor<8x32xf32>, tensor<8x32xf32>) -> tensor<8x64xf32>
    %more{n} = stablehlo.compare  GT, %both{n}, %flat{n},  FLOAT : \
(tensor<8x64xf32>, tensor<8x64xf32>) -> tensor<8x64xi1>
    %gate{n} = stablehlo.select %more{n}, %both{n}, %flat{n} : tensor<8x64xi1>, tensor<8x64xf32>
    %x{next} = stablehlo.add %x{n}, %gate{n} : tensor<8x64xf32>
"""


def generated(layers: int) -> str:
    """A program of many layers, 24 operations each."""
    body = "".join(LAYER.format(n=n, next=n + 1) for n in range(layers))
    return (
        "module @generated {\n"
        "  func.func public @main(%x0: tensor<8x64xf32>) -> tensor<8x64xf32> {\n"
        f"{body}    return %x{layers} : tensor<8x64xf32>\n"
        "  }\n"
        "}\n"
    )


# Readers


def read_ours(text: str) -> ModuleOp:
    return parse_module(text, Context(), "-")


def read_xdsl(text: str) -> ModuleOp:
    return XdslParser(Context(), text).parse_module()


def read_xdsl_unregistered(text: str) -> ModuleOp:
    """Without our dialects, whose generic form holds attributes that xDSL cannot read."""
    context = XdslContext(allow_unregistered=True)
    for dialect in (Builtin, Func):
        context.load_dialect(dialect)
    return XdslParser(context, text).parse_module()


def read_cpp(text: str) -> Any:
    with jax_mlir.make_ir_context():
        return ir.Module.parse(text)


def read_bridge(text: str) -> ModuleOp:
    module = read_cpp(text).operation
    return Bridge(Context()).module(module)


class BridgeLocation(SourceLocation):
    """A location that asks MLIR's bindings when it is asked."""

    location: Any

    def __init__(self, location: Any) -> None:
        vars(self)["location"] = location

    @property
    def position(self) -> FilePosition:
        location = self.location
        return FilePosition(location.filename, location.start_line, location.start_col)


@dataclass
class Bridge:
    """Rebuilds a module of MLIR's bindings; what it has met once it remembers."""

    context: Context
    types: dict[Any, TypeAttribute] = field(default_factory=dict)
    attributes: dict[Any, Attribute] = field(default_factory=dict)
    classes: dict[str, type[Operation]] = field(default_factory=dict)
    values: dict[Any, SSAValue] = field(default_factory=dict)

    def module(self, operation: Any) -> ModuleOp:
        module = self.operation(operation)
        assert isinstance(module, ModuleOp)
        return module

    def operation(self, operation: Any) -> Operation:
        name = operation.name
        op_type = self.classes.get(name)
        if op_type is None:
            op_type = self.classes[name] = self.context.get_op(name)
        entries = {name: self.attribute(each) for name, each in operation.attributes.items()}
        inherent = inherent_names(op_type)
        results = list(operation.results)
        made = op_type.create(
            operands=[self.values[value] for value in operation.operands],
            result_types=[self.type(value.type) for value in results],
            properties={k: v for k, v in entries.items() if k in inherent},
            attributes={k: v for k, v in entries.items() if k not in inherent},
            regions=[self.region(region) for region in operation.regions],
            location=BridgeLocation(operation.location),  # type: ignore[arg-type]
        )
        self.values.update(zip(results, made.results, strict=True))
        return made

    def region(self, region: Any) -> Region:
        return Region([self.block(block) for block in region.blocks])

    def block(self, block: Any) -> Block:
        made = Block(arg_types=[self.type(value.type) for value in block.arguments])
        for argument, value in zip(made.args, block.arguments, strict=True):
            argument.location = BridgeLocation(value.location)  # type: ignore[assignment]
            self.values[value] = argument
        made.add_ops([self.operation(each.operation) for each in block.operations])
        return made

    def type(self, type_: Any) -> TypeAttribute:
        known = self.types.get(type_)
        if known is None:
            known = self.types[type_] = Parser(self.context, str(type_)).parse_type()
        return known

    def attribute(self, attribute: Any) -> Attribute:
        known = self.attributes.get(attribute)
        if known is None:
            known = Parser(self.context, str(attribute)).parse_attribute()
            self.attributes[attribute] = known
        return known


def inherent_names(op_type: type[Operation]) -> set[str]:
    signature = getattr(op_type, "signature", None)
    if signature is not None:
        return signature.inherent
    return set(op_type.get_irdl_definition().properties)  # type: ignore[attr-defined]


# Measurements


def seconds(action: Callable[[], object]) -> float:
    """Processor time, which other processes disturb less; nobody's garbage is collected."""
    gc.collect()
    gc.disable()
    start = process_time()
    kept = action()
    elapsed = process_time() - start
    del kept
    gc.enable()
    return elapsed


def best(actions: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """The shortest time of each action; rounds are taken in turn, the slow ones once."""
    times: dict[str, float] = {}
    for round_number in range(rounds):
        for name, action in actions.items():
            if round_number and times[name] > 5:
                continue
            times[name] = min(times.get(name, 1e9), seconds(action))
    return times


def forms(text: str) -> dict[str, str]:
    """The program in MLIR's custom and in its generic form."""
    operation = read_cpp(text).operation
    return {
        "custom": operation.get_asm(),
        "generic": operation.get_asm(print_generic_op_form=True),
    }


def measure_program(title: str, text: str) -> None:
    for form, same_text in forms(text).items():
        is_generic = form == "generic"
        module = read_ours(same_text)
        count = sum(1 for _ in module.walk())
        rebuilt = print_module(read_bridge(same_text), debuginfo=True, generic=True)
        assert rebuilt == print_module(module, debuginfo=True, generic=True)
        read = best(
            {
                "ours": partial(read_ours, same_text),
                "xDSL": partial(read_xdsl_unregistered if is_generic else read_xdsl, same_text),
                "bridge": partial(read_bridge, same_text),
                "C++": partial(read_cpp, same_text),
            }
        )
        cpp = read_cpp(same_text).operation
        written = best(
            {
                "ours": partial(print_module, module, generic=is_generic),
                "C++": partial(cpp.get_asm, print_generic_op_form=is_generic),
            }
        )
        rates = "".join(f"{count / time / 1000:8.1f}" for time in read.values())
        ratios = "".join(f"{time / read['ours']:8.2f}" for time in list(read.values())[1:])
        print_rates = "".join(f"{count / time / 1000:8.1f}" for time in written.values())
        print(f"{title:<28.28}{form:<8}{count:>7} |{rates} |{ratios} |{print_rates}", flush=True)


def measure_blob() -> None:
    """A constant of 100 MB, read in a process of its own that knows its peak memory."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "weights.mlir"
        with path.open("w") as file:
            file.write('%0 = stablehlo.constant dense<"0x')
            for _ in range(BLOB_BYTES // 2**20):
                file.write("0123456789ABCDEF" * (2 * 2**20 // 16))
            file.write(f'"> : tensor<{BLOB_BYTES // 4}xf32>\n')
        result = subprocess.run(
            [sys.executable, __file__, "--blob", str(path)],
            check=True,
            capture_output=True,
            text=True,
        )
    print(result.stdout, end="")


def read_blob(path: Path) -> None:
    """The child's part: time and memory of reading a file and of taking its weights."""
    from ttmlir_py.frontends.source import source_text

    read_ours("%0 = stablehlo.constant dense<1.0> : tensor<2xf32>")  # loads the modules
    before = peak()
    start = perf_counter()
    text = source_text(path).text
    loaded, loaded_peak = perf_counter(), peak()
    module = read_ours(text)
    parsed, parsed_peak = perf_counter(), peak()
    (constant,) = module.ops
    size = len(constant.properties["value"].data.data)  # type: ignore[attr-defined]
    taken, taken_peak = perf_counter(), peak()
    assert size == BLOB_BYTES
    megabyte = 2**20
    print(f"\n{size / megabyte:.0f} MB of weights")
    for what, since, until, held in (
        ("file to text", start, loaded, loaded_peak),
        ("text to module", loaded, parsed, parsed_peak),
        ("weights as bytes", parsed, taken, taken_peak),
    ):
        print(f"  {what:<18}{until - since:6.2f} s  peak +{(held - before) / megabyte:.0f} MB")


def peak() -> int:
    """The most memory this process has held, in bytes; `ru_maxrss` would count its parent's."""
    status = Path("/proc/self/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


def main() -> None:
    if sys.argv[1:2] == ["--blob"]:
        read_blob(Path(sys.argv[2]))
        return
    print(f"{'':<43} |{'read':>8}{'':24} |{'ours faster by':>24} |{'write':>8}")
    readers = [f"{name:>8}" for name in ("ours", "xDSL", "bridge", "C++")]
    head = f"{''.join(readers)} |{''.join(readers[1:])} |{readers[0]}{readers[3]}"
    print(f"{'thousand operations a second':<36}{'ops':>7} |{head}")
    for title, layers in LAYERS.items():
        measure_program(title, generated(layers))
    for name in sys.argv[1:]:
        measure_program(Path(name).stem, Path(name).read_text())
    measure_blob()


if __name__ == "__main__":
    main()
