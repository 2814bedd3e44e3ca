"""Lead scoring in Airflow: one `dbt build` each morning, for the day of the run.

To adapt: the folder of your dbt project, the profile and its target, and the hour.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.sdk import DAG
from cosmos import DbtBuildLocalOperator, ProfileConfig

here = Path(__file__).resolve().parent
project = Path(os.environ.get("DBT_PROJECT_DIR") or here.parents[1])

with DAG(
    dag_id="lead_scoring",
    schedule="0 5 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    # A DuckDB file has one writer, and the next day goes on from the tables of the day before.
    max_active_runs=1,
):
    # One task and not one for each model: dbt starts once, and knows best what can run at a time.
    DbtBuildLocalOperator(
        task_id="build",
        project_dir=project,
        profile_config=ProfileConfig(
            profile_name="lead_scoring",
            target_name="duckdb",
            profiles_yml_filepath=here / "profiles.yml",
        ),
        env={"LEAD_SCORING_DATABASE": str(project / "lead_scoring.duckdb")},
        append_env=True,
        # The day of the run, not the day on which it is run: a run repeated later gives the same.
        vars={"lead_scoring__as_of_date": "{{ ds }}"},
        retries=1,
        retry_delay=timedelta(minutes=5),
    )
