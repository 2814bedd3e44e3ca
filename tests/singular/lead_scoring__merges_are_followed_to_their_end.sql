-- An old id ends up as a lead that was not merged itself. Of a chain longer than the package
-- follows, a person would be several leads: shorten it in your lead_aliases.
select
    aliases.alias_lead_id,
    aliases.lead_id
from {{ ref('stg_lead_scoring__lead_aliases') }} as aliases
inner join {{ ref('stg_lead_scoring__lead_aliases') }} as further
    on aliases.lead_id = further.alias_lead_id
