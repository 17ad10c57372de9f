"""What a text without a telling name is."""

from __future__ import annotations

import re
import time

import pytest
from tests.unit.inventory.formats import (
    test_bills_of_materials,
    test_bun_lock,
    test_cargo,
    test_composer,
    test_deno_lock,
    test_dockerfile,
    test_dotnet,
    test_gems,
    test_go,
    test_hex_and_pub,
    test_jvm,
    test_package_json,
    test_package_lock,
    test_pnpm_lock,
    test_pyproject,
    test_python_locks,
    test_requirements,
    test_yarn_lock,
)

from orchestration import inventory
from orchestration.inventory.recognition import recognise

TEXTS = [
    ("setup-py", test_pyproject.SCRIPT),
    ("deno-lock", test_deno_lock.FIVE), ("deno-lock", test_deno_lock.THREE),
    ("bun-lock", test_bun_lock.LOCK), ("cargo-lock", test_cargo.LOCK), ("cargo-toml", test_cargo.ROOT), ("composer-json", test_composer.MANIFEST), ("composer-lock", test_composer.LOCK), ("cyclonedx", test_bills_of_materials.CYCLONEDX),
    ("dockerfile", test_dockerfile.FILE), ("gemfile", test_gems.GEMFILE), ("gemfile-lock", test_gems.LOCK), ("go-mod", test_go.MOD), ("go-sum", test_go.SUM), ("gradle-lockfile", test_jvm.LOCKFILE), ("version-catalogue", test_jvm.CATALOGUE),
    ("mix-exs", test_hex_and_pub.MIX), ("mix-lock", test_hex_and_pub.MIX_LOCK), ("msbuild", test_dotnet.PROJECT), ("msbuild", test_dotnet.SHARED), ("nuget-lock", test_dotnet.LOCK), ("package-json", test_package_json.MANIFEST),
    ("package-lock", test_package_lock.MODERN), ("package-lock", test_package_lock.FIRST), ("packages-config", '<?xml version="1.0"?><packages><package id="a" version="1"/></packages>'), ("pdm-lock", test_python_locks.PDM),
    ("pipfile", '[[source]]\nurl = "https://pypi.org/simple"\n[packages]\nflask = "*"\n'), ("pipfile-lock", test_python_locks.PIPENV), ("pnpm-lock", test_pnpm_lock.NINE), ("pnpm-lock", test_pnpm_lock.FIVE), ("poetry-lock", test_python_locks.POETRY_LOCK),
    ("pom", test_jvm.PARENT), ("pom", test_jvm.CORE), ("pubspec", test_hex_and_pub.PUBSPEC), ("pubspec-lock", test_hex_and_pub.PUB_LOCK), ("pylock", test_python_locks.PYLOCK), ("pyproject", test_pyproject.STANDARD), ("pyproject", test_python_locks.POETRY_MANIFEST),
    ("requirements", test_requirements.COMPILED), ("requirements", "flask==2.0\n"), ("requirements", "flask\nrequests\n"), ("requirements", "\ufeffflask==2.0\r\n".replace("\r", "")), ("setup-cfg", "[metadata]\nname = x\n[options]\ninstall_requires =\n  flask\n"), ("spdx", test_bills_of_materials.SPDX),
    ("uv-lock", test_python_locks.UV), ("yarn-lock", test_yarn_lock.CLASSIC), ("yarn-lock", test_yarn_lock.BERRY), ("gradle-build", "plugins { id 'java' }\ndependencies {\n  implementation 'a:b:1'\n}\n"), ("package-json", '{"name": "x", "version": "1.0.0"}'),
]


@pytest.mark.parametrize(("kind", "text"), TEXTS)
def test_by_content(kind: str, text: str):
    assert recognise(text)[0] == kind
    assert inventory.read_text(text).unreadable == ()


@pytest.mark.parametrize("text", ["", "hello", "{}", "[]", "<html/>", "a: b\n", "This is a letter.\nIt has two lines.\n", '{"a": {"b": 1}}', "#!/bin/sh\necho\n", "import os\nprint(1)\n", "null", "[section]\nkey = value\n", "\x00", "{" * 1000, "const a = 1;\n"])
def test_what_is_none_of_ours_is_said(text: str):
    assert recognise(text) == ("", "")
    found = inventory.read_text(text, "notes.md")
    assert found.components == () and found.unreadable[0][0] == "notes.md" and "no manifest or lockfile" in found.unreadable[0][1].en


@pytest.mark.parametrize("text", ["a" * 5_000_000, "a\n" * 1_000_000, " " * 5_000_000, "{" + " " * 5_000_000, "a-" * 2_000_000, "# " * 2_000_000, '{"' * 1_000_000, "<" * 3_000_000, "a [" * 1_000_000, "FROM" * 1_000_000, '{"name":' * 300_000])
def test_no_text_takes_long(text: str):
    start = time.process_time()
    recognise(text)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(("kind", "text"), TEXTS)
def test_any_value_may_be_of_another_kind(kind: str, text: str):
    """Every value in turn is replaced by one no writer would put there; what is read may change, that it is answered may not."""
    name = recognise(text)[1]
    values = list(re.finditer(r'"[^"\n]*"|(?<![\w.])\d[\w.]*|\[[^\[\]]*\]|\{[^{}]*\}|(?<=: )[^\n]+', text))
    for number, value in enumerate(values):
        torn = text[:value.start()] + ("null", "[]", "{}", "1", '[{"a": []}]', "true", '""')[number % 7] + text[value.end():]
        found = inventory.read_text(torn, name)
        assert all(c.package.name and c.package.version and c.package.purl for c in found.components)
