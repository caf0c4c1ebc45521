"""What a search costs: one name, 50,000 parties, memory; in processor time, which other work does not spoil."""

import multiprocessing
import random
import resource
import sys
import time
from pathlib import Path

from bench import measure
from bench.screening import lists, population
from compliance.screening import engine

PARTIES = 50_000
WARM, ASKED = 300, 1_500
SEED = 1


def of_one_name(folder: Path) -> measure.Times:
    """Return the processor seconds of single searches, a mixture of all sets, after some that are not counted."""
    index = engine.Index.load(folder)
    queries = [case.query for name in _SETS for case in lists.cases(name)]
    random.Random(SEED).shuffle(queries)
    for query in queries[:WARM]:
        engine.search(index, engine.Query(query))
    found = []
    for query in queries[WARM : WARM + ASKED]:
        begun = time.process_time()
        engine.search(index, engine.Query(query))
        found.append(time.process_time() - begun)
    return measure.Times(tuple(found))


_SETS = ("alias_leave_one_out", "synthetic_perturbations", "un_original_script", "negatives")


def of_everything(folder: Path, workers: int) -> tuple[float, float, int]:
    """Screen 50,000 parties against everything in so many processes; return wall and processor seconds and hits."""
    begun = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        shares = [(str(folder), number, workers) for number in range(workers)]
        found = pool.map(_share, shares)
    return time.perf_counter() - begun, sum(seconds for seconds, _ in found), sum(hits for _, hits in found)


def _share(told: tuple[str, int, int]) -> tuple[float, int]:
    folder, number, workers = told
    names = [pair for at, pair in enumerate(population.names(PARTIES)) if at % workers == number]
    index = engine.Index.load(folder)
    begun = time.process_time()
    queries = (engine.Query(name, kind=kind) for name, kind in names)  # type: ignore[arg-type]
    hits = sum(len(result) for result in engine.search_many(index, queries))
    return time.process_time() - begun, hits


def memory(folder: Path) -> float:
    """Return the most memory, in MB, that a process of its own took for a thousand searches."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_remember, (str(folder),))


def _remember(folder: str) -> float:
    index = engine.Index.load(folder)
    for case in lists.cases("negatives")[:1_000]:
        engine.search(index, engine.Query(case.query))
    for _ in engine.search_many(index, (engine.Query(case.query) for case in lists.cases("negatives"))):
        pass
    return _highest()


def _highest() -> float:
    """
    Return the most memory, in MB, that this process held since its program began.

    On Linux the process's own status tells: ``ru_maxrss`` is handed down by whoever started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
