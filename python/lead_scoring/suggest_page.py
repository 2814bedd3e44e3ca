"""What `lead-scoring suggest-points` found, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lead_scoring.markdown import code, text
from lead_scoring.suggest_points import MIN_CONVERSIONS, Suggestion

if TYPE_CHECKING:
    from lead_scoring.learning import Counts

NO_FILES = "Keep today's points; no file of a challenger is written."
READING = """\
**How to read it.** *Outcomes alone* is what they say without regard to today's points, with an \
interval; all intervals together hold in 95 of 100 sets of data. Evidence is strong if that interval \
leaves out 0, weak if only the interval of the rule by itself does. A rule \
of which the outcomes neither say anything nor contradict its points keeps them; the others are learnt \
together, and the fewer the outcomes, the less they depart. Leads are those among the older ones that \
ever had something of the rule."""


def as_markdown(suggestion: Suggestion, challenger: str) -> str:
    lessons = suggestion.lessons
    judges = f", judged on the newest {_leads(lessons.validation)}" if lessons.gain else ""
    blocks = [
        f"# Points of {code(suggestion.model_id)}, learnt from outcomes",
        f"Learnt from {_leads(lessons.train)}{judges}: a lead is scored at every cutoff from {suggestion.first_cutoff} to"
        f" {suggestion.last_cutoff} at which it was open.",
        _verdict(suggestion),
        _rankings(suggestion),
    ]
    for dimension, title in [("fit", "Fit"), ("engagement", "Engagement")]:
        blocks.append(_rules(suggestion, dimension, title))
    if lessons.is_worth_trying:
        blocks.append(_bars(suggestion))
    blocks.append(READING)
    if lessons.is_worth_trying:
        blocks.append(
            f"**To try it:** with `--output` the files of a challenger {code(challenger)} are written;"
            " copy them over those in your folder of seeds, run `dbt build`, then"
            f" {code(f'lead-scoring impact --challenger {challenger}')}. The live rules score as before."
        )
    return "\n\n".join(filter(None, blocks)) + "\n"


def _leads(counts: Counts) -> str:
    leads = "1 lead" if counts.leads == 1 else f"{counts.leads:,} leads"
    return f"{leads} ({counts.converted:,} converted; scored {counts.scorings:,} times)"


def _verdict(suggestion: Suggestion) -> str:
    lessons = suggestion.lessons
    if not lessons.is_confident:
        return (
            "**No suggestion.** Of no rule do the outcomes show clearly that it tells those who"
            " convert from those who do not, or the newest leads do not bear it out. Keep today's"
            " points; no file of a challenger is written."
        )
    if lessons.gain is None:
        return (
            f"**Not judged:** {_why_not_judged(lessons.validation, lessons.min_judges)} {NO_FILES}"
        )
    gain, low, high = lessons.gain
    before, after = lessons.rankings["today"].auc, lessons.rankings["suggested"].auc
    said = f"on the newest leads the AUC is {before:.3f} today and {after:.3f} as suggested"
    interval = f"the difference, {gain:+.3f} ({low:+.3f} to {high:+.3f}),"
    if low > 0:
        verdict = f"**Better:** {said}; {interval} is more than chance."
    elif high < 0:
        verdict = f"**Worse:** {said}; {interval} is more than chance. {NO_FILES}"
    else:
        verdict = f"**No clear difference:** {said}; {interval} may be chance."
    if lessons.validation.converted < MIN_CONVERSIONS:
        verdict += f" Only {lessons.validation.converted} of the newest leads converted: judge again later."
    return verdict


def _why_not_judged(newest: Counts, needed: int) -> str:
    if not newest.leads:
        return "no lead was open at the newest cutoffs."
    of = f"of the newest {newest.leads:,} leads"
    if not newest.converted:
        return f"none {of} converted."
    if newest.converted == newest.leads:
        return f"all {of} converted."
    did = "converted" if newest.converted == newest.fewer else "did not convert"
    return f"only {newest.fewer} {of} {did}, and judging takes {needed} of either outcome."


def _rankings(suggestion: Suggestion) -> str:
    lines = [
        "| On the newest leads, under the caps | AUC (95 % interval) | Calibration error |",
        "|---|---|---:|",
    ]
    for name, ranking in suggestion.lessons.rankings.items():
        interval = f"{ranking.auc:.3f} ({ranking.auc_low:.3f} to {ranking.auc_high:.3f})"
        lines.append(f"| {name} | {interval} | {ranking.calibration_error:.3f} |")
    return "\n".join(lines) if suggestion.lessons.rankings else ""


def _rules(suggestion: Suggestion, dimension: str, title: str) -> str:
    lessons = [each for each in suggestion.lessons.rules if each.rule.dimension == dimension]
    lines = [
        f"| {title} | Today | Suggested | Outcomes alone | Evidence | Leads | |",
        "|---|---:|---:|---|---|---:|---|",
    ]
    for lesson in sorted(lessons, key=lambda each: (-each.suggested, each.rule.rule_id)):
        alone = ""
        if lesson.alone is not None:
            alone = f"{lesson.alone:.1f} ({lesson.low:.1f} to {lesson.high:.1f})"
        notes = [lesson.note]
        if lesson.decay_days != lesson.rule.decay_days:
            kind = "half-life" if lesson.rule.decay == "half_life" else f"{lesson.rule.decay} decay"
            notes.append(f"{kind} {lesson.rule.decay_days:g} → {lesson.decay_days:g} days")
        cells = [
            f"{code(lesson.rule.rule_id, in_table=True)} {text(lesson.rule.description)}".strip(),
            f"{lesson.rule.points:g}",
            f"{lesson.suggested:g}",
            alone,
            lesson.evidence,
            f"{lesson.leads:,}",
            "; ".join(filter(None, notes)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) if lessons else ""


def _bars(suggestion: Suggestion) -> str:
    """Which bars the challenger's files have where the live ones keep theirs."""
    lines = [
        "| Bars, carried over | Today | Suggested | Reached by, today | then |",
        "|---|---:|---:|---:|---:|",
    ]
    for dimension, bars in suggestion.bars.items():
        name = {None: "Total score", "fit": "Fit", "engagement": "Engagement"}[dimension]
        lines += [
            f"| {name} | {bar.today:g} | {bar.carried:g} | {bar.reached_today:,} | {bar.reached_then:,} |"
            for bar in bars
        ]
    said = (
        "Points of another scale would carry leads past bars that stay. So the challenger's stages and"
        " bands begin where about as many of the older leads' scorings reach them as reach today's."
    )
    return f"{said}\n\n" + "\n".join(lines) if suggestion.bars else ""
