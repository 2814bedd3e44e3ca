"""What points outcomes teach: a regularised logistic regression on the rules' activations.

Before caps a score is the sum of points times activations, so the coefficients of such a regression
are the points that fit together best; rules that say the same share what they are worth. Rules
that the outcomes are silent on keep their points, and the penalty is on what departs from them: where
outcomes are few, an analyst knows better. Nothing in here knows of databases or files. Needs the
extra `learn`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from statistics import NormalDist
from typing import ClassVar, NamedTuple

import numpy as np
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

# How freely points may depart from the written ones: scikit-learn's C.
FREEDOMS = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0]
SOLVER = "newton-cholesky"
# A step that is no step any more.
TINY = 1e-8
BLOCKS = 4
MIN_LEADS = 20
# Newest leads of each outcome below which no interval of a ranking means anything.
MIN_JUDGES = 10
# An occurrence of which less than this is left says nothing of a rule.
LEFT_OVER = 0.1
RESAMPLES = 200
# Of the package's calibration.
SLICES = 50
CONFIDENCE = 0.95
# That the newest leads bear a suggestion out.
CERTAINTY = 0.99
# What one occurrence may be worth, and what the scores of leads spread by where nothing is written.
MAX_POINTS = 50
SPREAD = 15
STRONG, WEAK, NONE, UNKNOWN = "strong", "weak", "none", "cannot be told"
UNLEARNT = f"fewer than {MIN_LEADS} leads, or the same for all"


@dataclass
class Rule:
    """A rule as it is written."""

    rule_id: str
    dimension: str
    rule_group: str | None
    points: float
    decay: str = "none"
    decay_days: float | None = None
    description: str = ""


@dataclass
class Caps:
    """What a scoring model lets its rules add up to; None is no bound."""

    groups: dict[tuple[str, str], tuple[float | None, float | None]] = field(default_factory=dict)
    dimensions: dict[str, float | None] = field(default_factory=dict)


@dataclass
class Material:
    """Open leads at past cutoffs, one a row: what became of them and what each rule gave."""

    leads: np.ndarray
    days: np.ndarray
    is_train: np.ndarray
    is_converted: np.ndarray
    activations: np.ndarray
    # rule_id → decay_days → the activations under them
    tried: dict[str, dict[float, np.ndarray]] = field(default_factory=dict)


@dataclass
class Lesson:
    """What is suggested for a rule and, with an interval, what the outcomes say on their own; None
    where too few leads differ in it."""

    rule: Rule
    leads: int
    evidence: str
    decay_days: float | None
    # As an analyst would type it, and before rounding.
    suggested: float
    points: float
    alone: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass
class Ranking:
    """How a score does on the newest leads."""

    auc: float
    auc_low: float
    auc_high: float
    calibration_error: float
    is_above_chance: bool


class Counts(NamedTuple):
    """A lead that was scored at several cutoffs is one lead."""

    leads: int
    converted: int
    scorings: int

    @property
    def fewer(self) -> int:
        """Leads of the outcome that fewer have."""
        return min(self.converted, self.leads - self.converted)


@dataclass
class Lessons:
    rules: list[Lesson]
    freedom: float
    train: Counts
    validation: Counts
    # Points that one step in log-odds is given.
    scale: float
    rankings: dict[str, Ranking] = field(default_factory=dict)
    gain: tuple[float, float, float] | None = None
    min_judges: ClassVar[int] = MIN_JUDGES

    @property
    def is_confident(self) -> bool:
        """Strong evidence is wrong in one of twenty sets of data, so the newest leads have to bear
        it out beyond doubt."""
        suggested = self.rankings.get("suggested")
        is_borne_out = suggested is None or suggested.is_above_chance
        return is_borne_out and any(lesson.evidence == STRONG for lesson in self.rules)

    @property
    def is_worse(self) -> bool:
        """That it ranks the newest leads worse than today's points is more than chance."""
        return self.gain is not None and self.gain[2] < 0

    @property
    def is_worth_trying(self) -> bool:
        """As a challenger: the newest leads could judge it, and do not speak against it."""
        return self.is_confident and self.gain is not None and not self.is_worse


def learn(rules: list[Rule], material: Material, caps: Caps, seed: int = 1) -> Lessons:
    """Points and decays for all rules, learnt on train and judged on validation."""
    # Small systems are solved many times over; several threads would wait for each other.
    with threadpool_limits(1):
        return _learn(rules, material, caps, np.random.default_rng(seed))


def _learn(rules: list[Rule], material: Material, caps: Caps, dice: np.random.Generator) -> Lessons:
    train = _rows(material, material.is_train)
    leads = [len(np.unique(train.leads[column != 0])) for column in train.activations.T]
    varies = train.activations.std(axis=0) > 0
    learnable = [n for n, count in enumerate(leads) if count >= MIN_LEADS and varies[n]]
    written = np.array([rule.points for rule in rules])
    freedom, days, activations, rivals = _choose(rules, train, learnable)
    alone, errors = np.zeros(len(rules)), np.zeros(len(rules))
    alone[learnable], errors[learnable] = _alone(activations[:, learnable], train, dice)
    said = _rival_estimates(activations, train, learnable, rivals, alone, errors)
    family, single = (_bounds(said, _quantile(tests)) for tests in (len(learnable), 1))
    clear, hinted = _leave_out(family, 0.0), _leave_out(single, 0.0)
    estimate = _fit_sanely(activations, train, learnable, freedom, written, clear)
    scale = _scale(train.activations[:, learnable] @ written[learnable], activations @ estimate)
    # Of what the outcomes, under its decay, neither say anything nor contradict, today's points stay,
    # and the others are fitted anew beside them.
    own = _bounds([each[:1] for each in said], _quantile(1))
    silent = ~_leave_out(own, 0.0) & ~_leave_out(own * scale, written)
    staying = [number for number in learnable if silent[number] and scale]
    spoken = [number for number in learnable if number not in staying]
    known = activations[:, staying] @ written[staying] / (scale or 1)
    estimate = _fit_sanely(activations, train, spoken, freedom, written, clear, known)
    lessons = []
    for number, rule in enumerate(rules):
        lesson = Lesson(
            rule, leads[number], UNKNOWN, rule.decay_days, rule.points, rule.points, note=UNLEARNT
        )
        if number in learnable:
            stays = number in staying
            points = rule.points if stays else estimate[number] * scale
            lesson = replace(
                lesson,
                evidence=STRONG if clear[number] else WEAK if hinted[number] else NONE,
                decay_days=days.get(number, rule.decay_days),
                suggested=points if stays else rounded(points),
                points=points,
                alone=alone[number] * scale,
                low=family[0, number] * scale,
                high=family[1, number] * scale,
                note=_note(rule, points),
            )
        lessons.append(lesson)
    lessons = Lessons(lessons, freedom, counts(material, True), counts(material, False), scale)
    _judge(lessons, material, caps, dice)
    return lessons


def rounded(points: float) -> float:
    """As an analyst would type it: tenths below 1, halves below 5, whole points up to 20, then
    steps of 5."""
    size = min(abs(points), MAX_POINTS)
    step = next(
        step for below, step in [(1, 0.1), (5, 0.5), (20, 1), (math.inf, 5)] if size < below
    )
    return math.copysign(round(round(size / step) * step, 1), points) + 0.0


def totals(
    rules: list[Rule], activations: np.ndarray, points: np.ndarray, caps: Caps
) -> np.ndarray:
    """The total scores, as the package adds them up."""
    return sum(dimension_scores(rules, activations, points, caps).values())


def dimension_scores(
    rules: list[Rule], activations: np.ndarray, points: np.ndarray, caps: Caps
) -> dict[str, np.ndarray]:
    """The fit and engagement scores: group caps, then the dimensions' maxima."""
    scores = {}
    for dimension in ("fit", "engagement"):
        groups: dict[str | None, np.ndarray] = {}
        for number, rule in enumerate(rules):
            if rule.dimension == dimension:
                added = groups.get(rule.rule_group, 0) + activations[:, number] * points[number]
                groups[rule.rule_group] = added
        score = np.zeros(len(activations))
        for group, added in groups.items():
            low, high = caps.groups.get((dimension, group), (None, None))
            score += _clamped(added, low, high)
        for (owner, group), (low, high) in caps.groups.items():
            if owner == dimension and group not in groups:
                score += _clamped(np.zeros(1), low, high)
        scores[dimension] = _clamped(score, 0, caps.dimensions.get(dimension))
    return scores


class Bar(NamedTuple):
    """A bar of today, and where it has to stand so that about as many of the older leads reach it."""

    today: float
    carried: float
    reached_today: int
    reached_then: int


def carried_bars(
    lessons: Lessons,
    material: Material,
    caps: Caps,
    bars: list[float],
    dimension: str | None = None,
) -> list[Bar]:
    """Where bars of the total score, or of a dimension's, have to stand under the suggested points:
    at the equal_volume_bar of lead_scoring__model_comparison. They come highest first and stay in
    their order, none on another; 0, which everybody reaches, stays, and so does a bar that nobody
    reaches either way."""
    rules, train = [lesson.rule for lesson in lessons.rules], material.is_train
    today = material.activations, np.array([rule.points for rule in rules])
    before, after = (
        np.round(
            totals(rules, *given, caps)[train]
            if dimension is None
            else dimension_scores(rules, *given, caps)[dimension][train],
            4,
        )
        for given in (today, suggestion(lessons, material))
    )
    found: list[Bar] = []
    for bar in sorted(set(bars), reverse=True):
        volume = int((before >= bar).sum())
        carried = bar
        if bar > 0 and volume:
            carried = max(bar_of_volume(after, volume), 1)
        elif bar > 0 and (after >= bar).any():
            carried = int(after.max()) + 1
        if found and carried >= found[-1].carried:
            above = found[-1].carried
            carried = above - 1 if above > 1 else above / 2
        found.append(Bar(bar, carried, volume, int((after >= carried).sum())))
    return found


def bar_of_volume(score: np.ndarray, volume: int) -> int | None:
    """The whole number that so many scores reach, or as nearly so many as can be; of equals the
    higher one."""
    if not volume or not len(score):
        return None
    # Between two of these no other number of scores is let through.
    bars = np.unique(np.floor(np.round(score, 4)))[::-1]
    reached = [(np.round(score, 4) >= bar).sum() for bar in bars]
    return int(bars[np.argmin(np.abs(np.array(reached) - volume))])


# --- Fitting --------------------------------------------------------------------------------------


def _choose(
    rules: list[Rule], train: Material, learnable: list[int]
) -> tuple[float, dict[int, float], np.ndarray, dict[int, list[np.ndarray]]]:
    """How freely points may depart, which decay days, the activations under them, and those under
    other days that held-out outcomes cannot tell from them."""
    activations = train.activations.copy()
    written = np.array([rules[number].points for number in learnable])
    folds = _folds(train)

    def held_out(freedom: float) -> float:
        x = activations[:, learnable]
        return _held_out(x, train.is_converted, folds, freedom, written)

    def least_freedom() -> float:
        """The least that does as well as the best, but for what chance gives."""
        reached = {freedom: held_out(freedom) for freedom in FREEDOMS}
        return min(each for each in FREEDOMS if reached[each] >= max(reached.values()) - _luck(1))

    lengths = {number: _known_lengths(train, rules[number]) for number in learnable}
    freedom, days, before = least_freedom(), {}, None
    reached = held_out(freedom)
    tries = sum(len(lengths[number]) for number in learnable)
    while days != before:
        before = dict(days)
        for number in learnable:
            own = rules[number].decay_days
            now = days.get(number, own)
            tried = lengths[number]
            columns = {**tried, own: train.activations[:, number]}
            for length, column in columns.items():
                activations[:, number] = column
                gained = held_out(freedom)
                if gained > reached + (0 if now != own else _luck(tries)):
                    reached, now = gained, length
            activations[:, number] = columns[now]
            if now != own:
                days[number] = now
            else:
                days.pop(number, None)
    rivals = {}
    for number in learnable:
        tried = lengths[number]
        chosen, rivals[number] = activations[:, number].copy(), []
        for column in [*tried.values(), train.activations[:, number]]:
            activations[:, number] = column
            if held_out(freedom) > reached - _luck(tries):
                rivals[number].append(column)
        activations[:, number] = chosen
    return least_freedom(), days, activations, rivals


def _known_lengths(train: Material, rule: Rule) -> dict[float, np.ndarray]:
    """Other decay days under which enough leads still had something of the rule."""
    return {
        days: column
        for days, column in train.tried.get(rule.rule_id, {}).items()
        if len(np.unique(train.leads[column >= LEFT_OVER])) >= MIN_LEADS
    }


def _folds(train: Material) -> list[tuple[np.ndarray, np.ndarray]]:
    """Each block of days is foretold from the days before it; with too few days, a fifth of the
    leads from the others."""
    days, place, counts = np.unique(train.days, return_inverse=True, return_counts=True)
    before = np.cumsum(counts) - counts
    block = (BLOCKS * before // len(train.days))[place]
    folds = [(block < number, block == number) for number in range(1, BLOCKS)]
    if len(days) < BLOCKS or not any(_is_usable(train, fold) for fold in folds):
        fifth = train.leads % 5
        folds = [(fifth != number, fifth == number) for number in range(5)]
    return [fold for fold in folds if _is_usable(train, fold)]


def _is_usable(train: Material, fold: tuple[np.ndarray, np.ndarray]) -> bool:
    fitted, judged = fold
    return len(np.unique(train.is_converted[fitted])) == 2 and judged.any()


def _held_out(
    x: np.ndarray,
    y: np.ndarray,
    folds: list[tuple[np.ndarray, np.ndarray]],
    freedom: float,
    written: np.ndarray,
) -> float:
    """The log-likelihood of outcomes that the fit has not seen."""
    total = 0.0
    for fitted, judged in folds:
        weights, intercept = _fit(x[fitted], y[fitted], freedom, written)
        total += _log_likelihood(y[judged], intercept + x[judged] @ weights)
    return total


def _fit(
    x: np.ndarray,
    y: np.ndarray,
    freedom: float,
    written: np.ndarray,
    known: np.ndarray | float = 0.0,
) -> tuple[np.ndarray, float]:
    """Coefficients and intercept: the written score as a whole counts for what it is worth, and each
    rule may depart from it in proportion to its own points. What is penalised is the departure, so
    rules that few leads have met stay as they are."""
    score, spread = x @ written, _spread(x)
    base = _log_odds(y)
    known = np.full(len(y), base) + known
    unit = score.std() or 1
    intercept, share = ridge(score[:, None] / unit, y, np.inf, known)
    share = max(share / unit, 0.0)
    typical = np.median((np.abs(written) * spread)[written != 0]) if written.any() else 1.0
    sizes = np.where(written == 0, typical / spread, np.abs(written))
    sizes = sizes / np.sqrt(np.mean((sizes * spread) ** 2)) if len(sizes) else sizes
    shift, *departures = ridge(x * sizes, y, freedom, known + intercept + share * score)
    return share * written + departures * sizes, base + intercept + shift


def ridge(x: np.ndarray, y: np.ndarray, freedom: float, known: np.ndarray) -> np.ndarray:
    """Intercept and coefficients of a regularised logistic regression on top of log-odds that are
    known, which scikit-learn's has no place for; by Newton's method."""
    wide = np.column_stack([np.ones(len(x)), x])
    penalty = np.array([0.0, *[1 / freedom] * x.shape[1]])

    def height(found: np.ndarray) -> float:
        return _log_likelihood(y, known + wide @ found) - penalty @ found**2 / 2

    found = np.zeros(wide.shape[1])
    reached = height(found)
    for _ in range(100):
        chance = expit(known + wide @ found)
        slope = wide.T @ (y - chance) - penalty * found
        bend = (wide * (chance * (1 - chance))[:, None]).T @ wide + np.diag(penalty)
        step = np.linalg.lstsq(bend, slope)[0]
        # Far from the top a full step may lead down.
        while (gained := height(found + step)) < reached and np.abs(step).max() > TINY:
            step /= 2
        if np.abs(step).max() <= TINY:
            break
        found, reached = found + step, gained
    return found


def _log_likelihood(y: np.ndarray, log_odds: np.ndarray) -> float:
    return -np.logaddexp(0, np.where(y, -log_odds, log_odds)).sum()


def _spread(x: np.ndarray) -> np.ndarray:
    spread = x.std(axis=0)
    return np.where(spread == 0, 1, spread)


def _fit_sanely(
    activations: np.ndarray,
    train: Material,
    learnable: list[int],
    freedom: float,
    written: np.ndarray,
    clear: np.ndarray,
    known: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Coefficients of all rules. One that comes out against its written sign, without clear outcomes
    for that, gets none, and the others are fitted anew without it."""
    kept, against = list(learnable), [-1]
    while against:
        kept = [number for number in kept if number not in against]
        estimate = np.zeros(len(written))
        x = activations[:, kept]
        estimate[kept], _ = _fit(x, train.is_converted, freedom, written[kept], known)
        against = [n for n in kept if written[n] * estimate[n] < 0 and not clear[n]]
    return estimate


def _alone(
    x: np.ndarray, train: Material, dice: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients as the outcomes alone have them, and standard errors: those of the bootstrap by
    lead or, where no draw contradicts a rule, those of the information, whichever are larger."""
    y, spread = train.is_converted, _spread(x)
    if not x.shape[1]:
        return np.zeros(0), np.zeros(0)
    # Each fit of much the same data begins where the one before it ended.
    model = LogisticRegression(C=max(FREEDOMS), solver=SOLVER, max_iter=200, warm_start=True)
    model.fit(x / spread, y)
    weights, intercept = model.coef_[0] / spread, model.intercept_[0]
    names, place = np.unique(train.leads, return_inverse=True)
    drawn = []
    for _ in range(RESAMPLES):
        times = np.bincount(dice.integers(len(names), size=len(names)), minlength=len(names))[place]
        some = times > 0
        if len(np.unique(y[some])) == 2:
            model.fit(x[some] / spread, y[some], sample_weight=times[some])
            drawn.append(model.coef_[0] / spread)
    chance = expit(intercept + x @ weights)
    wide = np.column_stack([np.ones(len(x)), x])
    information = (wide * (chance * (1 - chance))[:, None]).T @ wide
    theory = np.sqrt(np.diag(np.linalg.pinv(information)).clip(0))[1:]
    return weights, np.maximum(np.std(drawn, axis=0, ddof=1), theory)


def _quantile(rules: int) -> float:
    """So wide that all intervals together hold in 95 of 100 sets of data."""
    return NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / max(rules, 1))


def _luck(tries: int) -> float:
    """The log-likelihood that chance adds in one of twenty cases when so many things are tried."""
    return _quantile(tries) ** 2 / 2


def _rival_estimates(
    activations: np.ndarray,
    train: Material,
    learnable: list[int],
    rivals: dict[int, list[np.ndarray]],
    alone: np.ndarray,
    errors: np.ndarray,
) -> list[list[tuple[float, float]]]:
    """What the outcomes alone say of each rule, as estimate and error, under its decay and under
    every other that they cannot tell from it."""
    said = [[(estimate, error)] for estimate, error in zip(alone, errors, strict=True)]
    y = train.is_converted
    for number, columns in rivals.items():
        for column in columns:
            x = activations.copy()
            x[:, number] = column
            spread = _spread(x)
            found = ridge(
                x[:, learnable] / spread[learnable], y, max(FREEDOMS), np.full(len(y), _log_odds(y))
            )
            narrower = activations[:, number].std() / spread[number]
            estimate = found[1 + learnable.index(number)] / spread[number]
            said[number].append((estimate, errors[number] * narrower))
    return said


def _bounds(said: list[list[tuple[float, float]]], quantile: float) -> np.ndarray:
    """The intervals of all rules, low ends and high ends: as wide as all that may be."""
    return np.array(
        [
            [min(estimate - quantile * error for estimate, error in each) for each in said],
            [max(estimate + quantile * error for estimate, error in each) for each in said],
        ]
    )


def _leave_out(bounds: np.ndarray, value: np.ndarray | float) -> np.ndarray:
    return (bounds[0] > value) | (bounds[1] < value)


def _log_odds(y: np.ndarray) -> float:
    return math.log(y.mean() / (1 - y.mean()))


def _note(rule: Rule, points: float) -> str:
    if points == 0 and rule.points:
        return "outcomes point the other way, but not clearly"
    if abs(points) > MAX_POINTS:
        return f"held at {math.copysign(MAX_POINTS, points):+.0f}"
    return "outcomes clearly point the other way" if rule.points * points < 0 else ""


def _scale(before: np.ndarray, after: np.ndarray) -> float:
    """So that scores before caps spread over as many points as they do today."""
    spread = before.std() or SPREAD
    return spread / after.std() if after.std() > 1e-9 else 0.0


# --- Judging --------------------------------------------------------------------------------------


def _judge(lessons: Lessons, material: Material, caps: Caps, dice: np.random.Generator) -> None:
    """How today's points and the suggested ones, under the caps, rank the newest leads."""
    newest = ~material.is_train
    if lessons.validation.fewer < MIN_JUDGES:
        return
    rules = [lesson.rule for lesson in lessons.rules]
    scores = {
        "today": totals(rules, material.activations, np.array([r.points for r in rules]), caps),
        "suggested": totals(rules, *suggestion(lessons, material), caps),
    }
    names, place = np.unique(material.leads[newest], return_inverse=True)
    y = material.is_converted[newest]
    drawn: dict[str, list[float]] = {name: [] for name in scores}
    for _ in range(RESAMPLES):
        times = np.bincount(dice.integers(len(names), size=len(names)), minlength=len(names))[place]
        if len(np.unique(y[times > 0])) == 2:
            for name, score in scores.items():
                drawn[name].append(roc_auc_score(y, score[newest], sample_weight=times))
    half, sure = (NormalDist().inv_cdf((1 + level) / 2) for level in (CONFIDENCE, CERTAINTY))
    for name, score in scores.items():
        auc, error = roc_auc_score(y, score[newest]), np.std(drawn[name], ddof=1)
        lessons.rankings[name] = Ranking(
            auc,
            max(auc - half * error, 0),
            min(auc + half * error, 1),
            calibration_error(score, material),
            auc - sure * error > 0.5,
        )
    gain = lessons.rankings["suggested"].auc - lessons.rankings["today"].auc
    error = half * np.std(np.subtract(drawn["suggested"], drawn["today"]), ddof=1)
    lessons.gain = (gain, gain - error, gain + error)


def suggestion(lessons: Lessons, material: Material) -> tuple[np.ndarray, np.ndarray]:
    """Activations under the suggested decays, and the suggested points."""
    activations = material.activations.copy()
    for number, lesson in enumerate(lessons.rules):
        if lesson.decay_days != lesson.rule.decay_days:
            activations[:, number] = material.tried[lesson.rule.rule_id][lesson.decay_days]
    return activations, np.array([lesson.suggested for lesson in lessons.rules])


def calibration_error(score: np.ndarray, material: Material) -> float:
    """By how much promised and seen close rates of the newest leads differ, on average over their
    tenths: the calibration_error of lead_scoring__model_validation, for scores that the package
    has not published."""
    # As the package rounds them, so that equal scores are equal.
    score, train, y = np.round(score, 4), material.is_train, material.is_converted
    newest = score[~train]
    excess = promised(score[train], y[train], newest) - y[~train]
    above = len(newest) - np.searchsorted(np.sort(newest), newest, side="right")
    return np.abs(np.bincount(10 * above // len(newest), excess)).sum() / len(newest)


def promised(known: np.ndarray, converted: np.ndarray, score: np.ndarray) -> np.ndarray:
    """What lead_scoring__calibration_curve would promise of scores, learnt on leads whose score and
    outcome are known: slices of equally many leads and one lead more, made to rise."""
    slice_of = SLICES * np.searchsorted(np.sort(known), known) // len(known)
    slices, place, leads = np.unique(slice_of, return_inverse=True, return_counts=True)
    rates = (np.bincount(place, converted) + converted.mean()) / (leads + 1)
    chance = IsotonicRegression().fit_transform(slices, rates, sample_weight=leads + 1)
    begins = [known[place == number].min() for number in range(len(slices))]
    reached = np.searchsorted(begins, score, side="right") - 1
    return np.round(chance, 6)[reached.clip(0)]


def _rows(material: Material, some: np.ndarray) -> Material:
    return Material(
        material.leads[some],
        material.days[some],
        material.is_train[some],
        material.is_converted[some],
        material.activations[some],
        {
            rule: {days: column[some] for days, column in columns.items()}
            for rule, columns in material.tried.items()
        },
    )


def counts(material: Material, is_train: bool) -> Counts:
    some = material.is_train == is_train
    leads = material.leads[some]
    converted = np.unique(leads[material.is_converted[some]])
    return Counts(len(np.unique(leads)), len(converted), len(leads))


def _clamped(values: np.ndarray, low: float | None, high: float | None) -> np.ndarray:
    return np.clip(values, -np.inf if low is None else low, np.inf if high is None else high)
