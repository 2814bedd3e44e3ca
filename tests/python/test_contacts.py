"""What staging reads from e-mail addresses and job titles as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from engine import Engine, World

DOMAINS = {
    "foo@gmail.com": "gmail.com",
    "Foo@GMAIL.com": "gmail.com",
    "foo@gmail.com.": "gmail.com",
    "foo@gmail.com,": "gmail.com",
    "foo@gmail.com;": "gmail.com",
    "<foo@gmail.com>": "gmail.com",
    "Foo Bar <foo@gmail.com>": "gmail.com",
    '"Bar, Foo" <foo@gmail.com>,': "gmail.com",
    "Foo Bar foo@gmail.com": "gmail.com",
    "foo@ gmail.com": "gmail.com",
    "foo @gmail.com": "gmail.com",
    "foo@gmail.com\u00a0": "gmail.com",
    "mailto:foo@gmail.com": "gmail.com",
    "foo@mail.bücher.example": "mail.bücher.example",
    "foo@xn--bcher-kva.example": "xn--bcher-kva.example",
    "foo@gmail.com;bar@corp.example": None,
    "foo@gmail.com, bar@corp.example": None,
    "a@b@gmail.com": None,
    "null@null": None,
    "foo@gmail": None,
    "foo@.com": None,
    "foo@gmail..com": None,
    "foo@10.0.0.1": None,
    "@gmail.com": None,
    "foo@gmail.com (work)": None,
    "foo": None,
    "foo@": None,
}
TITLES = {
    "Vice\u00a0President Sales": "VP",
    "Vice\tPresident": "VP",
    "Vice\u202fPresident": "VP",
    "Vice President – Sales": "VP",
    "CEO—Founder": "C-Level",
}


def test_domains_are_read_right_or_not_at_all(people: Engine):
    leads = [
        {"lead_id": str(number), "created_at": "2026-01-01", "email": text}
        for number, text in enumerate(DOMAINS)
    ]
    free = [{"email_domain": "gmail.com"}]
    world = World(date(2026, 6, 30), {"leads": leads}, {"free_email_domains": free})
    people.run(world, only={"stg_lead_scoring__leads"})
    rows = people.rows(
        "select lead_id, attribute_email_domain as email_domain, attribute_is_free_email as is_free_email"
        " from stg_lead_scoring__leads"
    )
    came = {row["lead_id"]: row for row in rows}
    found = {text: came[str(number)]["email_domain"] for number, text in enumerate(DOMAINS)}
    assert found == DOMAINS
    for row in rows:
        free = row["email_domain"] and str(row["email_domain"] == "gmail.com").lower()
        assert row["is_free_email"] == free


def test_titles_are_read_whatever_parts_their_words(people: Engine):
    leads = [
        {"lead_id": str(number), "created_at": "2026-01-01", "job_title": text}
        for number, text in enumerate(TITLES)
    ]
    patterns = [
        {"pattern": pattern, "attribute": "seniority", "label": label, "priority": "1"}
        for pattern, label in [("vice president", "VP"), ("ceo", "C-Level")]
    ]
    world = World(date(2026, 6, 30), {"leads": leads}, {"title_patterns": patterns})
    people.run(world, only={"stg_lead_scoring__leads"})
    rows = people.rows(
        "select lead_id, attribute_title_seniority as title_seniority from stg_lead_scoring__leads"
    )
    came = {row["lead_id"]: row["title_seniority"] for row in rows}
    assert {text: came[str(number)] for number, text in enumerate(TITLES)} == TITLES


@pytest.mark.parametrize(
    ("cutoff", "created", "converted", "reason"),
    [
        ("2026-03-01", "2026-01-01", "2026-03-02", None),
        ("2026-03-01", "2026-01-01", None, None),
        ("2026-03-01", "2026-03-01", None, None),
        ("2026-03-01", "2026-01-01", "2026-03-01", "converted_on_cutoff_day"),
        ("2026-03-01", "2026-01-01", "2026-02-01", "already_converted"),
        ("2026-03-01", "2026-03-02", "2026-03-02", "before_creation"),
    ],
)
def test_a_cutoff_on_which_no_lead_was_open_is_told(
    engine: Engine, cutoff: str, created: str, converted: str | None, reason: str | None
):
    inputs = {
        "leads": [{"lead_id": "one", "created_at": created}],
        "cutoffs": [{"lead_id": "one", "cutoff_date": cutoff}],
        "conversions": [{"lead_id": "one", "converted_at": converted}] if converted else [],
    }
    files = {"models": [{"model_id": "m", "status": "live"}]}
    only = {"lead_scoring__rejected_records", "int_lead_scoring__sampled_scores"}
    engine.run(World(date(2026, 6, 30), inputs, files), only=only)
    counted = engine.rows("select * from lead_scoring__rejected_records")
    assert [(row["input_name"], row["rejection_reason"]) for row in counted] == (
        [("cutoffs", reason)] if reason else []
    )
    judged = engine.rows(
        "select distinct lead_id, cutoff_date from int_lead_scoring__sampled_scores"
    )
    assert len(judged) == (reason is None)
