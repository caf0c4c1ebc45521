"""A bad setting stops the start with a sentence that names the variable."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env, secretfiles

HERE = Path("here.sqlite3")


def test_defaults_hold_when_nothing_is_set(monkeypatch):
    monkeypatch.delenv("FAIRLEAD_X", raising=False)

    assert env.text("FAIRLEAD_X", "a") == "a"
    assert env.flag("FAIRLEAD_X", default=True) is True
    assert env.number("FAIRLEAD_X", 5) == 5
    assert env.words("FAIRLEAD_X", "a, b,") == ["a", "b"]


@pytest.mark.parametrize(("value", "meant"), [("yes", True), ("0", False), ("OFF", False), ("True", True)])
def test_flags(monkeypatch, value, meant):
    monkeypatch.setenv("FAIRLEAD_X", value)

    assert env.flag("FAIRLEAD_X", default=not meant) is meant


@pytest.mark.parametrize(
    "read",
    [
        lambda: env.flag("FAIRLEAD_X", True),
        lambda: env.number("FAIRLEAD_X", 1),
        lambda: env.database("FAIRLEAD_X", fallback=HERE),
    ],
)
def test_nonsense_is_refused_by_name(monkeypatch, read):
    monkeypatch.setenv("FAIRLEAD_X", "perhaps:")

    with pytest.raises(ImproperlyConfigured, match="FAIRLEAD_X"):
        read()


def test_a_number_below_the_least_is_refused(monkeypatch):
    monkeypatch.setenv("FAIRLEAD_X", "0")

    with pytest.raises(ImproperlyConfigured, match="from 1 upwards"):
        env.number("FAIRLEAD_X", 5, least=1)


def test_database_addresses(monkeypatch):
    monkeypatch.setenv("FAIRLEAD_X", "postgresql://ada:p%40ss@db.example:5433/fairlead")

    found = env.database("FAIRLEAD_X", fallback=HERE)

    assert (found["USER"], found["PASSWORD"], found["PORT"], found["NAME"]) == ("ada", "p@ss", "5433", "fairlead")


def test_the_embedded_database_queues_writers(monkeypatch):
    monkeypatch.delenv("FAIRLEAD_X", raising=False)

    found = env.database("FAIRLEAD_X", fallback=HERE)

    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]
    assert found["CONN_MAX_AGE"] == 60


def test_a_secret_is_made_once_and_only_its_owner_reads_it(monkeypatch, tmp_path):
    monkeypatch.delenv("FAIRLEAD_X", raising=False)
    path = tmp_path / "keys" / "secret"

    first = secretfiles.secret("FAIRLEAD_X", path)

    assert secretfiles.secret("FAIRLEAD_X", path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(first) > 40


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("FAIRLEAD_X", "from the site")

    assert secretfiles.secret("FAIRLEAD_X", tmp_path / "secret") == "from the site"
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize("value", ["k1:short", "nothing", ":" + "A" * 44])
def test_a_key_of_the_wrong_size_is_refused(monkeypatch, tmp_path, value):
    monkeypatch.setenv("FAIRLEAD_X", value)

    with pytest.raises(ImproperlyConfigured, match="FAIRLEAD_X"):
        secretfiles.keyring("FAIRLEAD_X", tmp_path / "keys")


def test_key_ids_are_unique(monkeypatch, tmp_path):
    monkeypatch.setenv("FAIRLEAD_X", f"{secretfiles.new_key('k1')},{secretfiles.new_key('k1')}")

    with pytest.raises(ImproperlyConfigured, match="twice"):
        secretfiles.keyring("FAIRLEAD_X", tmp_path / "keys")
