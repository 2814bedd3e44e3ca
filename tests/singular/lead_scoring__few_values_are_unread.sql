-- About your data: a column of which more than a tenth of what it says cannot be read is most often
-- of another type than was declared, or in a notation of its own. What cannot be read counts as
-- unknown.
{{ config(severity='warn') }}
select
    input_name,
    column_name,
    reason,
    unread_values,
    written_values,
    example
from {{ ref('lead_scoring__unread_values') }}
where unread_values > 0.1 * written_values
