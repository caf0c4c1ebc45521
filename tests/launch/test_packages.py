"""pip's words become one sentence that tells what to do."""

import pytest

from launch import packages

NO_NETWORK = """
WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError(...
Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/django/
ERROR: Could not find a version that satisfies the requirement django==5.2.19 (from versions: none)
ERROR: No matching distribution found for django==5.2.19
"""
NO_COMPILER = """
  Building wheel for cffi (pyproject.toml): finished with status 'error'
      error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory
ERROR: Failed building wheel for cffi
"""
NO_WHEEL = """
ERROR: Ignored the following versions that require a different python version: 2.3.0 Requires-Python <3.13
ERROR: Could not find a version that satisfies the requirement numpy==2.3.0
"""
OTHER_HASH = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (NO_NETWORK, "index cannot be reached"),
        (NO_COMPILER, "install build-essential and python3-dev"),
        (NO_WHEEL, "no fitting package for Python 3."),
        (OTHER_HASH, "its hash differs"),
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("OSError: [Errno 13] Permission denied: '.venv/lib'", "no permission to write into .venv"),
    ],
)
def test_meaning_of_what_pip_says(words, sentence):
    assert sentence in packages.meaning(words)


def test_meaning_of_something_new_is_unknown():
    assert packages.meaning("ERROR: the moon is in the wrong quarter") is None


def test_installing_the_development_packages_covers_the_others(monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "VENV", tmp_path)
    monkeypatch.setattr(packages, "PYTHON", tmp_path)
    monkeypatch.setattr(packages, "_make_environment", lambda: None)
    monkeypatch.setattr(packages, "_pip_install", lambda requirements: None)

    packages.install("requirements-dev.txt")

    assert packages._is_installed("requirements-dev.txt")
    assert packages._is_installed("requirements.txt")


def test_changed_pins_are_installed_again(monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "VENV", tmp_path)
    monkeypatch.setattr(packages, "PYTHON", tmp_path)
    (tmp_path / "fairlead-requirements").write_text("the hash of other pins")

    assert not packages._is_installed("requirements.txt")
