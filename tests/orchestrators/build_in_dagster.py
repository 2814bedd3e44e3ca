"""Runs the job of examples/dagster and writes what Dagster knows afterwards to the file that is named."""

import json
import sys
from pathlib import Path

import dagster

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "dagster"))
from definitions import defs  # noqa: E402

job = defs.resolve_job_def("score_leads")
run = job.execute_in_process(instance=dagster.DagsterInstance.ephemeral())
assets = [
    event.asset_key.to_user_string()
    for event in run.all_events
    if event.event_type_value == "ASSET_MATERIALIZATION"
]
checks = {
    f"{check.asset_key.to_user_string()}: {check.check_name}": check.passed
    for check in run.get_asset_check_evaluations()
}
found = {"success": run.success, "assets": assets, "checks": checks}
Path(sys.argv[1]).write_text(json.dumps(found), "utf-8")
