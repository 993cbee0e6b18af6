"""The ops that a table has no row for, and why. A list here may only shrink.

The kernels' own list stands beside their tests, in `runtime/test_kernel_table.py`.
"""

TO_TTIR: dict[str, str] = {
    "composites become TTIR ops or calls first": "stablehlo.composite",
    "terminators go with the op that holds them": "stablehlo.return",
    "complex numbers are pairs before the conversion": "stablehlo.complex stablehlo.fft "
    "stablehlo.imag stablehlo.real",
    "TTIR has no decompositions of matrices": "stablehlo.cholesky stablehlo.triangular_solve",
    "tokens and the host's streams have no meaning on a device": "stablehlo.after_all "
    "stablehlo.create_token stablehlo.infeed stablehlo.outfeed stablehlo.recv stablehlo.send",
    "decompose-custom-call-tuples removes tuples": "stablehlo.tuple",
    "ops that run beside others": "stablehlo.async_done stablehlo.async_start",
    "newer than the device's collectives": "stablehlo.collective_reduce "
    "stablehlo.cross-replica-sum",
    "shapes are static": "stablehlo.set_dimension_size",
}
"""StableHLO and CHLO to TTIR: reason -> ops."""

TO_TTNN: dict[str, str] = {
    "ttir-to-ttir-decomposition removes them": "ttir.dequantize ttir.dot_general "
    "ttir.get_dimension_size ttir.index ttir.index_select ttir.quantize ttir.rearrange "
    "ttir.reduce_and ttir.reduce_or ttir.requantize ttir.reverse",
    "of buffers, which TTNN does not have": "ttir.alloc ttir.dealloc",
    "fused forms of the device and kernels written by users": "ttir.moe_compute ttir.tt_lang_op",
}
"""TTIR to TTNN: reason -> ops."""
