-- Whoever reached a threshold has reached every lower one, so raising it never flags more leads.
select
    lower_one.model_id,
    lower_one.sample,
    lower_one.segment,
    lower_one.threshold,
    lower_one.flagged_leads,
    higher_one.flagged_leads as flagged_leads_above
from {{ ref('lead_scoring__threshold_backtest') }} as lower_one
inner join {{ ref('lead_scoring__threshold_backtest') }} as higher_one
    on lower_one.model_id = higher_one.model_id
    and lower_one.sample = higher_one.sample
    and lower_one.segment = higher_one.segment
    and lower_one.threshold + 1 = higher_one.threshold
where higher_one.flagged_leads > lower_one.flagged_leads
