"""Lead scoring in Dagster: every seed and model is an asset, every data test a check of one, and all of
them are built each morning by one `dbt build`.

To adapt: the folder of your dbt project, and the hour.
"""

import os
from pathlib import Path

import dagster as dg
from dagster_dbt import (
    DbtCliResource,
    DbtProject,
    build_schedule_from_dbt_selection,
    dbt_assets,
)

project = DbtProject(os.environ.get("DBT_PROJECT_DIR") or Path(__file__).resolve().parents[2])
# `dagster dev` reads the dbt project anew; elsewhere the manifest is made when you deploy.
project.prepare_if_dev()


@dbt_assets(manifest=project.manifest_path, project=project)
def lead_scoring(context: dg.AssetExecutionContext, dbt: DbtCliResource):
    yield from dbt.cli(["build"], context=context).stream()


every_morning = build_schedule_from_dbt_selection(
    [lead_scoring], job_name="score_leads", cron_schedule="0 5 * * *"
)

defs = dg.Definitions(
    assets=[lead_scoring],
    schedules=[every_morning],
    resources={"dbt": DbtCliResource(project_dir=project)},
)
