"""Cargo's files as they are read, and the image that is made of them."""

from __future__ import annotations

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.model.errors import BadValue
from orchestration.profiling import profile
from orchestration.stacks import STACKS
from orchestration.toolchains.rust.cargo import closure, locked, members, read_crate, workspace_root
from orchestration.toolchains.rust.ci import ci
from orchestration.toolchains.rust.container import build_image, container
from orchestration.toolchains.rust.source import health_path, port

PACKAGE = '[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n{more}'



def files(content: dict[str, str]) -> MemoryTree:
    return MemoryTree({path: text.encode() for path, text in content.items()}, "project")


def test_programs_are_found_where_cargo_finds_them() -> None:
    there = files({
        "Cargo.toml": PACKAGE.format(name="app", more='default-run = "app"\n[[bin]]\nname = "admin"\npath = "tools/admin.rs"\nrequired-features = ["extra"]\n'),
        "src/main.rs": "fn main() {}\n", "src/bin/one.rs": "fn main() {}\n", "src/bin/two/main.rs": "fn main() {}\n", "src/bin/two/part.rs": "", "tools/admin.rs": "fn main() {}\n",
    })
    crate = read_crate(there, ".")
    assert crate and [(b.name, b.features) for b in crate.binaries] == [("admin", ("extra",)), ("app", ()), ("one", ()), ("two", ())]
    assert crate.default_run == "app"


def test_a_library_alone_is_no_application() -> None:
    there = files({"Cargo.toml": PACKAGE.format(name="lib", more=""), "src/lib.rs": "pub fn a() {}\n"})
    with pytest.raises(BadValue):
        container(profile(there))


def test_a_workspace_leaves_out_what_it_excludes() -> None:
    there = files({
        "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/old"]\n',
        "crates/a/Cargo.toml": PACKAGE.format(name="a", more=""), "crates/old/Cargo.toml": PACKAGE.format(name="old", more=""), "crates/a/deep/Cargo.toml": PACKAGE.format(name="deep", more=""),
    })
    assert members(there, ".") == ("crates/a",)
    assert (workspace_root(there, "crates/a"), workspace_root(there, "crates/old")) == (".", "crates/old")


def test_only_features_that_are_on_count() -> None:
    there = files({"Cargo.toml": PACKAGE.format(name="app", more='[features]\ndefault = ["db"]\ndb = ["sqlx/postgres"]\nother = ["dep:redis"]\n[dependencies]\nsqlx = "0.8"\nredis = { version = "1", optional = true }\n'),
                   "src/main.rs": "fn main() {}\n"})
    assert [f.value.kind for f in profile(there).services] == ["postgresql"]


def test_bundled_libraries_need_no_system_library() -> None:
    lock = '[[package]]\nname = "openssl-sys"\nversion = "0.9.1"\ndependencies = [\n "cc",\n{}]\n'
    manifest = PACKAGE.format(name="app", more='[dependencies]\nopenssl-sys = "0.9"\n')

    def names(vendored: str) -> set[str]:
        return {f.value.name for f in profile(files({"Cargo.toml": manifest, "Cargo.lock": lock.format(vendored), "src/main.rs": "fn main() {}\n"})).system_packages}

    assert names("") == {"libssl-dev", "pkg-config", "libssl3"}
    assert names(' "openssl-src",\n') == {"perl", "make"}


def test_development_dependencies_are_not_built_in() -> None:
    there = files({"Cargo.toml": PACKAGE.format(name="app", more='[dependencies]\na = "1"\n[dev-dependencies]\nbindgen = "1"\n'), "Cargo.lock": '[[package]]\nname = "a"\nversion = "1.0.0"\n', "src/main.rs": "fn main() {}\n"})
    crate = read_crate(there, ".")
    assert crate and set(closure(locked(there, "Cargo.lock"), (crate,), frozenset())) == {"a"}


@pytest.mark.parametrize(("code", "expected"), [
    ('let l = TcpListener::bind("0.0.0.0:3000").await?;', 3000),
    ("let a = SocketAddr::from(([0, 0, 0, 0], 3001));", 3001),
    ('HttpServer::new(f).bind(("0.0.0.0", 8088))?', 8088),
    ('let p = env::var("PORT").unwrap_or_else(|_| "8123".to_string());', 8123),
    ('#[arg(long, env = "PORT", default_value_t = 4567)]\n    pub port: u16,', 4567),
    ('const DEFAULT_PORT: u16 = 7000;', 7000),
    ('let c = redis::Client::open("127.0.0.1:6379");', None),
    ('// bind("0.0.0.0:3000")', None),
    ('#[cfg(test)]\nmod tests {\n    fn a() { TcpListener::bind("127.0.0.1:9000"); }\n}', None),
])
def test_ports(code: str, expected: int | None) -> None:
    found, _ = port(files({"src/main.rs": code}), ("src/main.rs",), (".",))
    assert (found.value if found else None) == expected


@pytest.mark.parametrize(("code", "expected"), [
    ('fn main() { Router::new().route("/health", get(h)); }', "/health"),
    ('fn main() { Router::new().nest("/api", Router::new().route("/health", get(h))); }', "/api/health"),
    ('fn main() { let api = Router::new().route("/health", get(h)); Router::new().nest("/v2", api); }', "/v2/health"),
    ('fn main() { Router::new().nest(PREFIX, Router::new().route("/health", get(h))); }', None),
    ('fn main() { Router::new().route("/health", post(h)); }', None),
    ('#[get("/healthz")]\nasync fn up() {}\nfn main() { App::new().service(web::scope("/api").service(up)); }', "/api/healthz"),
    ('#[get("/healthz")]\nasync fn up() {}\nfn main() { App::new(); }', None),
])
def test_health_routes(code: str, expected: str | None) -> None:
    found = health_path(files({"src/main.rs": code}), ("src/main.rs",))
    assert (found.value if found else None) == expected


def test_the_image_is_one_debian_and_reachable() -> None:
    there = files({"Cargo.toml": PACKAGE.format(name="app", more='[dependencies]\nactix-web = "4"\n'), "Cargo.lock": "", "rust-toolchain.toml": '[toolchain]\nchannel = "1.80.1"\n',
                   "src/main.rs": 'fn main() { let h = env::var("HOST").unwrap_or("127.0.0.1".into()); let p = env::var("PORT").unwrap_or("8085".into()); HttpServer::new(x).bind((h, p)); }\n', "README.md": "", ".github/workflows/a.yml": ""})
    facts = container(profile(there))
    assert facts.build_image.ref == "rust:1.80.1-slim-bookworm" and facts.build_image.origin == "convention"
    assert facts.runtime_image and facts.runtime_image.os == "debian-bookworm"
    assert facts.run_env == {"HOST": "0.0.0.0", "PORT": "8085"}
    assert facts.build_env["RUSTUP_TOOLCHAIN"] == "1.80.1"
    assert "--locked" in facts.build[0].commands[0].argv
    assert ".github/" not in facts.context and "src/" in facts.context


def test_without_a_lock_the_build_is_not_called_frozen() -> None:
    there = files({"Cargo.toml": PACKAGE.format(name="app", more=""), "src/main.rs": 'fn main() { TcpListener::bind("0.0.0.0:3000"); }\n'})
    facts = container(profile(there))
    assert "--locked" not in facts.build[0].commands[0].argv and any("Cargo.lock" in n.en for n in facts.notices)


def test_a_browser_front_end_is_refused_by_name() -> None:
    there = files({"Cargo.toml": PACKAGE.format(name="web", more='[dependencies]\nyew = "0.21"\n'), "index.html": '<link data-trunk rel="rust">', "src/main.rs": "fn main() {}\n"})
    subject = profile(there)
    assert subject.site and subject.site.value.output == "dist" and "start" not in subject.commands
    with pytest.raises(BadValue, match="WebAssembly"):
        container(subject)


def test_ci_pins_the_toolchain_it_installs() -> None:
    there = files({"Cargo.toml": PACKAGE.format(name="app", more='rust-version = "1.90"\n'), "src/main.rs": "fn main() {}\n"})
    steps = [step.line for step in ci(profile(there)).setup if hasattr(step, "line")]
    assert any(line.startswith("rustup toolchain install 1.98.0 ") for line in steps)


def test_images_of_versions_no_table_holds_are_marked() -> None:
    assert build_image("1.98.0").ref == "rust:1.98.0-slim-trixie" and build_image("1.98.0").origin == "pins"
    assert (build_image("1.70.0").tag, build_image("1.70.0").origin) == ("1.70.0-slim-bullseye", "convention")


def test_every_framework_has_its_stack() -> None:
    assert {"axum", "actix-web", "rocket", "warp", "poem", "salvo", "rust"} <= {s.id for s in STACKS.values() if s.toolchain == "rust"}
