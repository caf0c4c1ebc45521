"""What must be true of the machine before anything starts."""

import contextlib
import fcntl
import os
import shutil
import socket
from pathlib import Path

from launch import HERE, PYTHON, VAR, Trouble
from launch.commands import quietly

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def wanted_port() -> int:
    """
    Return the port that PORT names, or 8000.

    :raises Trouble: if PORT is no port
    """
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT is “{text}”; it takes a number from 1 to 65535.")
    return int(text)


def check_port(port: int) -> None:
    """
    Try the port.

    :raises Trouble: if somebody listens on it already, or this user may not open it
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Trouble(f"Port {port} is reserved for the system. Choose another: PORT=8000 python3 run.py") from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise Trouble(f"Port {port} is in use. Choose another: PORT={other} python3 run.py") from None


def check_writable() -> None:
    """
    Write and remove a file where files will be written.

    :raises Trouble: if a folder cannot be made or written
    """
    for folder in [VAR] if PYTHON.exists() else [HERE, VAR]:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".write-test-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Trouble(f"The folder {folder} cannot be written: {error.strerror}.") from None


@contextlib.contextmanager
def only_one():
    """
    Hold the state folder: two beats on one database would be one too many.

    :raises Trouble: if another run.py holds it
    """
    check_writable()
    with Path(VAR / "run.pid").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Trouble(
                f"The portal already runs on {VAR} (process {running_pid()}). Stop it first: python3 run.py stop"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def running_pid() -> int | None:
    """Return the process that holds the state folder, or None."""
    try:
        with Path(VAR / "run.pid").open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return int(file.read() or 0) or None
    except FileNotFoundError:
        pass
    return None


def find_chromium() -> str | None:
    """Return a Chromium that starts; as root on Debian, install it where there is none."""
    found = _installed_chromium()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing chromium for the browser tests.", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quietly(["apt-get", "-q", "update"], env=env)
        quietly(["apt-get", "-q", "install", "-y", "--no-install-recommends", "chromium"], env=env)
        found = _installed_chromium()
    return found


def _installed_chromium() -> str | None:
    for name in (os.environ.get("CHROMIUM"), *CHROMIUM_NAMES):
        path = shutil.which(name) if name else None
        if path and quietly([path, "--version"]).returncode == 0:
            return path
    return None
