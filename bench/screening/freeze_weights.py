"""
Freeze the weights: count words, meanings and triples of letters in a Consolidated Screening List and write the tables.

    python -m bench.screening.freeze_weights consolidated.json.gz

Run it only together with a new ENGINE_VERSION: every score moves, and every party has to be screened again in full.
"""

import sys
from collections import Counter
from pathlib import Path

from bench.screening import lists
from compliance.screening import engine
from compliance.screening.engine import views
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.normaliser import read

TABLES = Path(engine.__file__).parent / "tables"
NOTE = (
    "# Counted by bench/screening/freeze_weights.py in the names of {source} (US public domain).\n"
    "# Frozen with ENGINE_VERSION {version}.\npart\tcount\n"
)


def main() -> None:
    """Count, and write the three tables."""
    source = Path(sys.argv[1])
    words: Counter[str] = Counter()
    meanings: Counter[str] = Counter()
    triples: Counter[str] = Counter()
    names = 0
    for entry in lists.consolidated(source):
        for name in entry.names:
            names += 1
            ways = read(name.text, entry.kind).ways
            tokens = {
                token for token in (ways[0].tokens if ways else ()) if token.cls not in (Class.LEGAL, Class.NUMBER)
            }
            words.update({token.text for token in tokens})
            meanings.update({token.meaning for token in tokens if token.meaning})
            triples.update({part for token in tokens for part in views.triples(token.text)})
    for table, counts, least in (
        ("word_counts", words, 3),
        ("meaning_counts", meanings, 3),
        ("triple_counts", triples, 8),
    ):
        _write(table, counts, least, source.name)
    print(f"{names} names, {len(words)} words")


def _write(table: str, counts: Counter[str], least: int, source: str) -> None:
    lines = [f"{part}\t{count}\n" for part, count in sorted(counts.items()) if count >= least and part]
    head = NOTE.format(source=source, version=engine.ENGINE_VERSION)
    (TABLES / f"{table}.tsv").write_text(head + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
