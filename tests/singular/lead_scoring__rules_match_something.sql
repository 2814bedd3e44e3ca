-- About your rules and data: a rule that gives points and matches no lead, had no match for a long
-- time, is the same as another one or speaks against what the outcomes say; a disqualification that
-- matches nearly everyone. lead_scoring__rule_coverage says more. A rule of another dimension waits
-- for its case.
{{ config(severity='warn', tags=['lead_scoring_weekly']) }}
select
    model_id,
    rule_id,
    'the rule ' || rule_id || ' of model ' || model_id || ': ' || warnings
    || '; look at its row in lead_scoring__rule_coverage' as sentence
from {{ ref('lead_scoring__rule_coverage') }}
where
    (dimension in ('fit', 'engagement') and (is_dead or is_duplicate or has_contradicting_sign))
    or (dimension = 'disqualify' and is_saturated)
