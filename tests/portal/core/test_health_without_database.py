"""A portal whose database is away still answers the question how it is."""

from portal.core import health


def test_database_that_is_away_is_said_and_nothing_raised(now):
    findings = health.examine(at=now)  # this test has no database: every query raises

    assert findings["database"].words == "The database does not answer."
    assert findings["worker"].words == "The database does not tell when the worker was last seen."
    assert findings["disk"].well


def test_answer_is_503_and_no_fault_page(client):
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == {"well": False, "words": "The database does not answer."}
