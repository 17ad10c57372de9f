from __future__ import annotations

import pytest

from orchestration.proof.container import (
    ContainerState,
    directories,
    duration_seconds,
    exit_is_clean,
    listeners,
    processes,
    read_image,
    read_state,
    why_ended,
    written_paths,
    zombies,
)

TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2
   2: 0B00007F:A1B2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3
   3: 020011AC:0BB8 010011AC:D431 01 00000000:00000000 00:00000000 00000000     0        0 4
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 5
   1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 6
"""


def test_listening_sockets():
    assert listeners(TCP) == (("any", 80), ("loopback", 81), ("any", 3000), ("loopback", 8080), ("loopback", 41394))


def test_an_image():
    image = read_image(
        {
            "Id": "sha256:1",
            "Size": 5,
            "Config": {
                "User": "65532:65532",
                "ExposedPorts": {"8080/tcp": {}, "53/udp": {}, "80": {}},
                "Healthcheck": {"Test": ["CMD", "x"]},
                "Labels": {"io.devops-squad.writable": "/tmp,/app/cache/"},
                "Env": ["A=b=c"],
            },
        }
    )
    assert (image.ports, image.has_healthcheck, image.writable, image.env) == ((80, 8080), True, ("/app/cache", "/tmp"), {"A": "b=c"})
    assert not read_image({"Config": {"Healthcheck": {"Test": ["NONE"]}}}).has_healthcheck
    assert read_image({}).user == ""


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("/a /b", ("/a", "/b")),
        ('["/a", "/b c"]', ("/a",)),
        ("/a:/b,/c", ("/a", "/b", "/c")),
        ("relative ../x /a/../b /a;rm", ()),
        ("", ()),
        ("/", ()),
    ],
)
def test_writable_directories(label, expected):
    assert directories(label) == expected


def test_a_container():
    state = read_state(
        {
            "State": {"Running": True, "Pid": 7, "Health": {"Status": "unhealthy", "Log": [{"ExitCode": 1, "Output": "no\n"}]}},
            "NetworkSettings": {
                "Networks": {"a": {"IPAddress": "10.0.0.2"}},
                "IPAddress": "10.0.0.2",
                "Ports": {"3000/tcp": [{"HostIp": "127.0.0.1", "HostPort": "32768"}], "9/tcp": None},
            },
        }
    )
    assert (state.running, state.health, state.health_output, state.addresses) == (True, "unhealthy", "exit code 1: no", ("10.0.0.2",))
    assert state.published == {3000: (("127.0.0.1", 32768),), 9: ()}
    assert not read_state({}).running


def test_processes_and_zombies():
    table = processes("UID  PID  COMMAND\n65532  17  node server.js\nroot  18  sh\n0  19  [kworker]\n")
    assert [(p.uid, p.pid) for p in table] == [(65532, 17), (-1, 18), (0, 19)]
    assert zombies("1 (node) S 0 1\n19 (sleep) Z 1 12\n20 (a b) Z) Z 1\n") == ("a b) Z", "sleep")
    assert zombies("1 (node) S 0 1\n") == ()


@pytest.mark.parametrize(
    ("code", "oom", "log", "words"),
    [
        (1, False, "Error: EROFS: read-only file system, mkdir '/app/x'", "read-only"),
        (137, True, "", "memory"),
        (127, False, "sh: nod: not found", "command"),
        (1, False, "EACCES: permission denied", "permitted"),
        (3, False, "", "code 3"),
    ],
)
def test_why_it_ended(code, oom, log, words):
    state = ContainerState(False, code, oom, "", "", 0, (), {})
    assert words in why_ended(state, log).en


def test_written_paths():
    diff = "C /app\nA /app/uploads\nA /app/uploads/a\nC /etc\nC /etc/passwd\nC /run\nA /run/secrets\n"
    diff += "A /run/secrets/x\nC /usr\nC /usr/sbin\nA /usr/sbin/docker-init\nC /tmp\nA /tmp/x\n"
    assert written_paths(diff, ("/tmp",)) == ("/app/uploads", "/etc/passwd")
    assert written_paths("C /run\nA /run/secrets\n") == ()


def test_exits_and_durations():
    assert [exit_is_clean(c) for c in (0, 143, 137, 1)] == [True, True, False, False]
    assert [duration_seconds(t) for t in ("1m30s", "500ms", "10s", "", "x")] == [90.0, 0.5, 10.0, 0.0, 0.0]
