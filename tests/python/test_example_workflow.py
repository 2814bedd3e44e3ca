"""The workflow that users copy: it runs what a pull request holds, so it hands it nothing that it does
not need; and it touches no comment but its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from lead_scoring.impact_page import MARK
from pages import ROOT, blocks

FILE = ROOT / "examples" / "github" / "rule_change_impact.yml"
WORKFLOWS = {FILE.name: FILE.read_text("utf-8")} | {
    str(block): block.text
    for block in blocks(ROOT / "docs" / "how-to" / "ci.md", "yaml")
    if "runs-on" in block.text
}


@pytest.fixture(params=WORKFLOWS)
def workflow(request) -> dict:
    return yaml.safe_load(WORKFLOWS[request.param])


def steps(workflow: dict) -> list[dict]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_actions_are_named_by_commit_and_keep_no_token(workflow: dict):
    uses = [step for step in steps(workflow) if "uses" in step]
    assert uses
    for step in uses:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
        if step["uses"].startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_rights_are_given_job_by_job_and_only_to_what_runs_nothing_of_the_pull_request(workflow):
    assert "write" not in json.dumps(workflow["permissions"])
    for job in workflow["jobs"].values():
        rights = job.get("permissions", workflow["permissions"])
        runs_what_is_proposed = "checkout" in json.dumps(job["steps"])
        assert set(rights.values()) <= {"read"} or not runs_what_is_proposed
        assert set(rights) <= {"contents", "pull-requests"}


def test_secrets_are_seen_by_one_step_only(workflow: dict):
    outside = {name: part for name, part in workflow.items() if name != "jobs"}
    outside["jobs"] = [{**job, "steps": None} for job in workflow["jobs"].values()]
    assert "secrets." not in json.dumps(outside) and "github.token" not in json.dumps(outside)
    for word in ("secrets.", "github.token"):
        assert sum(word in json.dumps(step) for step in steps(workflow)) <= 1
    # What a stranger may write is no part of a script.
    assert not [step for step in steps(workflow) if "${{" in step.get("run", "")]


COMMENTS = [
    (1, "mallory", f"{MARK}\nnot mine"),
    (2, "github-actions[bot]", "of another workflow"),
    (3, "github-actions[bot]", f"see {MARK}"),
]
GH = """#!/usr/bin/env python3
import json, os, subprocess, sys
with open(os.environ["ASKED"], "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
if "--jq" in sys.argv:
    query = sys.argv[sys.argv.index("--jq") + 1]
    sys.exit(subprocess.run(["jq", query], input=os.environ["COMMENTS"], text=True).returncode)
"""


@pytest.mark.parametrize("own", [None, 4])
def test_only_its_own_comment_is_brought_up_to_date(tmp_path: Path, own):
    if subprocess.run(["which", "jq"], capture_output=True, check=False).returncode:
        pytest.skip("There is no jq to run the workflow's query with.")
    comments = [*COMMENTS, *([(own, "github-actions[bot]", f"{MARK}\nold")] if own else [])]
    said = [{"id": id_, "user": {"login": who}, "body": body} for id_, who, body in comments]
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    workflow = yaml.safe_load(WORKFLOWS[FILE.name])
    (script,) = [step["run"] for step in steps(workflow) if "gh api" in step.get("run", "")]
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}", "ASKED": str(tmp_path / "asked"),
        "COMMENTS": json.dumps(said), "GITHUB_REPOSITORY": "acme/dbt", "NUMBER": "7",
    }  # fmt: skip
    subprocess.run(["bash", "-eo", "pipefail", "-c", script], env=environment, check=True)
    *_, (_, *last) = map(json.loads, (tmp_path / "asked").read_text().splitlines())
    assert last[-2:] == ["--field", "body=@impact.md"]
    place = f"comments/{own}" if own else "7/comments"
    assert last[:-2] == [*(["--method", "PATCH"] if own else []), f"repos/acme/dbt/issues/{place}"]
