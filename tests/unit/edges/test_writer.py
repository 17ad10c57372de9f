"""Writing into a project: what becomes of each file, and everything that must be refused."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import resource
import shutil
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.edges import transaction
from orchestration.edges.writer import Written, apply
from orchestration.model.artefact import Artefact
from orchestration.model.errors import BadPath, SquadError, WriteRefused
from orchestration.model.text import same

V1 = "FROM a\nRUN x\n\nCMD y\n"
V2 = "FROM b\nRUN x\n\nCMD y\n"


def file(path: str, text: str, executable: bool = False) -> Artefact:
    return Artefact(path, text, "text", same("because"), executable)


def actions(written: tuple[Written, ...]) -> list[str]:
    return [w.action for w in written]


def snapshot(root: Path) -> dict[str, tuple[bytes | str, int]]:
    """Every file, link and directory below, with content and mode."""
    found: dict[str, tuple[bytes | str, int]] = {}
    for path in sorted(root.rglob("*")):
        info = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if stat.S_ISREG(info.st_mode) else "-"
        found[str(path.relative_to(root))] = (content, info.st_mode)
    return found


# --- what becomes of a file -------------------------------------------------------------------------------------------

def test_new_files_are_created_and_the_second_run_changes_nothing(tmp_path: Path) -> None:
    given_files = [file("Dockerfile", V1), file(".github/workflows/ci.yml", "a: 1\n"), file("bin/run", "#!/bin/sh\n", True)]
    assert actions(apply(tmp_path, given_files)) == ["created"] * 3
    assert (tmp_path / "Dockerfile").read_text() == V1
    assert os.access(tmp_path / "bin/run", os.X_OK) and not (tmp_path / "Dockerfile").stat().st_mode & 0o111
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    assert actions(apply(tmp_path, reversed(given_files))) == ["unchanged"] * 3
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_the_state_is_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        apply(tmp_path / name, [file("b", "2\n"), file("a", "1\n")])
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")
    assert sorted(snapshot(tmp_path / "one")) == [".devops-squad", ".devops-squad/generated", ".devops-squad/generated/a",
                                                  ".devops-squad/generated/b", ".devops-squad/manifest.json", "a", "b"]


def test_an_untouched_file_is_updated_and_keeps_its_mode(tmp_path: Path) -> None:
    apply(tmp_path, [file("Dockerfile", V1)])
    (tmp_path / "Dockerfile").chmod(0o640)
    (done,) = apply(tmp_path, [file("Dockerfile", V2)])
    assert done.action == "updated" and "-FROM a\n+FROM b\n" in done.diff
    assert (tmp_path / "Dockerfile").read_text() == V2
    assert stat.S_IMODE((tmp_path / "Dockerfile").stat().st_mode) == 0o640


def test_an_edited_file_is_merged(tmp_path: Path) -> None:
    apply(tmp_path, [file("Dockerfile", V1)])
    (tmp_path / "Dockerfile").write_bytes(b"FROM a\r\nRUN x\r\n\r\nCMD y\r\n# mine")
    (done,) = apply(tmp_path, [file("Dockerfile", V2)])
    assert done.action == "merged"
    assert (tmp_path / "Dockerfile").read_bytes() == b"FROM b\r\nRUN x\r\n\r\nCMD y\r\n# mine"
    assert actions(apply(tmp_path, [file("Dockerfile", V2)])) == ["unchanged"]


def test_an_edit_with_nothing_new_is_left_alone(tmp_path: Path) -> None:
    apply(tmp_path, [file("Dockerfile", V1)])
    (tmp_path / "Dockerfile").write_text("mine\n")
    (done,) = apply(tmp_path, [file("Dockerfile", V1)])
    assert done.action == "unchanged" and done.reason and (tmp_path / "Dockerfile").read_text() == "mine\n"


def test_a_conflict_keeps_theirs_shows_ours_and_is_told_until_settled(tmp_path: Path) -> None:
    apply(tmp_path, [file("Dockerfile", V1)])
    theirs = V1.replace("FROM a", "FROM mine")
    (tmp_path / "Dockerfile").write_text(theirs)
    for _ in range(2):
        (done,) = apply(tmp_path, [file("Dockerfile", V2)])
        assert done.action == "conflict" and done.conflicts[0].ours == "FROM b" and "+FROM b" in done.diff
        assert (tmp_path / "Dockerfile").read_text() == theirs
    assert actions(apply(tmp_path, [file("Dockerfile", V2)], keep=frozenset({"Dockerfile"}))) == ["unchanged"]
    assert actions(apply(tmp_path, [file("Dockerfile", V2)])) == ["unchanged"]
    assert (tmp_path / "Dockerfile").read_text() == theirs


def test_a_structured_conflict_takes_the_rest(tmp_path: Path) -> None:
    apply(tmp_path, [file("c.yml", "a: 1\nb: 1\nc: 1\n")])
    (tmp_path / "c.yml").write_text("a: 2\nb: 1\nc: 1\n")
    for _ in range(2):
        (done,) = apply(tmp_path, [file("c.yml", "a: 3\nb: 1\nc: 3\n")])
        assert done.action == "conflict" and [c.where for c in done.conflicts] == ["a"]
        assert (tmp_path / "c.yml").read_text() == "a: 2\nb: 1\nc: 3\n"


def test_a_foreign_file_is_left_alone_and_the_difference_shown(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM theirs\n")
    for _ in range(2):
        (done,) = apply(tmp_path, [file("Dockerfile", V1)])
        assert done.action == "foreign" and "-FROM theirs" in done.diff and "+FROM a" in done.diff
    assert snapshot(tmp_path).keys() == {"Dockerfile"}


def test_a_file_that_says_the_same_is_taken_as_generated(tmp_path: Path) -> None:
    """As a caller wrote it who loops over ``result["files"]`` himself."""
    (tmp_path / "Dockerfile").write_text(V1)
    assert actions(apply(tmp_path, [file("Dockerfile", V1)])) == ["unchanged"]
    assert actions(apply(tmp_path, [file("Dockerfile", V2)])) == ["updated"]


def test_a_deleted_file_is_created_again(tmp_path: Path) -> None:
    apply(tmp_path, [file("Dockerfile", V1)])
    (tmp_path / "Dockerfile").unlink()
    assert actions(apply(tmp_path, [file("Dockerfile", V2)])) == ["created"]


def test_files_of_another_task_keep_their_state(tmp_path: Path) -> None:
    apply(tmp_path, [file("a", "1\n")])
    apply(tmp_path, [file("b", "1\n")])
    assert actions(apply(tmp_path, [file("a", "2\n"), file("b", "2\n")])) == ["updated", "updated"]


def test_a_clone_with_windows_endings_is_still_ours(tmp_path: Path) -> None:
    apply(tmp_path, [file("Dockerfile", V1)])
    for path in [p for p in tmp_path.rglob("*") if p.is_file()]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert actions(apply(tmp_path, [file("Dockerfile", V1)])) == ["unchanged"]
    assert actions(apply(tmp_path, [file("Dockerfile", V2)])) == ["updated"]
    assert (tmp_path / "Dockerfile").read_bytes() == V2.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("damage", [
    lambda root: shutil.rmtree(root / ".devops-squad"),
    lambda root: (root / ".devops-squad/manifest.json").write_text("{"),
    lambda root: (root / ".devops-squad/manifest.json").write_text("[]"),
    lambda root: (root / ".devops-squad/manifest.json").write_text('{"version": 1, "files": {"Dockerfile": {"sha256": 5}}}'),
    lambda root: (root / ".devops-squad/manifest.json").write_text('{"version": 1, "files": {"Dockerfile": 5}}'),
    lambda root: (root / ".devops-squad/generated/Dockerfile").write_text("tampered\n"),
    lambda root: (root / ".devops-squad/generated/Dockerfile").unlink(),
    lambda root: (root / ".devops-squad/manifest.json").write_bytes(b"\xff\xfe\0"),
])
def test_without_trustworthy_state_an_edited_file_is_foreign(tmp_path: Path, damage: object) -> None:
    apply(tmp_path, [file("Dockerfile", V1)])
    (tmp_path / "Dockerfile").write_text("mine\n")
    damage(tmp_path)  # type: ignore[operator]
    assert actions(apply(tmp_path, [file("Dockerfile", V2)])) == ["foreign"]
    assert (tmp_path / "Dockerfile").read_text() == "mine\n"


def test_dry_run_says_the_same_and_touches_nothing(tmp_path: Path) -> None:
    apply(tmp_path, [file("a", "1\n"), file("b", "1\n\n\n2\n")])
    (tmp_path / "b").write_text("1\n\n\nmine\n")
    (tmp_path / "d").write_text("theirs\n")
    new = [file("a", "2\n"), file("b", "3\n\n\n2\n"), file("c/c", "1\n"), file("d", "1\n")]
    before = snapshot(tmp_path)
    said = apply(tmp_path, new, dry_run=True)
    assert snapshot(tmp_path) == before
    assert apply(tmp_path, new) == said and actions(said) == ["updated", "merged", "created", "foreign"]


def test_wiring_instructions_are_no_files(tmp_path: Path) -> None:
    assert apply(tmp_path, [Artefact("a", "do this", "text", same("x"), mode="wiring")]) == ()
    assert snapshot(tmp_path) == {}


def test_bytes_that_are_no_utf8_survive_a_merge(tmp_path: Path) -> None:
    apply(tmp_path, [file("Dockerfile", V1)])
    (tmp_path / "Dockerfile").write_bytes(V1.encode().replace(b"\n\n", b"\n# caf\xe9 \x1b[31m\n\n"))
    (done,) = apply(tmp_path, [file("Dockerfile", V2)])
    assert done.action == "merged" and (tmp_path / "Dockerfile").read_bytes().count(b"# caf\xe9 \x1b[31m\n") == 1
    assert "\x1b" not in done.diff and "\\xe9" in done.diff


# --- what must be refused ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize("make", [
    lambda at: at.symlink_to("/etc/hostname"), lambda at: at.symlink_to("nowhere"), lambda at: at.mkdir(), lambda at: os.mkfifo(at),
    lambda at: at.write_bytes(b"\0\1\2"), lambda at: at.write_bytes(b"x" * (transaction.MAX_BYTES + 1)), lambda at: at.symlink_to(at.name),
])
def test_what_is_no_text_file_is_left_alone(tmp_path: Path, make: object) -> None:
    make(tmp_path / "Dockerfile")  # type: ignore[operator]
    before = (tmp_path / "Dockerfile").lstat()
    done = apply(tmp_path, [file("Dockerfile", V1), file("other", "x\n")])
    assert actions(done) == ["foreign", "created"] and done[0].reason
    assert (tmp_path / "Dockerfile").lstat() == before


def test_a_file_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    project, outside = tmp_path / "p", tmp_path / "outside"
    project.mkdir()
    outside.write_text(V1)
    apply(project, [file("Dockerfile", V1)])
    (project / "Dockerfile").unlink()
    (project / "Dockerfile").symlink_to("../outside")
    assert actions(apply(project, [file("Dockerfile", V2)])) == ["foreign"]
    assert outside.read_text() == V1


@pytest.mark.parametrize("way", ["outside", "inside", "file", "state", "generated"])
def test_no_way_leads_through_a_link_or_a_file(tmp_path: Path, way: str) -> None:
    project, outside = tmp_path / "p", tmp_path / "outside"
    project.mkdir()
    outside.mkdir()
    (project / "real").mkdir()
    match way:
        case "outside":
            (project / "conf").symlink_to("../outside")
        case "inside":
            (project / "conf").symlink_to("real")
        case "file":
            (project / "conf").write_text("a file\n")
        case "state":
            (project / ".devops-squad").symlink_to("../outside")
        case "generated":
            (project / ".devops-squad").mkdir()
            (project / ".devops-squad/generated").symlink_to("../../outside")
    before = snapshot(tmp_path)
    with pytest.raises(WriteRefused) as refused:
        apply(project, [file("aaa", "x\n"), file("conf/x.yml", "a: 1\n")])
    assert refused.value.todo and refused.value.what.fr != refused.value.what.en
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a//b", "./a", "a\\b", "", "a/", "a\0b"])
def test_hostile_paths_are_no_artefacts(path: str) -> None:
    with pytest.raises(ValueError):
        file(path, "x")


@pytest.mark.parametrize("paths", [
    ("Dockerfile", "dockerfile"), ("a", "a/b"), ("A", "a/b"), ("x", "x"), (".devops-squad/manifest.json",), (".Devops-Squad/x",),
    (".git/hooks/pre-commit",),
    (".GIT/config",), ("a\nb",), ("a\x1b[2J",), ("a\u202eb",), ("trailing.",), ("straße", "STRASSE"),
])
def test_paths_that_clash_or_deceive_are_refused(tmp_path: Path, paths: tuple[str, ...]) -> None:
    with pytest.raises(WriteRefused):
        apply(tmp_path, [file(path, "x\n") for path in paths])
    assert snapshot(tmp_path) == {}


@pytest.mark.parametrize(("there", "wanted"), [("dockerfile", "Dockerfile"), ("Docs/x", "docs/x"), ("DOCS/other", "docs/x")])
def test_a_neighbour_that_differs_only_in_case_is_left_alone(tmp_path: Path, there: str, wanted: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("theirs\n")
    before = snapshot(tmp_path)
    (done,) = apply(tmp_path, [file(wanted, "x\n")])
    assert done.action == "foreign" and there.split("/")[0] in str(done.reason)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("root", ["missing", "file", "a\0b"])
def test_a_bad_root_is_refused(tmp_path: Path, root: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadPath):
        apply(tmp_path / root, [file("a", "x\n")])


def test_a_name_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteRefused):
        apply(tmp_path, [file("x" * 300, "x\n")])
    assert actions(apply(tmp_path, [file("x" * 255, "x\n")])) == ["created"]
    assert actions(apply(tmp_path, [file("x" * 255, "y\n")])) == ["updated"]


def test_text_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteRefused):
        apply(tmp_path, [file("a", "\ud800\n")])


# --- all or nothing ---------------------------------------------------------------------------------------------------

def _in_child(what: object, *args: object) -> str:
    """Runs it in a forked process, for limits and rights one cannot take back; the error's code, or ``"done"``."""
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe()

    def run() -> None:
        try:
            what(*args)  # type: ignore[operator]
            writer.send("done")
        except SquadError as error:
            writer.send(f"{error.code}: {error.what.en}")
        except BaseException as error:
            writer.send(repr(error))

    process = context.Process(target=run)
    process.start()
    said = reader.recv() if reader.poll(30) else "silence"
    process.join(5)
    return said


def _as_nobody(root: Path, artefacts: list[Artefact]) -> None:
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    apply(root, artefacts)


@pytest.fixture
def open_path(tmp_path: Path) -> Path:
    """A directory another user can reach."""
    for parent in [tmp_path, *list(tmp_path.parents)[:-2]]:
        if os.stat(parent).st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o055)
    return tmp_path


@pytest.mark.parametrize("locked", [".", "sub"])
def test_a_directory_without_permission_is_refused_and_nothing_changes(open_path: Path, locked: str) -> None:
    root = open_path / "p"
    (root / "sub").mkdir(parents=True)
    for path in (root, root / "sub"):
        path.chmod(0o777)
    (root / locked).chmod(0o555)
    before = snapshot(root)
    said = _in_child(_as_nobody, root, [file("a.txt", "1\n"), file("sub/b.txt", "1\n")])
    assert said.startswith("write-refused:") and "Permission denied" in said
    assert snapshot(root) == before


def test_a_file_one_may_not_read_is_left_alone(open_path: Path) -> None:
    root = open_path / "p"
    root.mkdir(mode=0o777)
    root.chmod(0o777)
    (root / "a").write_text("secret\n")
    (root / "a").chmod(0o000)
    assert _in_child(_as_nobody, root, [file("a", "1\n"), file("b", "1\n")]) == "done"
    assert (root / "b").exists() and stat.S_IMODE((root / "a").stat().st_mode) == 0


def _with_full_disk(root: Path, artefacts: list[Artefact]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    apply(root, artefacts)


def test_a_disk_that_is_full_changes_nothing(tmp_path: Path) -> None:
    apply(tmp_path, [file("a", "1\n"), file("b", "1\n")])
    before = snapshot(tmp_path)
    said = _in_child(_with_full_disk, tmp_path, [file("a", "2\n"), file("b", "x" * 5000), file("new/c", "1\n")])
    assert said.startswith("write-refused:") and "nothing was changed" in said
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("fails_at", range(1, 6))
def test_a_failing_rename_is_rolled_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    """The one thing no limit of the system brings about at will: a disk that gives up between two renames."""
    apply(tmp_path, [file("a", "1\n"), file("b", "1\n")])
    before = snapshot(tmp_path)
    real, calls = os.rename, [0]

    def rename(*args: object, **kwargs: object) -> None:
        calls[0] += 1
        if calls[0] == fails_at:
            raise OSError(errno.EIO, "Input/output error")
        real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(transaction.os, "rename", rename)
    with pytest.raises(WriteRefused):
        apply(tmp_path, [file("a", "2\n"), file("b", "2\n"), file("c/d", "2\n")])
    monkeypatch.undo()
    assert snapshot(tmp_path) == before


def test_a_disk_without_hard_links_works_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(transaction.os, "link", link)
    apply(tmp_path, [file("a", "1\n")])
    assert actions(apply(tmp_path, [file("a", "2\n"), file("b", "1\n")])) == ["updated", "created"]
    assert sorted(snapshot(tmp_path)) == [".devops-squad", ".devops-squad/generated", ".devops-squad/generated/a", ".devops-squad/generated/b",
                                          ".devops-squad/manifest.json", "a", "b"]


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    apply(tmp_path, [file("a", "1\n")])
    for left in (".a.devops-squad-new", ".a.devops-squad-old", ".devops-squad/lock"):
        (tmp_path / left).write_text("left\n")
    assert actions(apply(tmp_path, [file("a", "2\n")])) == ["updated"]
    assert [name for name in snapshot(tmp_path) if "-new" in name or "-old" in name or "lock" in name] == []


def test_a_file_that_changes_meanwhile_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(tmp_path, [file("a", "1\n")])
    stage = transaction._stage

    def edit_while_staging(change: transaction.Change, at: int, name: str) -> None:
        stage(change, at, name)
        if name == "a":
            (tmp_path / "a").write_text("typed just now\n")

    monkeypatch.setattr(transaction, "_stage", edit_while_staging)
    with pytest.raises(WriteRefused, match="changed while"):
        apply(tmp_path, [file("a", "2\n"), file("b", "2\n")])
    assert (tmp_path / "a").read_text() == "typed just now\n" and not (tmp_path / "b").exists()


def test_another_run_in_the_same_project_is_waited_for_then_refused(tmp_path: Path) -> None:
    holder = transaction.Directory(tmp_path)
    with holder.locked(".devops-squad/lock", 1), pytest.raises(WriteRefused, match="another run"):
        apply(tmp_path, [file("a", "1\n")], lock_timeout_seconds=0.2)
    holder.close()
    assert snapshot(tmp_path) == {}
    assert actions(apply(tmp_path, [file("a", "1\n")])) == ["created"]


def test_many_runs_at_once_leave_one_whole_state(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            apply(tmp_path, [file(f"f{i}", f"{number}\n") for i in range(5)])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len({(tmp_path / f"f{i}").read_text() for i in range(5)}) == 1
    manifest = json.loads((tmp_path / ".devops-squad/manifest.json").read_text())
    assert sorted(manifest["files"]) == [f"f{i}" for i in range(5)]
    assert actions(apply(tmp_path, [file(f"f{i}", (tmp_path / "f0").read_text()) for i in range(5)])) == ["unchanged"] * 5


words = st.lists(st.sampled_from(["a", "b", "c", "", "d: 1", "# x"]), max_size=6).map(lambda lines: "".join(one + "\n" for one in lines))


@given(first=words, second=words, edit=st.one_of(st.none(), words), name=st.sampled_from(["x.txt", "x.yml", "x.json", "x.toml"]))
@settings(max_examples=150, deadline=None)
def test_every_line_a_person_added_is_still_there(
    tmp_path_factory: pytest.TempPathFactory, first: str, second: str, edit: str | None, name: str,
) -> None:
    root = tmp_path_factory.mktemp("p")
    apply(root, [file(name, first)])
    if edit is not None:
        (root / name).write_text(edit)
    (done,) = apply(root, [file(name, second)])
    after = (root / name).read_text()
    if edit is None:
        assert after == second
    else:
        assert set(edit.split("\n")) - set(first.split("\n")) <= set(after.split("\n"))
    (again,) = apply(root, [file(name, second)])
    assert again.action == ("conflict" if done.action == "conflict" else "unchanged") and (root / name).read_text() == after
    shutil.rmtree(root)
