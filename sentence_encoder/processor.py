"""Which numbers the processor is good at: 8-bit integers where it multiplies them exactly."""

from enum import StrEnum
from pathlib import Path

# Without one of these the 8-bit products saturate at 16 bits and vectors drift, so 32-bit floats are used.
EXACT_INT8_FLAGS = frozenset({"avx512_vnni", "avx_vnni"})


class Precision(StrEnum):
    """What the model computes with."""

    INT8 = "int8"
    FP32 = "fp32"


def fitting_precision(cpu_info: Path = Path("/proc/cpuinfo")) -> Precision:
    """The precision that is both exact and quickest on this processor; fp32 where nothing is known."""
    try:
        lines = cpu_info.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return Precision.FP32
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), [])
    return Precision.INT8 if EXACT_INT8_FLAGS.intersection(flags) else Precision.FP32
