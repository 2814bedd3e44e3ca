-- lead_scoring__crm_sync under the names that custom fields have in Salesforce: lead_score_fit is
-- Lead_Score_Fit__c.
{%- set fields = [
    'lead_score_model', 'lead_score', 'lead_score_fit', 'lead_score_engagement',
    'lead_score_grade', 'lead_score_band', 'lead_score_class', 'lead_score_stage',
    'lead_score_is_mql', 'lead_score_is_disqualified', 'lead_score_priority',
    'lead_score_next_action', 'lead_score_channel', 'lead_score_reasons',
    'lead_score_last_activity',
] %}

select
    operation,
    lead_id,
    as_of_date,
    {% for field in fields -%}
    {{ field }} as {{ adapter.quote(field.split('_') | map('capitalize') | join('_') ~ '__c') }},
    {% endfor -%}
    row_hash
from {{ ref('lead_scoring__crm_sync') }}
