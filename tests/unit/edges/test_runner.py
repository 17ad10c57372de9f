"""Other programs: found where they may be, run without a shell, bounded, and without our secrets."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from orchestration.edges import runner


def python(code: str, **options: object) -> runner.Completed:
    return runner.run([sys.executable, "-c", code], **options)  # type: ignore[arg-type]


def test_output_code_and_input() -> None:
    done = python("import sys; print(sys.stdin.read()[::-1]); print('bad', file=sys.stderr); sys.exit(3)", stdin="abc")
    assert (done.code, done.out, done.err, done.timed_out, done.is_ok) == (3, "cba\n", "bad\n", False, False)


def test_nothing_is_a_shell(tmp_path: Path) -> None:
    done = runner.run([sys.executable, "-c", "import sys; print(sys.argv[1])", "$(touch owned); `id`"], cwd=tmp_path)
    assert done.out == "$(touch owned); `id`\n"
    assert list(tmp_path.iterdir()) == []


def test_bytes_that_are_no_text_are_kept_readable() -> None:
    assert python("import sys; sys.stdout.buffer.write(b'a\\xffb')").out == "a\ufffdb"


def test_a_missing_program_is_a_value() -> None:
    assert runner.run(["/no/such/program"]).code == 127


def test_a_file_that_may_not_be_run_is_a_value(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("x")
    assert runner.run([str(tmp_path / "plain")]).code == 126


def test_a_timeout_ends_the_whole_group(tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    child = f"import time, pathlib; time.sleep(1.5); pathlib.Path({str(mark)!r}).write_text('x')"
    started = time.monotonic()
    done = python(f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)", timeout_seconds=0.5)
    assert done.timed_out and not done.is_ok
    assert time.monotonic() - started < 10
    time.sleep(1.5)
    assert not mark.exists()


def test_a_program_that_ignores_the_signal_is_killed() -> None:
    done = python("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", timeout_seconds=0.5)
    assert done.timed_out and done.code == -9


def test_what_a_grandchild_holds_open_does_not_hang() -> None:
    started = time.monotonic()
    done = python("import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print('done')")
    assert done.code == 0 and done.out == "done\n"
    assert time.monotonic() - started < 20


def test_output_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "MAX_OUTPUT_BYTES", 1000)
    done = python("print('x' * 5_000_000)")
    assert done.code == 0 and len(done.out) == 1000


def test_input_larger_than_a_pipe_and_never_read() -> None:
    assert python("pass", stdin="x" * 5_000_000).code == 0


SECRETS = (
    "OPENROUTER_API_KEY",
    "GITHUB_TOKEN",
    "APP_SECRET",
    "DB_PASSWORD",
    "PGPASSWORD",
    "AWS_SECRET_ACCESS_KEY",
    "SENTRY_DSN",
    "SLACK_WEBHOOK_URL",
    "DATABASE_URL",
)
ORDINARY = ("PATH", "HOME", "DOCKER_HOST", "KEYBOARD", "SSH_AUTH_SOCK", "TOKENIZERS_PARALLELISM")


def test_secrets_stay_here_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SECRETS, *ORDINARY[2:]):
        monkeypatch.setenv(name, "value")
    assert not set(SECRETS) & set(runner.environment())
    assert set(ORDINARY) <= set(runner.environment())
    assert set(SECRETS) <= set(runner.environment(keep_secrets=True))
    assert runner.environment({"GITHUB_TOKEN": "given"})["GITHUB_TOKEN"] == "given"
    assert python("import os; print('GITHUB_TOKEN' in os.environ)").out == "False\n"


def test_lines_come_as_they_are_written() -> None:
    seen: list[tuple[str, str, float]] = []
    started = time.monotonic()
    code = "import sys, time; print('one', flush=True); time.sleep(1.5); print('two', file=sys.stderr)"
    done = runner.stream([sys.executable, "-c", code], lambda line, source: seen.append((line, source, time.monotonic() - started)))
    assert [(line, source) for line, source, _ in seen] == [("one", "out"), ("two", "err")]
    assert seen[1][2] - seen[0][2] > 1
    assert (done.out, done.err) == ("one\n", "two\n")


def test_a_callback_that_fails_ends_the_program() -> None:
    def fail(line: str, source: str) -> None:
        raise KeyError(line)

    started = time.monotonic()
    with pytest.raises(KeyError, match="one"):
        runner.stream([sys.executable, "-c", "import time; print('one', flush=True); time.sleep(60)"], fail)
    assert time.monotonic() - started < 10


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_programs_are_found_on_the_path_beside_python_and_in_the_tools_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = tmp_path / "tools"
    monkeypatch.setenv("DEVOPS_SQUAD_TOOLS", str(tools))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv" / "python"))
    wanted = {
        "a": executable(tmp_path / "bin" / "a"),
        "b": executable(tmp_path / "venv" / "b"),
        "c": executable(tools / "c"),
        "d": executable(tools / "node_modules" / ".bin" / "d"),
    }
    assert {name: runner.which(name) for name in wanted} == {name: str(path) for name, path in wanted.items()}
    (tools / "node_modules" / "@scope" / "package").mkdir(parents=True)
    assert runner.which("@scope/package") is None
    (tools / "node_modules" / "@scope" / "package" / "package.json").write_text('{"version": "1.2.3"}')
    assert runner.which("@scope/package") == str(tools / "node_modules" / "@scope" / "package")
    assert runner.package_version("@scope/package") == "1.2.3"
    assert runner.which("no-such-program") is None


def test_a_project_cannot_bring_its_own_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "bin" / "hadolint-of-the-project")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["bin", ".", ""]))
    assert runner.which("hadolint-of-the-project") is None
