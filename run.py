#!/usr/bin/env python3
"""
Start the portal on this machine, or test it, with nothing but Python 3.11.

    python3 run.py                     make everything ready, then run until Ctrl-C
    python3 run.py setup               make everything ready and stop there
    python3 run.py test [arguments]    the whole test suite; arguments go to pytest
    python3 run.py bench [name]        the measurements in bench/
    python3 run.py stop                stop the portal that runs from this folder

PORT (8000) and FAIRLEAD_HOME (var/) are read from the environment, and so is
every setting in deploy/env.example.
"""

import os
import signal
import sys
import time

if sys.version_info < (3, 11):  # noqa: UP036  (asked before an old Python meets what it cannot read)
    sys.exit(f"Fairlead needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")

from launch import PYTHON, VAR, Trouble, machine, packages, state
from launch.commands import openly
from launch.processes import GRACE, Processes


def main(arguments: list[str]) -> int:
    """Do what the first word says; return the exit code."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("run", [])
    words = {"run": run, "setup": setup, "test": test, "bench": bench, "stop": stop}
    if word in ("-h", "--help", "help"):
        print(__doc__.strip())
        return 0
    if word not in words:
        print(f"run.py does not know “{word}”. It knows: setup, test, bench, stop.", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        return words[word](rest)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(_rest: list[str]) -> int:
    """Make everything ready, start web, worker and beat, and keep them running until told to stop."""
    begun = time.monotonic()
    port = machine.wanted_port()
    with machine.only_one():
        machine.check_port(port)
        packages.install("requirements.txt")
        state.prepare()
        portal = Processes(port)
        try:
            portal.start()
            portal.wait_until_healthy()
            print(f"\nFairlead is ready at http://127.0.0.1:{port}/ after {time.monotonic() - begun:.1f} s.")
            state.show_accounts()
            print("\nCtrl-C stops it.", flush=True)
            portal.keep_running()
        except KeyboardInterrupt:
            print("\nStopping.", flush=True)
        finally:
            portal.stop()
    return 0


def setup(_rest: list[str]) -> int:
    """Make everything ready: environment, database, reference data, demo institution, static files."""
    with machine.only_one():
        packages.install("requirements.txt")
        state.prepare()
    print("Everything is ready. Start the portal with: python3 run.py")
    return 0


def test(rest: list[str]) -> int:
    """Run the whole suite, from single functions to a real browser."""
    machine.check_writable()
    packages.install("requirements-dev.txt")
    chromium = machine.find_chromium()
    if chromium:
        print(f"Browser tests use {chromium}.", flush=True)
    elif os.environ.get("CI") == "true":
        raise Trouble("Browser tests cannot run: no Chromium was found, and with CI=true they may not be skipped.")
    else:
        print("Browser tests cannot run and are skipped: no Chromium was found. Install chromium or set CHROMIUM.")
    home = os.environ.get("FAIRLEAD_HOME") or str(VAR / "test")  # tests never touch the portal's own state
    return openly([PYTHON, "-m", "pytest", *rest], FAIRLEAD_HOME=home, CHROMIUM=chromium or "")


def bench(rest: list[str]) -> int:
    """Run the measurements, all or the named one, on a state folder of their own."""
    machine.check_writable()
    packages.install("requirements-dev.txt")
    return openly([PYTHON, "-m", "bench", *rest], FAIRLEAD_HOME=os.environ.get("FAIRLEAD_HOME") or str(VAR / "bench"))


def stop(_rest: list[str]) -> int:
    """Stop the portal that runs on this state folder, and wait until it has ended."""
    pid = machine.running_pid()
    if pid is None:
        print("The portal is not running.")
        return 0
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 2 * GRACE
    while time.monotonic() < deadline:
        if machine.running_pid() is None:
            print("The portal has stopped.")
            return 0
        time.sleep(0.1)
    raise Trouble(f"The portal (process {pid}) did not stop within {2 * GRACE} seconds.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
