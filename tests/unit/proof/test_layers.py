from __future__ import annotations

import gzip
import io
import json
import tarfile
import tracemalloc

import pytest

from orchestration.proof.dummies import canary
from orchestration.proof.layers import CHUNK_BYTES, scan

KEY = b"-----BEGIN PRIVATE KEY-----\n" + b"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7" * 2 + b"\n-----END PRIVATE KEY-----\n"


def tar(files: dict[str, bytes | None]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            if data is None:
                info.type = tarfile.DIRTYPE
            info.size = len(data or b"")
            archive.addfile(info, io.BytesIO(data or b""))
    return out.getvalue()


def image(*layers: bytes, config: dict | None = None, manifest_first: bool = False) -> io.BytesIO:
    names = [f"blobs/sha256/{i}" for i in range(len(layers))]
    manifest = json.dumps([{"Config": "blobs/sha256/config", "Layers": names}]).encode()
    files: dict[str, bytes | None] = dict(zip(names, layers, strict=True))
    files["blobs/sha256/config"] = json.dumps(config or {"config": {}, "history": []}).encode()
    files = {"manifest.json": manifest, **files} if manifest_first else {**files, "manifest.json": manifest}
    return io.BytesIO(tar(files))


def rules(*layers: bytes, **more) -> list[tuple[str, str, str]]:
    return [(f.path, f.rule, f.level) for f in scan(image(*layers, **more)).findings]


def test_a_clean_image():
    report = scan(image(tar({"app/": None, "app/server.js": b"ok", "app/.env.example": b"TOKEN=\n"}), tar({})))
    assert report.findings == () and report.layers == 2 and report.files == 2 and not report.unreadable


@pytest.mark.parametrize("pack", [lambda b: b, gzip.compress])
@pytest.mark.parametrize("manifest_first", [True, False])
def test_secrets_in_files_are_found_in_either_layout(pack, manifest_first):
    value = canary("npm", "abc").encode()
    layer = pack(
        tar(
            {
                "app/a": b"x" * 5000 + value,
                "app/.env": b"A=1",
                "srv/.git/": None,
                "srv/.git/config": b"",
                "k.pem": KEY,
                "root/.npmrc": b"//r/:_authToken=abcdefghij",
            }
        )
    )
    assert rules(layer, manifest_first=manifest_first) == [
        ("/app/.env", "env-file", "error"),
        ("/app/a", "planted-secret", "error"),
        ("/k.pem", "private-key", "error"),
        ("/root/.npmrc", "npm-token", "error"),
        ("/srv/.git", "git-directory", "error"),
    ]


def test_a_compiled_environment_is_one_by_what_it_holds():
    assert rules(tar({"app/.env.local.php": b"<?php\n\nreturn [];\n"})) == []
    assert rules(tar({"app/.env.local.php": b"<?php return ['APP_SECRET' => 'x'];"})) == [("/app/.env.local.php", "env-file", "error")]


def test_a_later_layer_hides_nothing():
    found = scan(
        image(
            tar({"app/.env": b"A=1"}),
            tar({"app/.wh..env": b""}),
            config={"config": {}, "history": [{"created_by": "COPY . ."}, {"created_by": "RUN rm .env"}]},
        )
    ).findings
    assert len(found) == 1 and "layer 1 of 2: COPY . ." in found[0].message


def test_a_value_across_two_reads_is_found():
    value = canary("npm", "abc").encode()
    assert rules(tar({"big": b"\0" * (CHUNK_BYTES - 7) + value + b"\0" * 100})) == [("/big", "planted-secret", "error")]


def test_a_programs_own_strings_are_no_key_and_packaged_test_keys_are_only_mentioned():
    assert rules(tar({"usr/bin/openssl": b"\0-----BEGIN PRIVATE KEY-----\0-----END PRIVATE KEY-----\0"})) == []
    assert rules(tar({"app/node_modules/x/test/key.pem": KEY})) == [("/app/node_modules/x/test/key.pem", "private-key", "warning")]
    assert rules(tar({"app/.npmrc": b"//r/:_authToken=${NPM_TOKEN}\n"})) == []


def test_settings_and_history():
    value = canary("API_TOKEN", "abc")
    config = {
        "config": {"Env": ["PATH=/bin", "DB_PASSWORD=x"], "Labels": {"a": value}},
        "history": [{"created_by": f"RUN |1 API_TOKEN={value} /bin/sh -c make"}],
    }
    found = scan(image(tar({}), config=config)).findings
    assert [f.rule for f in found] == ["secret-in-env", "secret-in-history", "secret-in-settings"]
    assert value not in str(found) and "API_TOKEN" in found[1].message


def test_the_projects_own_values():
    report = scan(image(tar({"a": b"...hunter2hunter2..."})), [("DB_PASSWORD", "hunter2hunter2"), ("SHORT", "a")])
    assert [f.rule for f in report.findings] == ["secret-value"] and "hunter2" not in str(report.findings)


def test_what_cannot_be_opened_is_said():
    assert scan(image(b"\x28\xb5\x2f\xfd" + b"z" * 2000)).unreadable == ("blobs/sha256/0",)


@pytest.mark.parametrize("data", [b"", b"no archive at all" * 100, tar({"x": b"1"})])
def test_what_is_no_image_is_refused(data):
    with pytest.raises(ValueError, match="archive"):
        scan(io.BytesIO(data))


def test_a_broken_archive_is_refused():
    whole = image(tar({"a": b"x" * 100_000})).getvalue()
    with pytest.raises(ValueError, match="archive"):
        scan(io.BytesIO(whole[:60_000]))


def test_memory_is_bounded():
    data = image(tar({f"f{i}": b"\0" * 500_000 for i in range(60)}), tar({f"g{i}": b"" for i in range(5_000)}))
    tracemalloc.start()
    scan(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
