"""Elixir: what is refused with its reason, what CI signs in as, and how mix.exs is read without being run."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.edges.tree import DirectoryTree, MemoryTree
from orchestration.model.errors import BadValue
from orchestration.model.request import Request
from orchestration.pipeline import run_many
from orchestration.profiling import profile
from orchestration.toolchains.elixir.ci import ci
from orchestration.toolchains.elixir.container import container, image
from orchestration.toolchains.elixir.project import code, read_mix

PROJECTS = Path(__file__).parents[3] / "projects"


def mix(project: str, more: str = "") -> MemoryTree:
    return MemoryTree({"mix.exs": f"defmodule A.MixProject do\n  use Mix.Project\n  def project do\n    [{project}]\n  end\n{more}\nend\n"})


def test_settings_that_are_fixed_by_the_compiler_are_refused() -> None:
    with pytest.raises(BadValue) as refused:
        container(profile(DirectoryTree(PROJECTS / "phoenix-settings-at-compile-time")))
    assert "config/prod.exs:5" in refused.value.what.en and refused.value.todo and "runtime.exs" in refused.value.todo.en


def test_an_umbrella_without_a_release_is_refused() -> None:
    files = {"mix.exs": 'defmodule U.MixProject do\n  use Mix.Project\n  def project, do: [apps_path: "apps"]\nend\n',
             "apps/a/mix.exs": "defmodule A.MixProject do\n  use Mix.Project\n  def project, do: [app: :a]\n  def application, do: [mod: {A.App, []}]\nend\n"}
    with pytest.raises(BadValue) as refused:
        container(profile(MemoryTree(files)))
    assert "release" in refused.value.what.en


def test_comments_are_no_code() -> None:
    assert code('a = "x # y" # z\n# whole\nb = "#{c}"') == 'a = "x # y" \n\nb = "#{c}"'


@pytest.mark.parametrize(("project", "more", "names", "chosen"), [
    ("app: :a", "", (), "a"),
    ("app: :a, releases: [b: [applications: [a: :permanent]], c: [steps: [:assemble, :tar]]]", "", ("b", "c"), "b"),
    ("app: :a, releases: [b: [], a: []]", "", ("b", "a"), "a"),
    ("app: :a, default_release: :c, releases: releases()", "  defp releases do\n    [\n      b: [include_executables_for: [:unix]],\n      c: []\n    ]\n  end", ("b", "c"), "c"),
])
def test_the_release_is_the_one_mix_would_make(project: str, more: str, names: tuple[str, ...], chosen: str) -> None:
    found = read_mix(mix(project, more), ".")
    assert found is not None and found.releases == names and found.release == chosen


def test_dependencies_are_those_of_production() -> None:
    found = read_mix(mix('app: :a, deps: [{:phoenix, "~> 1.8"}, {:credo, "~> 1.7", only: [:dev, :test]}, {:own, path: "../own"}, {:fork, github: "me/fork", only: [:prod, :dev]}, {:sibling, in_umbrella: true}]'), ".")
    assert found is not None
    assert {d.name: d.in_production for d in found.dependencies} == {"phoenix": True, "credo": False, "own": True, "fork": True, "sibling": True}
    assert {d.name for d in found.dependencies if d.is_git} == {"fork"} and next(d for d in found.dependencies if d.name == "own").path == "../own"


def test_the_pipeline_signs_in_as_the_tests_do() -> None:
    facts = ci(profile(DirectoryTree(PROJECTS / "phoenix-umbrella")))
    assert facts.accounts["postgresql"].user == "postgres" and facts.tests_migrate
    tree = PROJECTS / "phoenix-umbrella"
    for name, warned in (("github", False), ("gitlab", True)):
        run = run_many([Request(task="ci_cd", project=str(tree), platform="none", options={"ci": name})], with_checks=False)
        text = next(a.text for a in run.artefacts if a.path in (".github/workflows/ci.yml", ".gitlab-ci.yml"))
        assert "POSTGRES_USER: postgres" in text and "POSTGRES_DB: ci" in text and "Migrate the database" not in text
        assert any("the tests look for postgresql on localhost" in n.text.en for r in run.results for n in r.notices) is warned


@pytest.mark.parametrize(("stated", "tag"), [
    ("erlang 27.1\nelixir 1.18.4\n", "1.18.4-otp-27-slim"),
    ("elixir 1.18.4-otp-26\n", "1.18.4-otp-26-slim"),
    ("elixir 1.18.4\n", "1.18.4-otp-28-slim"),
    # The table holds none of that pair: the newest there is of that Elixir.
    ("erlang 21.0\nelixir 1.18.4\n", "1.18.4-otp-28-slim"),
    ("elixir 1.15.8\n", "1.15.8-otp-26-slim"),
])
def test_the_image_has_the_erlang_the_project_states(stated: str, tag: str) -> None:
    files = {"mix.exs": "defmodule A.MixProject do\n  use Mix.Project\n  def project, do: [app: :a]\n  def application, do: [mod: {A.App, []}]\nend\n", ".tool-versions": stated}
    found = profile(MemoryTree(files))
    assert image(found).tag == tag
    facts = container(found)
    assert facts.runtime_image is not None and facts.runtime_image.name == "debian" and facts.runtime_image.tag.startswith(facts.build_image.os.removeprefix("debian-"))
