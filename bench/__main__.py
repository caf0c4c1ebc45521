"""Run every measurement, or the named one, each in a process of its own."""

import subprocess
import sys
import time
from pathlib import Path

from bench import measure

HERE = Path(__file__).resolve().parent
HELPERS = {"__init__", "__main__", "measure", "multiply"}


def names() -> list[str]:
    """Return what can be measured."""
    modules = {path.stem for path in HERE.glob("*.py")} - HELPERS
    packages = {path.parent.name for path in HERE.glob("*/__main__.py")}
    return sorted(modules | packages)


def main(arguments: list[str]) -> int:
    """Run them; return 1 if one failed, 2 if there is none of that name."""
    wanted = arguments[:1] or names()
    if unknown := set(wanted) - set(names()):
        print(f"bench has no {', '.join(unknown)}. It has {', '.join(names())}.", file=sys.stderr)
        return 2
    print(measure.machine())
    failed = [name for name in wanted if _run(name, arguments[1:])]
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _run(name: str, arguments: list[str]) -> int:
    print(f"\n## {name}\n", flush=True)
    begun = time.monotonic()
    code = subprocess.call([sys.executable, "-m", f"bench.{name}", *arguments], cwd=HERE.parent)
    print(f"\n{name} took {time.monotonic() - begun:.0f} s.", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
