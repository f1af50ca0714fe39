"""This machine as if it had an older processor: exp and log come out with other last bits."""

import platform

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__


def other_processor() -> dict[str, str]:
    """Return the variables under which numpy, the C library and BLAS take their plainest code.

    numpy is asked to give up only what it found here: it complains about anything else.
    """
    variables = {}
    found = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    if found:
        variables["NPY_DISABLE_CPU_FEATURES"] = " ".join(found)
    if platform.machine() == "x86_64":
        # Releases of the C library differ in the names; they pass over those they do not know.
        names = ("AVX2", "FMA", "FMA4", "AVX2_Usable", "FMA_Usable", "FMA4_Usable")
        variables["GLIBC_TUNABLES"] = "glibc.cpu.hwcaps=" + ",".join(f"-{name}" for name in names)
        variables["OPENBLAS_CORETYPE"] = "Prescott"
    return variables


def has_more() -> bool:
    """Return whether this processor has what the other one lacks."""
    return bool(__cpu_features__.get("FMA3"))
