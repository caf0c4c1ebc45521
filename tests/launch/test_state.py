"""What is done is not done again, and what is gone is."""

import contextlib
import json
import sqlite3

import pytest

from launch import Trouble, state


@pytest.fixture
def var(monkeypatch, tmp_path):
    """A state folder in which everything has been prepared."""
    monkeypatch.setattr(state, "VAR", tmp_path)
    monkeypatch.setattr(state, "STAMPS", tmp_path / "prepared.json")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    names = [(path.parent.parent.name, path.stem) for path in state._files_in("migrations")]
    with contextlib.closing(sqlite3.connect(tmp_path / "fairlead.sqlite3")) as database:
        database.execute("CREATE TABLE django_migrations (app, name)")
        database.executemany("INSERT INTO django_migrations VALUES (?, ?)", names)
        database.commit()
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    (tmp_path / "prepared.json").write_text(json.dumps(state._wanted()))
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """The steps that manage.py was asked for."""
    steps: list[str] = []
    monkeypatch.setattr(state, "openly", lambda command, **_: steps.extend(command[3:]))
    return steps


def test_nothing_is_done_twice(var, asked):
    state.prepare()

    assert asked == []


def test_a_deleted_database_is_made_again(var, asked):
    (var / "fairlead.sqlite3").unlink()

    state.prepare()

    assert asked == ["database", "reference", "demo", "courses"]


def test_an_older_database_in_the_place_is_migrated(var, asked):
    with contextlib.closing(sqlite3.connect(var / "fairlead.sqlite3")) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0002%'")
        database.commit()

    state.prepare()

    assert "database" in asked


def test_deleted_static_files_are_collected_again(var, asked):
    (var / "static" / "staticfiles.json").unlink()

    state.prepare()

    assert asked == ["static"]


def test_another_database_is_prepared_although_the_first_was(var, asked, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")

    state.prepare()

    assert asked == ["database", "reference", "demo", "courses"]


def test_changed_reference_data_are_loaded_again(var, asked):
    stamps = json.loads((var / "prepared.json").read_text())
    (var / "prepared.json").write_text(json.dumps({**stamps, "reference": "of other files"}))

    state.prepare()

    assert asked == ["reference"]
    assert json.loads((var / "prepared.json").read_text()) == stamps


def test_a_step_that_fails_is_tried_again_the_next_time(var, asked, monkeypatch):
    (var / "prepared.json").unlink()
    monkeypatch.setattr(state, "openly", lambda command, **_: 1)

    with pytest.raises(Trouble, match="Preparing the portal failed"):
        state.prepare()

    assert not (var / "prepared.json").exists()


def test_accounts_are_shown_where_there_is_a_demo(var, capsys):
    state.show_accounts()
    assert capsys.readouterr().out == ""

    (var / "demo-accounts.json").write_text('[{"role": "Officer", "login": "o.fictus", "password": "quantum"}]')
    state.show_accounts()
    assert "o.fictus" in capsys.readouterr().out
