"""Projects nobody would hand over on purpose: broken, huge, circular, or written to make the product run or write something."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.checks import run_checks
from orchestration.checks.reading.dockerfile import parse
from orchestration.cli import cli
from orchestration.edges.tree import DirectoryTree, parse_data
from orchestration.edges.writer import apply
from orchestration.model.artefact import FileSet
from orchestration.model.errors import SquadError
from orchestration.model.request import Request
from orchestration.pipeline import Run, run_many

TASKS = ("dockerfile", "docker_compose", "ci_cd")
EXPRESS = {"package.json": '{"name":"x","scripts":{"start":"node s.js"},"dependencies":{"express":"^5"}}', "s.js": 'require("express")().listen(3000)\n'}


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def setup(root: Path, language: str = "en") -> Run:
    run = run_many([Request(task, project=str(root), platform="none", language=language) for task in TASKS], with_checks=False)
    for result in run.results:
        assert result.status == "success" or isinstance(result.error, SquadError)
    return run


BROKEN: dict[str, dict[str, str | bytes]] = {
    "json": {"package.json": '{"name": "x", "dependencies": {', "index.js": "1"},
    "toml": {"pyproject.toml": "[project\nname=", "main.py": "import fastapi\napp = fastapi.FastAPI()\n"},
    "yaml": {**EXPRESS, "docker-compose.yml": 'services:\n  db:\n   image: "postgres\n  - x', "pnpm-lock.yaml": "{{{{"},
    "latin-1": {**EXPRESS, "package.json": b'{"name":"caf\xe9","scripts":{"start":"node s.js"},"dependencies":{"express":"^5"}}'},
    "utf-16": {**EXPRESS, "package.json": EXPRESS["package.json"].encode("utf-16")},
    "byte order mark": {**EXPRESS, "package.json": b"\xef\xbb\xbf" + EXPRESS["package.json"].encode()},
    "binary source": {**EXPRESS, "s.js": b"\x00\xff" * 4096},
    "deep JSON": {"package.json": '{"a":' * 100_000 + "1" + "}" * 100_000},
    "deep YAML": {**EXPRESS, "docker-compose.yml": "a: " + "[" * 50_000},
    "YAML bomb": {**EXPRESS, "compose.yaml": "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))},
    "wrong types": {"package.json": '{"name":5,"scripts":["a"],"dependencies":"x","engines":[],"workspaces":7,"main":{"a":1},"packageManager":{}}'},
    "wrong types in TOML": {"pyproject.toml": "project=3\n[tool]\npoetry=5\nuv=[1]\n", "main.py": "print(1)\n"},
    "a list": {"package.json": "[1,2]"},
    "directories for files": {"package.json/x": "1", "Dockerfile/x": "1", "requirements.txt": "flask\n", "app.py": "from flask import Flask\napp = Flask(__name__)\n"},
    "empty files": {"package.json": "", "requirements.txt": "", "go.mod": "", "pom.xml": "", "Gemfile": ""},
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_files_end_in_a_result_or_a_typed_error(case: str, tmp_path: Path) -> None:
    run = setup(write(tmp_path / "p", BROKEN[case]))
    for result in run.results:
        if result.error:
            assert result.error.what.en and result.error.what.fr and result.error.todo


@pytest.mark.parametrize(("case", "what"), [("toml", "pyproject.toml cannot be parsed"), ("json", "package.json cannot be parsed")])
def test_a_broken_manifest_is_named_with_its_place_and_nothing_is_guessed_from_it(case: str, what: str, tmp_path: Path) -> None:
    run = setup(write(tmp_path / "p", BROKEN[case]))
    for result in run.results:
        assert result.error is not None and not result.artefacts
        assert what in result.error.what.en
        assert "line 1" in result.error.what.en


def test_a_manifest_too_large_to_read_is_named(tmp_path: Path) -> None:
    root = write(tmp_path / "p", dict(EXPRESS))
    with (root / "package.json").open("wb") as file:
        file.truncate(200_000_000)
    error = setup(root).results[0].error
    assert error is not None and error.code == "broken-manifest" and "package.json has 200 MB" in error.what.en


def test_large_files_are_named_and_left_alone(tmp_path: Path) -> None:
    root = write(tmp_path / "p", dict(EXPRESS))
    for name in ("big.js", "app.bin", "package-lock.json"):
        with (root / name).open("wb") as file:
            file.write(b"{")
            file.truncate(200 * 2**20)
    run = setup(root)
    profile = run.results[0].profile
    assert run.results[0].status == "success" and profile is not None
    assert any("package-lock.json has 209 MB" in n.text.en for n in profile.notices)


def test_a_lockfile_of_fifty_thousand_entries_is_read(tmp_path: Path) -> None:
    packages = {f"node_modules/p{i}": {"version": "1.0.0", "integrity": "sha512-" + "x" * 80} for i in range(50_000)}
    lock = {"lockfileVersion": 3, "packages": {"": {"dependencies": {"express": "^5"}}, **packages, "node_modules/express": {"version": "5.1.0"}}}
    run = setup(write(tmp_path / "p", {**EXPRESS, "package-lock.json": json.dumps(lock)}))
    profile = run.results[0].profile
    assert profile is not None and profile.package_manager is not None and profile.package_manager.value.lockfile == "package-lock.json"
    assert not [n for n in profile.notices if "package-lock.json" in n.text.en]


def test_links_are_never_followed_out_of_the_tree(tmp_path: Path) -> None:
    root = write(tmp_path / "p", dict(EXPRESS))
    write(tmp_path / "secret", {"Procfile": "web: cat /etc/shadow\n", "config.js": 'process.env.STOLEN_NAME'})
    (root / "self").symlink_to(".")
    (root / "up").symlink_to("..")
    (root / "Procfile").symlink_to("../secret/Procfile")
    (root / "src").symlink_to("../secret")
    (root / "dangling").symlink_to("nowhere")
    os.mkfifo(root / "app.json")
    profile = setup(root).results[0].profile
    assert profile is not None
    assert "STOLEN_NAME" not in {v.value.name for v in profile.env}
    assert "shadow" not in str(profile)
    assert {"Procfile", "src", "up"} <= {n.evidence[0].path for n in profile.notices if n.about == "link-outside"}


@pytest.mark.parametrize("link", ["Dockerfile", ".github", "docker", ".devops-squad", "docker-compose.yml"])
def test_nothing_is_written_through_a_link(link: str, tmp_path: Path) -> None:
    root = write(tmp_path / "p", {**EXPRESS, "s.js": "process.env.API_SECRET_KEY; " + EXPRESS["s.js"]})
    outside = tmp_path / "outside"
    if "." in link[1:] or link == "Dockerfile":
        outside.write_text("precious")
    else:
        outside.mkdir()
    (root / link).symlink_to(outside)
    try:
        apply(root, setup(root).artefacts)
    except SquadError as error:
        assert link in error.what.en
    assert (outside.is_dir() and not list(outside.iterdir())) or (outside.is_file() and outside.read_text() == "precious")


MARK = "PWNED"
EVIL = f'x"; $(touch {MARK}) `touch {MARK}` ${{{{ secrets.EVIL }}}}\n  evil: true\nRUN touch {MARK}\n'


def hostile_node() -> dict[str, str | bytes]:
    return {
        "package.json": json.dumps({
            "name": EVIL, "version": EVIL, "description": EVIL, "main": EVIL, "engines": {"node": EVIL}, "packageManager": f"npm@$(touch {MARK})",
            "scripts": {"start": f"node 's $(touch {MARK}).js'", "build": f"echo ${{{{ secrets.EVIL }}}} && touch {MARK}", "test": EVIL, "lint": f"eslint . # ${{{{ secrets.EVIL }}}} $(touch {MARK})"},
            "dependencies": {"express": "^5", "pg": "^8", EVIL: "1"}}),
        f"s $(touch {MARK}).js": f'process.env["A\\nB"]; process.env.API_URL || "`touch {MARK}`${{{{ secrets.EVIL }}}}\\n- evil"; require("express")().listen(process.env.PORT || "3000; touch {MARK}")\n',
        ".env.example": f"A=1\nB${{{{ secrets.EVIL }}}}=2\nC=`touch {MARK}`\n\"D\nE=3",
        ".nvmrc": f"22\nRUN touch {MARK}\n",
        f'we"ird\n${{{{ secrets.EVIL }}}} $(touch {MARK})/package.json': str(EXPRESS["package.json"]),
        "Procfile": f"web: node s.js; touch {MARK}\nworker: node w.js $(touch {MARK}) ${{HOME}}\nrelease: echo \"${{{{ secrets.EVIL }}}}\"\n",
    }


def hostile_python() -> dict[str, str | bytes]:
    return {
        "pyproject.toml": f'[project]\nname="x\\n\\"; RUN touch {MARK}"\nrequires-python=">=3.12\\nRUN touch {MARK}"\ndependencies=["fastapi","uvicorn","psycopg[binary]"]\n[project.scripts]\n"a$(touch {MARK})"="m:x"\n',
        "main.py": f'import os\nfrom fastapi import FastAPI\napp = FastAPI()\nx = os.environ["A\\nB"]\ny = os.getenv("Z", "`touch {MARK}`${{{{ secrets.EVIL }}}}\\n- evil")\n@app.get("/health${{{{ x }}}}\\n\'")\ndef h(): return 1\n',
    }


@pytest.mark.parametrize("project", [hostile_node, hostile_python])
@pytest.mark.parametrize("platform", ["none", "vercel", "kubernetes"])
def test_hostile_names_stay_data(project: Callable[[], dict[str, str | bytes]], platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "p", project())
    monkeypatch.chdir(tmp_path)
    run = run_many([Request(task, project=str(root), platform=platform) for task in TASKS])
    assert not run.is_error
    apply(root, run.artefacts)
    assert not [p for p in tmp_path.rglob("*") if p.name == MARK]
    for artefact in run.artefacts:
        assert artefact.text.replace("\n", "").replace("\t", "").isprintable()
        if artefact.kind == "dockerfile":
            for stage in parse(artefact.path, artefact.text).stages:
                for instruction in stage.instructions:
                    assert not (instruction.name == "RUN" and instruction.value.startswith("touch"))
        elif artefact.path.endswith((".yml", ".yaml")):
            assert "evil" not in (parse_data("x.yml", artefact.text) or {})
        # An expression of the project's would be evaluated by the runner, with its token.
        assert not artefact.path.startswith((".github/", ".gitlab")) or "secrets.EVIL" not in artefact.text
    failed = [(v.check, v.findings) for v in run_checks(FileSet({a.path: (a.kind, a.text) for a in run.artefacts if a.mode == "new"})) if v.state == "failed"]
    assert failed == []


@pytest.mark.skipif(os.geteuid() == 0 and not os.path.exists("/usr/bin/setpriv"), reason="root may read everything, and setpriv (util-linux) is not here to step down")
def test_no_permission_is_a_clear_error(tmp_path: Path) -> None:
    import subprocess
    import sys

    root = write(tmp_path / "p", dict(EXPRESS))
    tmp_path.chmod(0o755)
    root.chmod(0o700)
    if os.geteuid():
        root.chmod(0)
        argv = [sys.executable]
    else:
        argv = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable]
    code = "import sys; from orchestration.edges.tree import DirectoryTree\ntry: DirectoryTree(sys.argv[1])\nexcept Exception as e: print(type(e).__name__, e)"
    source = str(Path(__file__).resolve().parents[2] / "src")
    done = subprocess.run([*argv, "-c", code, str(root)], capture_output=True, text=True, env={"PYTHONPATH": source, "PATH": os.environ["PATH"]}, cwd="/")
    if "ModuleNotFoundError" in done.stderr or ("Permission denied" in done.stderr and "orchestration" in done.stderr):
        pytest.skip("the interpreter or the checkout cannot be read by another user on this machine")
    root.chmod(0o700)
    assert done.stdout.startswith("BadPath"), done.stdout + done.stderr


@pytest.mark.parametrize(("argument", "word"), [("nosuch", "no such directory"), ("file.txt", "not a directory"), ("empty", "no application was recognised")])
def test_the_command_line_says_what_where_and_what_to_do(argument: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x")
    done = CliRunner().invoke(cli, ["setup", str(tmp_path / argument)])
    said = done.exception.what.en + done.exception.todo.en if isinstance(done.exception, SquadError) and done.exception.todo else done.output
    assert done.exit_code and word in said and argument in said and ("give the path" in said or "point at" in said)


def test_the_walk_ends_in_a_very_deep_directory(tmp_path: Path) -> None:
    root = write(tmp_path / "p", dict(EXPRESS))
    here = root
    for _ in range(300):
        here = here / "d"
    here.mkdir(parents=True)
    assert "package.json" in DirectoryTree(root).files()
