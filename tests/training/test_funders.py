"""What a funder asks of the people on a proposal, and when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.core.errors import Conflict, Denied, Invalid
from tests.factories.people import NOW, make_user
from tests.factories.training import complete, enter_proposal, require
from tests.training.test_obligations import standing
from training import actions, queries
from training.states import Standing

pytestmark = pytest.mark.django_db


class TestFunders:
    """Within twelve months before the deadline of a proposal; whoever comes later has thirty days."""

    DEADLINE = date(2026, 10, 1)

    @pytest.fixture
    def person(self):
        require("research-security", "funder", "nsf", every_months=12, grace_days=30)
        person = make_user()
        self.proposal = enter_proposal([person], due_on=self.DEADLINE)
        return person

    @pytest.mark.parametrize(
        ("done", "expires", "expected"),
        [
            (None, None, Standing.DUE),
            (date(2025, 9, 30), None, Standing.DUE),
            (date(2025, 10, 1), None, Standing.CURRENT),
            (date(2026, 6, 30), None, Standing.CURRENT),
            (date(2026, 6, 30), date(2026, 9, 30), Standing.DUE),
        ],
    )
    def test_it_counts_within_twelve_months_before_the_deadline(self, person, done, expires, expected):
        if done:
            complete(
                person,
                "research-security",
                at=datetime(done.year, done.month, done.day, 15, tzinfo=UTC),
                expires_on=expires,
            )

        assert standing(person, NOW.date())[0] == expected

    def test_it_is_a_gap_on_the_day_of_the_deadline_and_no_more_afterwards(self, person):
        assert queries.gaps(person, self.DEADLINE - timedelta(days=1)) == []
        assert [each.standing for each in queries.gaps(person, self.DEADLINE)] == [Standing.MISSING]
        assert queries.obligations(person, self.DEADLINE + timedelta(days=1)) == []

    def test_whoever_is_added_after_the_deadline_has_thirty_days(self, person):
        late = make_user()
        after = datetime(2026, 10, 20, 15, tzinfo=UTC)
        place = actions.add_to_proposal(self.proposal, person=late, actor=person, at=after)

        assert place.ready_on == date(2026, 11, 19)
        assert standing(late, after.date()) == (Standing.DUE, date(2026, 11, 19))

    def test_of_two_deadlines_the_first_that_lacks_it_is_named(self, person):
        enter_proposal([person], due_on=date(2027, 8, 1))
        complete(person, "research-security", at=NOW, expires_on=None)

        assert standing(person, NOW.date()) == (Standing.DUE, date(2027, 8, 1))

    def test_another_funder_asks_nothing(self, person):
        other = make_user()
        enter_proposal([other], due_on=self.DEADLINE, funder="erc")

        assert queries.obligations(other, NOW.date()) == []

    def test_off_the_proposal_or_withdrawn_it_asks_nothing(self, person, now):
        second = make_user()
        place = actions.add_to_proposal(self.proposal, person=second, actor=person, at=NOW)
        with pytest.raises(Conflict, match="already"):
            actions.add_to_proposal(self.proposal, person=second, actor=person, at=NOW)
        with pytest.raises(Denied, match="entered"):
            actions.remove_from_proposal(place, actor=second, at=NOW)
        actions.remove_from_proposal(place, actor=person, at=NOW)
        with pytest.raises(Conflict):
            actions.remove_from_proposal(place, actor=person, at=NOW)
        assert queries.obligations(second, NOW.date()) == []

        actions.withdraw_proposal(self.proposal, actor=person, at=NOW)

        assert queries.obligations(person, NOW.date()) == []
        with pytest.raises(Conflict, match="withdrawn"):
            actions.withdraw_proposal(self.proposal, actor=person, at=NOW)
        with pytest.raises(Conflict, match="withdrawn"):
            actions.add_to_proposal(self.proposal, person=second, actor=person, at=NOW)

    @pytest.mark.parametrize(
        ("title", "people", "due_on", "said"),
        [
            (" ", 1, date(2026, 10, 1), "title"),
            ("x", 0, date(2026, 10, 1), "at least one"),
            ("x", 1, date(2026, 6, 1), "passed"),
        ],
    )
    def test_a_proposal_is_whole(self, title, people, due_on, said):
        actor = make_user()
        with pytest.raises(Invalid, match=said):
            actions.enter_proposal(title, funder="nsf", due_on=due_on, people=[actor][:people], actor=actor, at=NOW)
