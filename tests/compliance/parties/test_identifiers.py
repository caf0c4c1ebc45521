"""Identifiers are checked by their own check digits and come out in one form."""

import pytest

from compliance.parties.identifiers import normal
from portal.core.errors import Invalid


@pytest.mark.parametrize(
    ("scheme", "given", "kept"),
    [
        ("orcid", "0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "https://orcid.org/0000-0002-1694-233X", "0000-0002-1694-233X"),
        ("orcid", "0000000218250097", "0000-0002-1825-0097"),
        ("ror", "https://ror.org/02mhbdp94", "https://ror.org/02mhbdp94"),
        ("orcid", "HTTPS://ORCID.ORG/0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("ror", "02MHBDP94", "https://ror.org/02mhbdp94"),
        ("lei", "hwup kr0m pou8 fgxb t394", "HWUPKR0MPOU8FGXBT394"),
        ("imo", "IMO 9074729", "9074729"),
        ("registration", "  HRB  1234 ", "HRB 1234"),
    ],
)
def test_good_identifiers_are_kept_in_one_form(scheme, given, kept):
    assert normal(scheme, given) == kept


@pytest.mark.parametrize(
    ("scheme", "given", "sentence"),
    [
        ("orcid", "0000-0002-1825-0098", "check digits of this ORCID"),
        ("orcid", "12345", "An ORCID looks like"),
        ("ror", "02mhbdp95", "check digits of this ROR id"),
        ("ror", "12mhbdp94", "A ROR id looks like"),
        ("lei", "HWUPKR0MPOU8FGXBT395", "check digits of this LEI"),
        ("lei", "HWUPKR0MPOU8FGXBT", "An LEI has"),
        ("imo", "9074728", "check digits of this IMO number"),
        ("imo", "907472", "seven digits"),
        ("registration", "x" * 61, "registration number"),
        ("orcid", "abc0000-0002-1825-0097", "An ORCID looks like"),
        ("orcid", "0000-0002-1825-0097 foo bar", "An ORCID looks like"),
        ("orcid", "https://evil.org/0000-0002-1825-0097", "An ORCID looks like"),
        ("orcid", "http://orcid.org/0000-0002-1825-0097", "An ORCID looks like"),
        ("orcid", "https://orcid.org/https://orcid.org/0000-0002-1825-0097", "An ORCID looks like"),
        ("orcid", "٠٠٠٠-0002-1825-0097", "An ORCID looks like"),
        ("ror", "https://evil.org/02mhbdp94", "A ROR id looks like"),
        ("ror", "https://ror.org.evil.org/02mhbdp94", "A ROR id looks like"),
        ("ror", "x/02mhbdp94", "A ROR id looks like"),
        ("ror", "02mhbdp94/", "A ROR id looks like"),
        ("ror", "02mhbdp٩٤", "A ROR id looks like"),
        ("lei", "LEI: HWUPKR0MPOU8FGXBT394", "An LEI has"),
        ("lei", "HWUPKR0MPOU8FGXBT394 Ltd", "An LEI has"),
        ("lei", "HWUPKR0MPOU8FGXBT3٩4", "An LEI has"),
        ("imo", "IMO 907472٩", "seven digits"),
        ("imo", "9074729 or so", "seven digits"),
        ("registration", "HRB\x00 1234", "can be printed"),
        ("registration", "  ", "registration number"),
    ],
)
def test_bad_identifiers_are_refused_with_a_sentence(scheme, given, sentence):
    with pytest.raises(Invalid, match=sentence):
        normal(scheme, given)
