"""The entrypoint and the secrets script, run by a real shell."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

KITS = Path(__file__).resolve().parents[3] / "src" / "orchestration" / "kits" / "container"
SHELLS = [s for s in ("dash", "bash", "busybox") if shutil.which(s)]


def entrypoint(tmp_path: Path, environment: dict[str, str], shell: str, secrets: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs the script with its secrets directory pointed at a temporary one; nothing else of it is changed."""
    folder = tmp_path / "run-secrets"
    folder.mkdir(exist_ok=True)
    for name, value in secrets.items():
        (folder / name).write_text(value)
    script = tmp_path / "entrypoint.sh"
    script.write_text((KITS / "entrypoint.sh").read_text().replace("/run/secrets", str(folder)))
    env = {name: value.replace("/run/secrets", str(folder)) for name, value in environment.items()}
    argv = [shell, "sh", str(script)] if shell == "busybox" else [shell, str(script)]
    return subprocess.run([*argv, "/usr/bin/env"], env={"PATH": "/usr/bin:/bin", **env}, capture_output=True, text=True, check=False)


def variables(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)


@pytest.mark.parametrize("shell", SHELLS)
def test_files_become_variables(tmp_path: Path, shell: str) -> None:
    done = entrypoint(tmp_path, {"API_KEY_FILE": "/run/secrets/api_key", "OTHER": "x"}, shell, {"api_key": "s3cret; $(id) 'quoted' \\n\n"})
    found = variables(done)
    assert found["API_KEY"] == "s3cret; $(id) 'quoted' \\n" and "API_KEY_FILE" not in found and found["OTHER"] == "x"


@pytest.mark.parametrize("shell", SHELLS)
def test_placeholders_are_filled_wherever_they_stand(tmp_path: Path, shell: str) -> None:
    url = "postgresql://app:{{secret:db}}@postgresql:5432/app?key={{secret:key}}&x=1"
    found = variables(entrypoint(tmp_path, {"DATABASE_URL": url}, shell, {"db": "p*w&$HOME", "key": "k"}))
    assert found["DATABASE_URL"] == "postgresql://app:p*w&$HOME@postgresql:5432/app?key=k&x=1"


@pytest.mark.parametrize("shell", SHELLS)
def test_an_empty_file_means_not_configured(tmp_path: Path, shell: str) -> None:
    found = variables(entrypoint(tmp_path, {"STRIPE_KEY_FILE": "/run/secrets/stripe"}, shell, {"stripe": ""}))
    assert "STRIPE_KEY" not in found and "STRIPE_KEY_FILE" not in found


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("environment", [{"X_FILE": "/run/secrets/missing"}, {"URL": "a{{secret:missing}}b"}])
def test_a_missing_secret_stops_the_start_and_is_named(tmp_path: Path, shell: str, environment: dict[str, str]) -> None:
    done = entrypoint(tmp_path, environment, shell, {})
    assert done.returncode == 78 and "missing" in done.stderr and done.stdout == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_variables_that_only_look_like_ours_are_left_alone(tmp_path: Path, shell: str) -> None:
    found = variables(entrypoint(tmp_path, {"LOG_FILE": "/var/log/app.log", "TEMPLATE": "{{secret}}", "EMPTY_FILE": ""}, shell, {}))
    assert found["LOG_FILE"] == "/var/log/app.log" and found["TEMPLATE"] == "{{secret}}" and found["EMPTY_FILE"] == ""


def test_secret_files_are_made_once_and_never_touched_again(tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    shutil.copy(KITS / "make-secrets.sh", tmp_path / "docker")
    (tmp_path / "docker-compose.yml").write_text(
        "secrets:\n  app_key:\n    file: ./secrets/app_key.txt # random (32 characters), made by docker/make-secrets.sh\n"
        "  db:\n    file: ./secrets/db_password.txt # random, made by docker/make-secrets.sh\n  key:\n    file: ./secrets/api_key.txt # yours to fill in\n")
    run = lambda: subprocess.run(["sh", str(tmp_path / "docker" / "make-secrets.sh")], capture_output=True, text=True, check=True)  # noqa: E731
    first = run()
    password = tmp_path / "secrets" / "db_password.txt"
    made = password.read_text()
    assert len(made) == 64 and set(made) <= set("0123456789abcdef")
    # What AES-256 takes as it is.
    assert len((tmp_path / "secrets" / "app_key.txt").read_text()) == 32
    assert (tmp_path / "secrets" / "api_key.txt").read_text() == "" and "EMPTY secrets/api_key.txt" in first.stdout
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert made not in first.stdout
    run()
    assert password.read_text() == made


def test_a_secret_the_app_reads_from_the_environment_is_the_services_own(tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    shutil.copy(KITS / "make-secrets.sh", tmp_path / "docker")
    mark = "# random, made by docker/make-secrets.sh; the same in .env"
    (tmp_path / "docker-compose.yml").write_text(f"secrets:\n  a:\n    file: ./secrets/db_password.txt {mark}\n  b:\n    file: ./secrets/redis_password.txt {mark}\n")
    (tmp_path / ".env.example").write_text("PORT=80\nDB_PASSWORD=\nREDIS_PASSWORD=\n")
    run = lambda: subprocess.run(["sh", str(tmp_path / "docker" / "make-secrets.sh")], capture_output=True, text=True, check=True)  # noqa: E731
    run()
    secret = lambda name: (tmp_path / "secrets" / f"{name}.txt").read_text()  # noqa: E731
    expected = f"PORT=80\nDB_PASSWORD={secret('db_password')}\nREDIS_PASSWORD={secret('redis_password')}\n"
    assert (tmp_path / ".env").read_text() == expected and len(secret("db_password")) == 64
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    run()
    assert (tmp_path / ".env").read_text() == expected
    # What a person chose goes first; where both are there and differ, nothing is touched and it is said.
    (tmp_path / "secrets" / "db_password.txt").unlink()
    (tmp_path / ".env").write_text("DB_PASSWORD=chosen\nREDIS_PASSWORD=other\n")
    assert "DIFFERENT: REDIS_PASSWORD" in run().stderr
    assert secret("db_password") == "chosen" and (tmp_path / ".env").read_text() == "DB_PASSWORD=chosen\nREDIS_PASSWORD=other\n"
