"""Commands that run.py starts and waits for, tied to its own life."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess

from launch import HERE, VAR

OURSELVES = os.getpid()
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
try:
    PRCTL = ctypes.CDLL(None).prctl
except (OSError, AttributeError):  # not Linux: a killed run.py leaves its processes, which `stop` cannot see
    PRCTL = None


def tied() -> None:
    """Run in the child: end when run.py ends, even when that was killed."""
    if PRCTL is not None:
        PRCTL(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != OURSELVES:  # it ended before we could ask
        os._exit(1)


def environment(**extra: str) -> dict[str, str]:
    """Return the environment in which the portal's programs run."""
    given = {**os.environ, "FAIRLEAD_HOME": str(VAR), "PYTHONUNBUFFERED": "1", **extra}
    # Many images ask Python not to keep compiled modules. Compiling ours takes a third of each process's start.
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    return given


def quietly(command: list, **options) -> subprocess.CompletedProcess:
    """Run a command that asks nothing and says nothing; its words are in ``stdout``."""
    output = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.run(command, check=False, text=True, errors="replace", preexec_fn=tied, **output, **options)


def openly(command: list, **extra: str) -> int:
    """Run a command before the reader's eyes; return its exit code."""
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(subprocess.Popen(command, cwd=HERE, env=environment(**extra), preexec_fn=tied))
        try:
            code = process.wait()
            return code if code >= 0 else 128 - code  # ended by a signal: as shells count it
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
            raise


def last_line(text: str) -> str:
    """Return the last line with something on it; of a structured one, what happened and why."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        entry = json.loads(lines[-1])
        return f"{entry['event']} {entry.get('exception', '').rpartition(chr(10))[2]}".strip()
    except (ValueError, TypeError, KeyError):
        return lines[-1]
    except IndexError:
        return "it said nothing."
