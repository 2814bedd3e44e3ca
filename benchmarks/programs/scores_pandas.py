"""The scores of today as a pandas program: the sum of all scores, for comparison."""

import sys
from pathlib import Path

import pandas as pd

folder = Path(sys.argv[1])
leads, events = (pd.read_parquet(folder / f"{name}.parquet") for name in ("leads", "events"))
events = events.drop_duplicates("event_id")
events = events[events["occurred_at"] < "2026-07-01"]
events["age"] = (pd.Timestamp("2026-06-30") - events["occurred_at"].dt.normalize()).dt.days
events["pricing"] = events["page_path"].str.startswith("/pricing")
days = events.groupby(["lead_id", "event_type", "age"], as_index=False).agg(
    n=("event_id", "size"), pricing=("pricing", "any")
)


def of(event_type: str, points) -> pd.Series:
    chosen = days[days["event_type"] == event_type]
    return points(chosen).groupby(chosen["lead_id"]).sum().reindex(leads["lead_id"], fill_value=0)


def half_life(days_: int):
    return lambda rows: (0.5 ** (rows["age"] / days_)) * (rows["age"] < 10 * days_)


web = of("page_view", lambda rows: rows["n"].clip(upper=3) * half_life(30)(rows)).round(4)
web += of("page_view", lambda rows: 6 * rows["pricing"] * half_life(21)(rows)).round(4)
others = of("email_click", lambda rows: 3 * (1 - rows["age"] / 45).clip(lower=0))
others += of("webinar", lambda rows: 10 * rows["n"] * (rows["age"] < 90))
others += of("demo_requested", lambda rows: 25 * rows["n"] * half_life(90)(rows))
others += of("unsubscribed", lambda rows: -15 * rows["n"])
engagement = (web.clip(upper=30) + others).clip(0, 60)
fit = (
    15 * (leads["industry"].str.lower() == "software")
    + 15 * leads["employee_count"].between(50, 999)
    + 10 * leads["country"].str.lower().isin(["germany", "france"])
)
print(float(fit.sum()) + float(engagement.sum()))
