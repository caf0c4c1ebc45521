"""The programs that run.py starts."""

import sys

from launch.commands import environment, quietly


def test_compiled_modules_are_kept_where_the_machine_asks_for_none(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "ours.py").write_text("ANSWER = 1\n")

    done = quietly([sys.executable, "-c", "import ours"], cwd=tmp_path, env=environment())

    assert done.returncode == 0, done.stdout
    assert list(tmp_path.glob("__pycache__/ours.*.pyc"))


def test_a_program_is_told_where_the_state_lies_and_what_was_added(monkeypatch):
    monkeypatch.setenv("FAIRLEAD_HOME", "/elsewhere/by/mistake")
    monkeypatch.setenv("OFFICE", "export control")

    told = environment(FAIRLEAD_HOME="/srv/state", COLOUR="none")

    assert told["FAIRLEAD_HOME"] == "/srv/state"
    assert told["OFFICE"] == "export control"
    assert told["COLOUR"] == "none"
