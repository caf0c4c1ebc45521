"""Noise from OpenDP. Nothing here draws by itself."""

from collections.abc import Sequence
from importlib.util import find_spec

from portal.core.errors import Conflict

MISSING = "Finer tables need the package opendp, which is not installed here. Install it, or set no privacy budget."


def is_installed() -> bool:
    """Tell whether OpenDP is there."""
    return find_spec("opendp") is not None


def noisy(counts: Sequence[int], *, epsilon: float) -> list[int]:
    """
    Return the counts with discrete Laplace noise such that one case more or less costs this epsilon.

    What falls below nothing is written as nothing; that needs no further look at the data.

    :raises Conflict: if OpenDP is not installed
    """
    if not is_installed():
        raise Conflict(MISSING)
    import opendp.prelude as dp  # type: ignore[import-not-found,unused-ignore]  # 6 s and 264 MB: only where it is used

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    measurement = dp.m.make_laplace(*space, scale=1.0 / epsilon)
    if measurement.map(1) > epsilon * (1 + 1e-9):
        raise Conflict("The noise would not keep what the budget promises.")
    return [max(0, value) for value in measurement(list(counts))]
