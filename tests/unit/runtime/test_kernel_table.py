"""Which ops the runtime cannot run; the list may only shrink."""

from ttmlir_py.registry import DIALECTS, dialect
from ttmlir_py.runtime.kernels.table import KERNELS

NO_KERNEL = {
    # Fused forms of the device whose data layout is the device's own.
    *("ttir.moe_compute", "ttir.moe_gpt", "ttir.selective_reduce_combine"),
    *("ttnn.moe_compute", "ttnn.moe_gpt", "ttnn.selective_reduce_combine"),
    *("ttnn.prepare_moe_compute_w0_w1_weights", "ttnn.prepare_moe_compute_w2_weights"),
    # Kernels written by users.
    *("ttir.tt_lang_op", "ttnn.tt_lang_op"),
    # Terminators and containers.
    *("sdy.return", "stablehlo.return", "ttcore.cpu_module", "ttcore.device"),
    "ttcore.device_module",
    # State of emitted Python.
    *("ttcore.get_global", "ttcore.get_key_value", "ttcore.global", "ttcore.set_key_value"),
}
TENSOR_DIALECTS = [name for name in DIALECTS if name not in ("quant", "shape")]


def test_every_other_op_has_a_kernel():
    names = {name for d in TENSOR_DIALECTS if (ours := dialect(d)) for name in ours.op_names}
    missing = {n for n in names if n not in KERNELS and n.partition(".")[2] not in KERNELS}
    assert missing == NO_KERNEL & names
