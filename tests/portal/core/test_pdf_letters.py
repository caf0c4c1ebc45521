"""No name in the world stops a letter from being printed."""

import pytest

from portal.core.pdf import printable, render_pdf

CERTIFICATE = {"number": "1", "code": "C", "outcome": "o", "facts": [], "lists": [], "candidates": [], "not_shown": "n"}


@pytest.mark.parametrize("name", ["Ångström–Ñandú", "Ломоносов", "Αθήνα №1"])
def test_letters_that_the_typeface_has_stay(name):
    assert printable(name) == name


@pytest.mark.parametrize("name", ["王小明", "صدام حسين", "김정은", "देव", "😀", "a\u202eb\u200bc\x07", "\u0378"])
def test_others_are_transliterated_or_left_out(name):
    shown = printable(name)
    assert shown != name
    assert render_pdf("screening", {**CERTIFICATE, "name": name, "sentence": name}).startswith(b"%PDF-")
