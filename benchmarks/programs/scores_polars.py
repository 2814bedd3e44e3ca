"""The scores of today as a polars program: the sum of all scores, for comparison."""

import sys
from datetime import date
from pathlib import Path

import polars as pl

folder = Path(sys.argv[1])
age = (pl.lit(date(2026, 6, 30)) - pl.col("occurred_at").dt.date()).dt.total_days()
events = pl.scan_parquet(folder / "events.parquet").unique("event_id")
days = (
    events.filter(pl.col("occurred_at") < pl.datetime(2026, 7, 1))
    .with_columns(age=age, pricing=pl.col("page_path").str.starts_with("/pricing"))
    .group_by("lead_id", "event_type", "age")
    .agg(n=pl.len(), pricing=pl.col("pricing").any())
)


def of(event_type: str, points: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("event_type") == event_type).then(points).otherwise(0.0).sum()


def half_life(days_: int) -> pl.Expr:
    left = pl.lit(0.5).pow(pl.col("age") / days_)
    return pl.when(pl.col("age") < 10 * days_).then(left).otherwise(0.0)


n, pricing = pl.col("n"), pl.col("pricing").cast(pl.Int8)
points = days.group_by("lead_id").agg(
    web=of("page_view", pl.min_horizontal(n, pl.lit(3)) * half_life(30)).round(4)
    + of("page_view", 6 * pricing * half_life(21)).round(4),
    others=of("email_click", 3 * (1 - pl.col("age") / 45).clip(lower_bound=0))
    + of("webinar", 10 * n * (pl.col("age") < 90))
    + of("demo_requested", 25 * n * half_life(90))
    + of("unsubscribed", -15.0 * n),
)
leads = pl.scan_parquet(folder / "leads.parquet").join(points, on="lead_id", how="left")
engagement = pl.min_horizontal(pl.col("web").fill_null(0), 30) + pl.col("others").fill_null(0)
fit = (
    15 * (pl.col("industry").str.to_lowercase() == "software").fill_null(value=False)
    + 15 * pl.col("employee_count").is_between(50, 999)
    + 10 * pl.col("country").str.to_lowercase().is_in(["germany", "france"]).fill_null(value=False)
)
scores = leads.select("lead_id", fit=fit, engagement=engagement.clip(0, 60)).collect()
print(float(scores["fit"].sum()) + float(scores["engagement"].sum()))
