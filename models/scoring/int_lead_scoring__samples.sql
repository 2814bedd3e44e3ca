-- The parts into which matured leads fall: one row a sample. Bars and probabilities are chosen on
-- train, the older leads, and reported on validation, the newest.
{{ config(materialized='view') }}

select 'train' as sample
union all
select 'validation' as sample
