-- About your rules and data: a rule that gives points and matches no lead, or had no match for a
-- long time; lead_scoring__rule_coverage says more. A rule of another dimension waits for its case.
{{ config(severity='warn', tags=['lead_scoring_weekly']) }}
select
    model_id,
    rule_id,
    'the rule ' || rule_id || ' of model ' || model_id || ': ' || warnings
    || '; look at its row in lead_scoring__rule_coverage' as sentence
from {{ ref('lead_scoring__rule_coverage') }}
where is_dead and dimension in ('fit', 'engagement')
