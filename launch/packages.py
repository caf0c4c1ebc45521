"""The virtual environment in .venv and the pinned packages in it."""

import fcntl
import re
import sys
import time
from pathlib import Path

from launch import HERE, PYTHON, VAR, VENV, Trouble
from launch.commands import last_line, quietly
from launch.state import fingerprint

# The development packages include those the portal runs on, at the same pins.
COVERS = {
    "requirements.txt": ["requirements.txt"],
    "requirements-dev.txt": ["requirements-dev.txt", "requirements.txt"],
}
# What pip says when it fails, and what that means to the person who reads it. The first match wins.
MEANINGS = [
    (
        "DO NOT MATCH THE HASHES",
        "A package is not the one that was recorded, since its hash differs; nothing was installed.",
    ),
    (
        "No space left on device",
        "The disk is full.",
    ),
    (
        "Permission denied",
        "There is no permission to write into .venv.",
    ),
    (
        "command '.*(gcc|cc|g\\+\\+)' failed|directory: '(gcc|cc|g\\+\\+)'|Unknown compiler|no acceptable C compiler"
        "|Python.h: No such file",
        "A package has to be compiled and there is no working compiler: install build-essential and python3-dev.",
    ),
    (
        "name resolution|Network is unreachable|Connection refused|Max retries exceeded|NewConnectionError"
        "|ConnectTimeout|Read timed out|connection broken by|SSLError",
        "The Python package index cannot be reached: check the network, or the proxy and index that pip is set to.",
    ),
    (
        "Could not find a version that satisfies|No matching distribution found",
        f"The package index has no fitting package for Python {sys.version_info[0]}.{sys.version_info[1]} here.",
    ),
]


def install(requirements: str) -> None:
    """
    Make .venv hold the pinned packages of the file. This will do nothing when it holds them already.

    :raises Trouble: if the environment cannot be made, or pip fails
    """
    with Path(__file__).open() as turn:  # `run` and `test` may be started together
        fcntl.flock(turn, fcntl.LOCK_EX)
        if _is_installed(requirements):
            return
        begun = time.monotonic()
        print(f"Installing the packages of {requirements}; the first time this takes a minute or two.", flush=True)
        _make_environment()
        _pip_install(requirements)
        for covered in COVERS[requirements]:
            _stamp(covered).write_text(_wanted(covered))
    print(f"Packages are installed ({time.monotonic() - begun:.0f} s).", flush=True)


def meaning(output: str) -> str | None:
    """Return what pip's words mean to the person who reads them, if that is known."""
    return next((sentence for signs, sentence in MEANINGS if re.search(signs, output)), None)


def _is_installed(requirements: str) -> bool:
    stamp = _stamp(requirements)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == _wanted(requirements)


def _stamp(requirements: str) -> Path:
    return VENV / f"fairlead-{Path(requirements).stem}"


def _wanted(requirements: str) -> str:
    return fingerprint([HERE / requirements], f"{sys.version_info[:2]} {VENV}")


def _make_environment() -> None:
    if PYTHON.exists() and quietly([PYTHON, "-m", "pip", "--version"]).returncode == 0:
        return
    try:
        import ensurepip  # noqa: F401  (Debian ships it apart, in python3-venv)
        import venv  # noqa: F401
    except ImportError:
        raise Trouble("Python cannot make a virtual environment here: install python3-venv.") from None
    done = quietly([sys.executable, "-m", "venv", "--clear", VENV])
    if done.returncode:
        raise Trouble(f"Python cannot make a virtual environment in {VENV}: {last_line(done.stdout)}")


def _pip_install(requirements: str) -> None:
    log = VAR / "log" / "install.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
    command += ["--no-compile"]  # half of the time; Python compiles what it imports
    done = quietly([*command, "-r", HERE / requirements])
    log.write_text(done.stdout)
    if done.returncode:
        reason = meaning(done.stdout) or f"Installing packages failed: {last_line(done.stdout)}"
        raise Trouble(f"{reason} Details: {log}")
