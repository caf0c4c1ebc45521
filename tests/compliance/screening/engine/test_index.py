"""The index on disk: a build that is killed at any moment leaves the old one in force, and directions agree."""

import json
import multiprocessing
import os
import signal
import time

import pytest

from compliance.screening import engine
from compliance.screening.engine import Index, IndexFault, Listed, ListedName, Query

WORDS = "umbral gossamer thistledown quillon brackenfell ostrava wychwood larkspur zephyrine borogrove".split()


def entries(count, *, shift=0):
    for number in range(count):
        first, second, third = (WORDS[(number // 10**place + shift) % 10] for place in range(3))
        yield Listed(f"k{number}", "own", str(number), (ListedName(f"{first} {second} {third} works {number}"),))


def _build(folder):
    engine.build(entries(4_000, shift=1), folder)


def test_build_killed_at_any_moment_leaves_the_old_one(tmp_path):
    old = engine.build(entries(200), tmp_path).version
    context = multiprocessing.get_context("fork")
    for tenths in range(6):
        process = context.Process(target=_build, args=(tmp_path,))
        process.start()
        time.sleep(0.02 + tenths * 0.12)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        found = Index.load(tmp_path)
        assert found.version == old
        assert not engine.search(found, Query("umbral umbral umbral works 0")).clear

    new = engine.build(entries(210), tmp_path)
    assert Index.load(tmp_path).version == new.version != old
    assert len(list(tmp_path.glob("build-*"))) == 1


def test_reader_keeps_the_index_it_opened(tmp_path):
    opened = engine.build(entries(50), tmp_path)
    engine.build(entries(60), tmp_path)
    assert (opened.entry_count, Index.load(tmp_path).entry_count) == (50, 60)
    assert not engine.search(opened, Query("umbral umbral umbral works 0")).clear


@pytest.mark.parametrize("part", ["format", "engine", "normaliser"])
def test_index_of_another_version_is_no_index_until_it_is_built_again(tmp_path, part):
    engine.build(entries(50), tmp_path)
    [folder] = tmp_path.glob("build-*")
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps(meta | {part: "before"}))
    with pytest.raises(IndexFault, match="another engine version"):
        Index.load(tmp_path)

    engine.build(entries(50), tmp_path)
    assert not engine.search(Index.load(tmp_path), Query("umbral umbral umbral works 0")).clear


def test_damaged_index_is_no_index(tmp_path):
    engine.build(entries(50), tmp_path)
    [folder] = tmp_path.glob("build-*")
    (folder / "name_word.npy").write_bytes(b"short")
    with pytest.raises(IndexFault, match="wrong size"):
        Index.load(tmp_path)
    with pytest.raises(IndexFault, match="No index"):
        Index.load(tmp_path / "elsewhere")


def test_reverse_finds_exactly_what_a_full_run_finds(tmp_path):
    parties = [Listed(f"p{n}", "parties", str(n), entry.names) for n, entry in enumerate(entries(120, shift=3))]
    changed = list(entries(60))
    ours = engine.build(parties, tmp_path / "parties")
    theirs = engine.build(changed, tmp_path / "list")

    backward = {
        (hit.party_key, hit.candidate.key, hit.candidate.explanation_hash) for hit in engine.reverse(ours, changed)
    }
    asked = [engine.as_query(party) for party in parties]
    forward = {
        (result.query.id, each.key, each.explanation_hash)
        for result in engine.search_many(theirs, asked)
        for each in result
    }
    assert backward == forward
    assert len(forward) > 30
