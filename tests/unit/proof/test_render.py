from __future__ import annotations

import json

import pytest

from orchestration.model.text import Text
from orchestration.model.verdict import Finding, failed, not_run, passed
from orchestration.proof.render import render, size, to_dict
from orchestration.proof.report import Proof, Step

OK = Step(passed("prove/build", (), "docker", "28"), 1.0, Text("12 MB", "12 Mo"))
BAD = Step(failed("prove/http", (), "docker", "28", (Finding("", 0, "wrong-port", "first\nsecond\x1b[31m"),)))
GAP = Step(not_run("prove/healthy", (), Text("no reason to", "sans raison")))
MOOT = Step(not_run("prove/http", (), Text("a worker", "un worker")), applies=False)


@pytest.mark.parametrize(("steps", "state"), [((OK,), "passed"), ((OK, MOOT), "passed"), ((OK, GAP), "incomplete"), ((OK, GAP, BAD), "failed")])
def test_the_state_of_a_proof(steps, state):
    assert Proof("p", ".", steps=steps).state == state


def test_a_report_in_both_languages():
    proof = Proof(
        "p", ".", "docker", "28.1", "2.40", (OK, BAD, GAP), image_bytes=262_000_000, figures={"build": 1.25}, notices=(Text("note", "remarque"),)
    )
    en, fr = render(proof, "en"), render(proof, "fr")
    assert "REFUSED" in en and "REFUSÉ" in fr
    assert "[wrong-port] first\n      second" in en and "\x1b" not in en
    assert "image 262 MB · build 1.2 s" in en and "image 262 Mo · construction 1,2 s" in fr
    assert "sans raison" in fr and "remarque" in fr


def test_a_report_for_programs():
    data = json.loads(json.dumps(to_dict(Proof("p", ".", "docker", "28", steps=(OK, BAD, MOOT)), "fr")))
    assert data["state"] == "failed" and [s["state"] for s in data["steps"]] == ["passed", "failed", "not run"]
    assert data["steps"][2]["applies"] is False and data["steps"][1]["findings"][0]["rule"] == "wrong-port"


def test_sizes():
    assert [size(n) for n in (262_400_000, 5_250_000, 0)] == ["262 MB", "5.2 MB", "0.0 MB"]
    assert size(5_260_000, "fr") == "5,3 Mo"


def test_a_reason_several_steps_share_is_said_once():
    gaps = tuple(Step(not_run(check, (), Text("no engine here", "aucun moteur ici"))) for check in ("prove/engine", "prove/build", "prove/http"))
    text = render(Proof("p", ".", steps=gaps))
    assert text.startswith("NOT RUN: ") and text.count("no engine here") == 1 and text.count("— not run") == 3
    other = render(Proof("p", ".", "docker", "28", steps=(GAP, MOOT, GAP)))
    assert other.count("no reason to") == 2 and other.startswith("INCOMPLETE")
