"""The sample data: a small B2B software company whose leads behave as people do.

Each lead has a hidden propensity made of how well it fits and how interested it is. Both show, with
noise, in attributes and behaviour, and they decide who converts, so a good score really predicts.
Real exports are dirty, so this one is too. Deterministic: same code, same bytes.
"""

from __future__ import annotations

import csv
import math
import random
from datetime import date, datetime, timedelta
from pathlib import Path

SEED = 20260630
FIRST_DAY = date(2025, 1, 1)
AS_OF_DATE = date(2026, 6, 30)
LEADS = 800

FIRST_NAMES = (
    "Ada Amir Anna Ben Carla Chen Dana David Elif Emma Erik Fatima Felix Grace Hana Hugo Ines "
    "Ivan Jana Joao Kofi Lena Liam Lucia Mara Max Mia Nadia Noah Nora Olga Omar Paul Priya "
    "Rosa Sam Sara Sofia Tariq Tom Uma Vera Wei Yara Zoe"
).split()
LAST_NAMES = (
    "Abbott Bauer Becker Costa Diaz Evans Fischer Garcia Haas Ito Jansen Kaya Keller Kim "
    "Larsen Lopez Marsh Meyer Moreau Nowak Okafor Olsen Patel Petrov Quinn Rossi Sato Schmidt "
    "Silva Singh Smith Tanaka Tran Vogel Weber Wong Yilmaz Zhang"
).split()
COMPANY_WORDS = (
    "Alder Aspen Birch Bright Canyon Cedar Clear Cobalt Coral Crest Delta Ember Fjord Harbor "
    "Hazel Iron Juniper Lumen Maple Meadow Nimbus North Onyx Orchard Pine Quartz Ridge River "
    "Sable Summit Tidal Umber Vale Willow Zephyr"
).split()
COMPANY_KINDS = (
    "Analytics Foods Freight Health Labs Logistics Media Robotics Software Systems"
).split()
FREE_DOMAINS = ["gmail.com", "outlook.com", "yahoo.com", "gmx.de", "icloud.com"]

# (how the title is typed, how well it fits)
TITLES = [
    ("Chief Marketing Officer", 1.0),
    ("CMO", 1.0),
    ("VP of Sales", 0.9),
    ("Vice President, Revenue Operations", 1.0),
    ("Head of Growth", 0.8),
    ("Director Marketing Operations", 0.8),
    ("Director of Engineering", 0.3),
    ("Marketing Manager", 0.4),
    ("Sales Ops Manager", 0.5),
    ("Demand Generation Lead", 0.4),
    ("IT-Manager", 0.0),
    ("Marketing Specialist", 0.0),
    ("Account Executive", -0.2),
    ("HR Assistant", -0.7),
    ("Software Engineer", -0.4),
    ("Student", -1.2),
    ("marketing intern", -1.0),
    ("N/A", -0.3),
    ("", -0.3),
]
# (industry, fit)
INDUSTRIES = [
    ("Software", 0.6),
    ("Financial Services", 0.4),
    ("Business Services", 0.3),
    ("Manufacturing", 0.0),
    ("Retail", -0.1),
    ("Education", -0.5),
    ("Select", -0.2),
    ("", -0.2),
]
# (spelling, weight)
COUNTRIES = [
    ("United States", 24), ("USA", 14), ("Germany", 14), ("Deutschland", 5), ("United Kingdom", 8),
    ("UK", 5), ("France", 6), ("Netherlands", 5), ("India", 8), ("Brazil", 4), ("-", 4), ("", 3),
]  # fmt: skip
SOURCES = [("Website", 0.2), ("Webinar", 0.2), ("Referral", 0.7), ("Paid Search", 0.0), ("Event", 0.1),
           ("List Import", -0.8)]  # fmt: skip

# (event type as the systems write it, page, interest needed, weight)
BEHAVIOUR = [
    ("page_view", "/", -9.0, 20),
    ("page_view", "/product", -9.0, 11),
    ("Page View", "/blog/lead-scoring", -9.0, 12),
    ("page_view", "/docs/start", -1.0, 7),
    ("page_view", "/case-studies/freight", -0.5, 5),
    ("page_view", "/pricing", 0.1, 9),
    ("page_view", "/careers", -9.0, 1),
    ("email_open", "", -9.0, 17),
    ("email_click", "", -0.7, 6),
    ("whitepaper_download", "", -0.4, 2.5),
    ("webinar_attended", "", 0.0, 2),
    ("Trial Started", "", 0.8, 1.0),
    ("demo_requested", "", 0.9, 1.2),
    ("contact_sales", "", 1.4, 0.5),
]

# What makes sales of the sample turn to a lead, by event type or page: roughly what the rules think.
HEAT = {
    "demo_requested": 25, "contact_sales": 45, "Trial Started": 25, "webinar_attended": 10,
    "whitepaper_download": 8, "/pricing": 8, "/case-studies/freight": 5, "/docs/start": 3,
    "email_click": 3,
}  # fmt: skip
# (reason, weight): of a lead that fits and of one that does not
REJECTED_FITTING = [("No budget this year", 4), ("Could not be reached", 4), ("Bad timing", 3),
                    ("Uses a competitor", 2), ("", 1)]  # fmt: skip
REJECTED_OTHERS = [("Not a decision maker", 5), ("Not our market", 4), ("No budget this year", 2),
                   ("Could not be reached", 2), ("", 1)]  # fmt: skip


def make_sample_data(folder: Path) -> dict[str, int]:
    """Writes the four sample seeds into a folder and says how many rows each has."""
    rng = random.Random(SEED)
    leads, events, conversions = [], [], []
    for number in range(1, LEADS + 1):
        _make_lead(rng, f"L{number:04d}", leads, events, conversions)
    dispositions = _make_dispositions(leads, events, conversions)
    _add_dirt(rng, leads, events, conversions)
    events.sort(key=lambda event: (event[3], event[1]))
    rows = {
        "lead_scoring_sample_leads": (
            "lead_id created_at email first_name last_name company job_title industry employee_count"
            " country lead_source",
            leads,
        ),
        "lead_scoring_sample_events": (
            "event_id lead_id event_type occurred_at page_path",
            [[f"E{number:05d}" if event[0] is None else event[0], *event[1:]]
             for number, event in enumerate(events, 1)],
        ),
        "lead_scoring_sample_conversions": ("lead_id converted_at amount", conversions),
        "lead_scoring_sample_dispositions": (
            "lead_id disposition disposed_at reason",
            dispositions,
        ),
    }  # fmt: skip
    # The second row of a repeated event has the id of the first.
    id_of = {}
    for row in rows["lead_scoring_sample_events"][1]:
        key = tuple(row[1:])
        row[0] = id_of.setdefault(key, row[0])
    for name, (header, body) in rows.items():
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header.split())
            writer.writerows(body)
    return {name: len(body) for name, (_, body) in rows.items()}


def _make_lead(rng, lead_id, leads, events, conversions) -> None:
    created = FIRST_DAY + timedelta(days=rng.randrange((AS_OF_DATE - FIRST_DAY).days + 1))
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    company = f"{rng.choice(COMPANY_WORDS)} {rng.choice(COMPANY_KINDS)}"
    title, title_fit = rng.choice(TITLES)
    industry, industry_fit = rng.choice(INDUSTRIES)
    source, source_fit = rng.choice(SOURCES)
    country = rng.choices([name for name, _ in COUNTRIES], [weight for _, weight in COUNTRIES])[0]
    employees = round(math.exp(rng.gauss(4.8, 1.6))) + 1
    size_fit = 0.7 if 50 <= employees < 1000 else (0.4 if employees >= 1000 else -0.4)
    is_free = rng.random() < (0.5 if title_fit < -0.5 else 0.15)
    domain = rng.choice(FREE_DOMAINS) if is_free else company.lower().replace(" ", "") + ".example"
    fit = title_fit + industry_fit + size_fit + source_fit * 0.5 - (0.8 if is_free else 0)
    interest = rng.gauss(0.15 * fit, 1.0)
    leads.append([
        lead_id, _moment(rng, created), f"{first}.{last}@{domain}".lower(), first, last,
        "" if is_free and rng.random() < 0.6 else company, title, industry,
        rng.choices([str(employees), "N/A", ""], [85, 7, 8])[0], country, source,
    ])  # fmt: skip
    converted = _make_conversion(rng, lead_id, created, fit, interest, employees, conversions)
    _make_events(rng, lead_id, created, interest, converted, events)


def _make_conversion(rng, lead_id, created, fit, interest, employees, conversions):
    chance = 1 / (1 + math.exp(-(1.35 * interest + 0.75 * fit - 2.9)))
    if rng.random() >= chance:
        return None
    converted = created + timedelta(days=8 + round(rng.expovariate(1 / 38)))
    if converted > AS_OF_DATE:
        return None
    amount = round(math.exp(rng.gauss(8.2, 0.5)) * (1 + math.log10(employees) / 3), -2)
    conversions.append([lead_id, _moment(rng, converted), f"{amount:.0f}"])
    return converted


def _make_events(rng, lead_id, created, interest, converted, events) -> None:
    days_left = (AS_OF_DATE - created).days
    visits = 1 + min(40, round(math.exp(rng.gauss(1.2 + 0.5 * interest, 0.6))))
    for _ in range(visits):
        # Interest is hottest after the first contact and, for buyers, just before they buy.
        delay = round(rng.expovariate(1 / 45))
        if converted is not None and rng.random() < 0.5:
            delay = max(0, (converted - created).days - round(rng.expovariate(1 / 9)))
        if delay > days_left:
            continue
        _make_visit(rng, lead_id, created + timedelta(days=delay), interest, converted, events)
    if rng.random() < 0.06:
        events.append([None, lead_id, "unsubscribed", _moment_after(rng, created, days_left), ""])
    if rng.random() < 0.04:
        events.append([None, lead_id, "email_bounced", _moment_after(rng, created, days_left), ""])
    for _ in range(rng.randrange(4)):
        events.append([None, lead_id, "email_sent", _moment_after(rng, created, days_left), ""])
    if converted is not None:
        # Our own work on a deal: it would give the outcome away if it were scored.
        day = converted - timedelta(days=rng.randrange(6))
        events.append([None, lead_id, "sales_call", _moment(rng, max(day, created)), ""])


def _make_visit(rng, lead_id, day, interest, converted, events) -> None:
    mood = interest + rng.gauss(0.0, 0.6) + (0.4 if converted is not None else 0)
    possible = [(kind, page, weight) for kind, page, needed, weight in BEHAVIOUR if mood >= needed]
    start = datetime.combine(day, datetime.min.time()) + timedelta(minutes=rng.randrange(420, 1260))
    for step in range(1 + round(rng.expovariate(1 / (1.8 + max(0.0, mood))))):
        kind, page, _ = rng.choices(possible, [weight for _, _, weight in possible])[0]
        moment = start + timedelta(minutes=3 * step, seconds=rng.randrange(60))
        events.append([None, lead_id, kind, moment.isoformat(sep=" "), page])


def _make_dispositions(leads, events, conversions) -> list[list[str]]:
    """What sales answers, and when. Its chance is its own, so that the other files stay as they are."""
    rng = random.Random(SEED + 29)
    events_of, converted_at = {}, {row[0]: row[1] for row in conversions}
    for event in sorted(events, key=lambda event: event[3]):
        events_of.setdefault(event[1], []).append(event)
    dispositions = []
    for lead in leads:
        hot = _first_hot_day(lead, events_of.get(lead[0], []))
        if hot is not None:
            last_event = events_of[lead[0]][-1][3]
            answers = _answers(rng, lead, hot, last_event, converted_at.get(lead[0]))
            dispositions += [[lead[0], *answer] for answer in answers]
    dispositions += [
        ["X001", "accepted", "2026-02-01 09:30:00", ""],
        [leads[5][0], "contacted", "2026-12-20 09:30:00", ""],
        [leads[7][0], "meeting booked", "2026-04-14 15:00:00", ""],
        list(dispositions[0]),
    ]
    return sorted(dispositions, key=lambda answer: (answer[2], answer[0]))


def _first_hot_day(lead, events) -> date | None:
    """The day on which sales would turn to a lead, unaware of how the rules are set today."""
    heat, last_day = 0.0, None
    for _, _, kind, moment, page in events:
        day = date.fromisoformat(moment[:10])
        heat = heat * 0.5 ** ((day - (last_day or day)).days / 30) + HEAT.get(page or kind, 1)
        last_day = day
        if heat + _fit_points(lead) >= 42:
            return day
    return None


def _fit_points(lead) -> float:
    points = 15 * max(0.0, dict(TITLES)[lead[6]]) + 15 * max(0.0, dict(INDUSTRIES)[lead[7]])
    points += -8 if lead[2].split("@")[1] in FREE_DOMAINS else 5
    return points + (8 if lead[8].isdigit() and int(lead[8]) >= 50 else 0)


def _answers(rng, lead, hot, last_event, converted_at) -> list[tuple[str, str, str]]:
    """Most are called within a day, some late, a few never; buyers are seldom sent away."""
    delay = rng.choices([1, 2, 3, 5, 9, None], [60, 14, 9, 6, 3, 8])[0]
    if delay is None:
        return []
    moment = datetime.fromisoformat(_moment(rng, hot + timedelta(days=delay)))
    answers = []
    if rng.random() < 0.7:
        answers.append(("contacted", str(moment), ""))
        moment += timedelta(days=rng.choice([0, 0, 1, 1, 2, 4, 7]), minutes=rng.randrange(5, 90))
    fits = _fit_points(lead) >= 22
    if rng.random() < (0.95 if converted_at else 0.75 if fits else 0.45):
        answers.append(("accepted", str(moment), ""))
        # Given back are only a few leads that have been quiet since, long ago: a recycle lets the
        # engagement start anew, and the scores that the docs show shall not hang on it.
        moment += timedelta(days=rng.randrange(20, 40))
        is_quiet = last_event < str(moment) < str(AS_OF_DATE - timedelta(days=150))
        if is_quiet and converted_at is None:
            answers.append(("recycled", str(moment), rng.choice(["Next year", "No answer", ""])))
    else:
        reasons = REJECTED_FITTING if fits else REJECTED_OTHERS
        reason = rng.choices([text for text, _ in reasons], [weight for _, weight in reasons])[0]
        answers.append(("rejected", str(moment), reason))
    end = min(converted_at or "9", str(AS_OF_DATE + timedelta(days=1)))
    return [answer for answer in answers if answer[1] < end]


def _add_dirt(rng, leads, events, conversions) -> None:
    for lead in rng.sample(leads, 40):
        lead[2] = f"  {lead[2].upper()} "
    for column, placeholder in [(7, "Select"), (9, "-"), (6, "N/A")]:
        for lead in rng.sample(leads, 12):
            lead[column] = placeholder
    # One lead was imported three times; the last import knows best.
    thrice = list(leads[99])
    for months, title in [(1, "Marketing Manager"), (2, "Chief Marketing Officer")]:
        again = list(thrice)
        again[1] = (datetime.fromisoformat(thrice[1]) + timedelta(days=30 * months)).isoformat(
            sep=" "
        )
        again[6] = title
        leads.append(again)
    leads.append(["", "2026-01-05 09:00:00", "nobody@nowhere.example", *[""] * 8])
    leads.append(["L9001", "sometime in May", "late@nowhere.example", *[""] * 8])
    for event in rng.sample(events, 60):
        events.append(list(event))
    for event in rng.sample(events, 8):
        events.append([None, event[1], event[2], "2027-01-15 08:00:00", event[4]])
    for number in range(25):
        day = FIRST_DAY + timedelta(days=20 * number)
        events.append([None, f"X{number:03d}", "page_view", _moment(rng, day), "/pricing"])
    events.append([None, leads[0][0], "page_view", "not a date", "/pricing"])
    conversions.append(["X001", "2026-02-02 10:00:00", "1000"])
    conversions.append([leads[5][0], "2026-12-24 10:00:00", "5000"])


def _moment(rng, day: date) -> str:
    start = datetime.combine(day, datetime.min.time())
    return (start + timedelta(minutes=rng.randrange(420, 1260))).isoformat(sep=" ")


def _moment_after(rng, created: date, days_left: int) -> str:
    return _moment(rng, created + timedelta(days=rng.randrange(days_left + 1)))
