"""What the machine lacks is said in one sentence."""

import ast
import socket
import subprocess
import sys

import pytest

from launch import HERE, Trouble, commands, machine


@pytest.mark.parametrize("text", ["eighty", "0", "70000", "-1", "80.0"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(Trouble, match="it takes a number from 1 to 65535"):
        machine.wanted_port()


def test_the_port_is_8000_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    assert machine.wanted_port() == 8000

    monkeypatch.setenv("PORT", "8123")
    assert machine.wanted_port() == 8123


def test_a_port_in_use_is_refused_with_a_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Trouble, match=f"Port {port} is in use. Choose another: PORT="):
            machine.check_port(port)


def test_a_folder_that_cannot_be_written_is_named(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(machine, "VAR", tmp_path / "file" / "var")

    with pytest.raises(Trouble, match=r"The folder .*/file/var cannot be written: Not a directory\."):
        machine.check_writable()


def test_one_state_folder_serves_one_portal(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "VAR", tmp_path)

    assert machine.running_pid() is None
    with machine.only_one():
        assert machine.running_pid() == commands.OURSELVES
        with pytest.raises(Trouble, match="already runs"), machine.only_one():
            pass
    assert machine.running_pid() is None


def test_an_old_python_reads_that_it_is_too_old():
    pretend = "import sys; sys.version_info = (3, 9, 2); exec(open('run.py').read())"
    done = subprocess.run([sys.executable, "-c", pretend], cwd=HERE, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "Fairlead needs Python 3.11 or newer" in done.stderr
    ast.parse((HERE / "run.py").read_text(), feature_version=(3, 6))


def test_a_chromium_that_does_not_start_is_none(monkeypatch, tmp_path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CHROMIUM", str(broken))

    assert machine.find_chromium() is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\ntwo\n\n", "two"),
        ("", "it said nothing."),
        ('{"event": "Unrecoverable", "exception": "Traceback\\n  x\\nOSError: gone"}', "Unrecoverable OSError: gone"),
        ('{"not": "ours"}', '{"not": "ours"}'),
    ],
)
def test_last_line_of_what_a_program_said(text, line):
    assert commands.last_line(text) == line


@pytest.mark.parametrize(("ending", "code"), [("sys.exit(3)", 3), ("os.kill(os.getpid(), 15)", 143)])
def test_exit_code_of_what_was_run_is_passed_on(ending, code):
    assert commands.openly([sys.executable, "-c", f"import os, sys; {ending}"]) == code
