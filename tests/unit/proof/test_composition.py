from __future__ import annotations

import copy

from orchestration.proof.composition import (
    app_service,
    container_ports,
    data_service,
    fill_urls,
    isolate,
    named_volumes,
    prepare,
    publications,
    run_like,
)

RESOLVED = {
    "name": "shop",
    "services": {
        "app": {
            "build": {"context": "/p", "dockerfile": "Dockerfile", "tags": ["x"]},
            "image": "shop:local",
            "container_name": "shop",
            "command": ["node", "cost $$5"],
            "entrypoint": None,
            "environment": {"A": "cost $$5", "N": None},
            "ports": [{"mode": "ingress", "target": 3000, "published": "3000", "protocol": "tcp"}],
            "depends_on": {"db": {"condition": "service_healthy"}},
            "networks": {"back": None, "front": None},
            "secrets": [{"source": "key", "target": "/run/secrets/key"}],
            "volumes": [{"type": "bind", "source": "/p/src", "target": "/src"}, {"type": "volume", "source": "files", "target": "/files"}],
            "tmpfs": ["/tmp"],
            "init": True,
            "stop_grace_period": "30s",
            "deploy": {"resources": {"limits": {"memory": "268435456"}}},
            "cap_add": ["NET_BIND_SERVICE"],
        },
        "worker": {"image": "shop:local", "command": ["work"]},
        "db": {
            "image": "postgres:17",
            "ports": [{"target": 5432, "published": "5432", "host_ip": "127.0.0.1"}],
            "volumes": [{"type": "volume", "source": "data", "target": "/d"}],
        },
    },
    "networks": {"front": {"name": "shop_front"}, "back": {"name": "shop_back", "internal": True, "external": True}},
    "volumes": {"data": {"name": "precious"}, "files": {"name": "shop_files", "driver_opts": {"device": "/home"}}},
    "secrets": {"key": {"name": "shop_key", "file": "/tmp/key"}},
}


def isolated(**more):
    return isolate(RESOLVED, "dsq-1", "io.devops-squad.proof=1", "/p", **more)


def test_nothing_of_the_projects_own_is_named_published_or_writable():
    before = copy.deepcopy(RESOLVED)
    double = isolated()
    assert before == RESOLVED
    app, worker = double.data["services"]["app"], double.data["services"]["worker"]
    assert "container_name" not in app and "tags" not in app["build"]
    assert app["image"] == worker["image"] == "dsq-1:shop-local"
    assert app["ports"] == [{"target": 3000, "protocol": "tcp", "host_ip": "127.0.0.1"}]
    assert app["volumes"][0]["read_only"] is True and app["volumes"][0]["bind"] == {"create_host_path": False}
    assert double.data["volumes"]["data"]["name"] == "dsq-1_data" and "driver_opts" not in double.data["volumes"]["files"]
    assert double.data["networks"]["back"] == {"name": "dsq-1_back", "internal": True, "labels": {"io.devops-squad.proof": "1"}}
    for part in (*double.data["services"].values(), *double.data["volumes"].values(), *double.data["networks"].values(), app["build"]):
        assert part["labels"]["io.devops-squad.proof"] == "1"
    assert len(double.notices) == 3


def test_images_can_be_replaced():
    data = isolated(images={"postgres:17": "mirror/postgres:17"}).data
    assert data["services"]["db"]["image"] == "mirror/postgres:17"
    assert data["services"]["app"]["build"]["additional_contexts"] == {"postgres:17": "docker-image://mirror/postgres:17"}


def test_a_service_as_a_plain_run():
    like = run_like(isolated().data, "app")
    assert like.args == (
        "-e",
        "A=cost $5",
        "--mount",
        "type=bind,source=/tmp/key,target=/run/secrets/key,readonly",
        "--mount",
        "type=bind,source=/p/src,target=/src,readonly",
        "--mount",
        "type=volume,source=dsq-1_files,target=/files",
        "--tmpfs",
        "/tmp",
        "--init",
        "--cap-add",
        "NET_BIND_SERVICE",
    )
    assert like.networks == ("dsq-1_front", "dsq-1_back")
    assert (like.volumes, like.command, like.dependencies, like.memory, like.grace_seconds) == (
        ("dsq-1_files",),
        ("node", "cost $5"),
        ("db",),
        "268435456",
        30.0,
    )
    assert run_like({}, "app").args == ()


def test_the_app_is_the_service_with_its_dockerfile_and_a_port():
    assert app_service(RESOLVED, "/p", "/p/Dockerfile") == "app"
    assert app_service({"services": {"db": {"image": "x"}}}, "/p", "/p/Dockerfile") is None
    both = {"services": {"a-worker": {"build": {"context": "/p"}}, "site": {"build": {"context": "/p"}, "ports": [{"target": 1}]}}}
    assert app_service(both, "/p", "/p/Dockerfile") == "site"


def test_facts_of_services():
    assert data_service("docker.io/library/postgres:17@sha256:0") == (5432, True) and data_service("node:24") is None
    assert data_service("ghcr.io/me/server:1") is None
    assert container_ports(RESOLVED["services"]["app"]) == (3000,) and container_ports({"expose": ["80", "53/udp"]}) == (80,)
    assert publications(RESOLVED["services"]["app"]) == ("0.0.0.0:3000",) and publications(RESOLVED["services"]["db"]) == ("127.0.0.1:5432",)
    assert named_volumes(RESOLVED["services"]["app"]) == ("/files",)


def test_the_projects_own_secrets_are_not_used():
    raw = {
        "name": "x",
        "services": {"app": {"env_file": [".env"]}, "db": {}},
        "secrets": {"key": {"file": "./real.txt"}, "other": {"external": True}, "env": {"environment": "E"}, "../up": {"file": "x"}},
    }
    prepared = prepare(raw, "/s/env", "/s/secret-", {"other": "given"}, "n0")
    assert prepared.data["services"]["app"]["env_file"] == ["/s/env"] and "name" not in prepared.data
    assert prepared.data["secrets"] == {
        "key": {"file": "/s/secret-key"},
        "other": {"file": "/s/secret-other"},
        "env": {"environment": "E"},
        "../up": {"file": "x"},
    }
    assert set(prepared.secret_files) == {"key", "other"} and prepared.secret_files["other"] == "given"
    assert raw["services"]["app"]["env_file"] == [".env"]


def test_a_secret_that_is_a_url_reaches_its_service():
    data = {
        "services": {
            "db": {
                "image": "postgres:17",
                "environment": {"POSTGRES_USER": "app", "POSTGRES_DB": "shop", "POSTGRES_PASSWORD_FILE": "/run/secrets/db_password"},
            },
            "cache": {"image": "redis:8"},
        }
    }
    values = {"db_password": "pw", "database_url": "x", "redis_url": "y", "stripe_key": "z"}
    assert fill_urls(data, values, {}) == {
        "db_password": "pw",
        "database_url": "postgresql://app:pw@db:5432/shop",
        "redis_url": "redis://cache:6379/",
        "stripe_key": "z",
    }
    assert fill_urls(data, values, {"database_url": "mine"})["database_url"] == "x"
