"""go.mod with what it replaces, and go.sum where go.mod alone is not the whole list."""

from __future__ import annotations

from tests.unit.inventory.told import left, project, rows, why

MOD = """module example.com/shop

go 1.22.1

toolchain go1.23.4

require (
\tgithub.com/gin-gonic/gin v1.9.1
\tgithub.com/old/name v1.0.0
\texample.com/local v0.0.0
)

require golang.org/x/net v0.10.0 // indirect

replace github.com/old/name => github.com/new/name v1.2.0

replace example.com/local v0.0.0 => ../local

exclude golang.org/x/net v0.9.0
"""
SUM = """github.com/a/b v1.0.0 h1:aa=
github.com/a/b v1.0.0/go.mod h1:bb=
github.com/a/b v1.10.0 h1:aa=
github.com/a/b v1.10.0-rc.1 h1:aa=
github.com/only/mod v1.0.0/go.mod h1:bb=
github.com/gin-gonic/gin v1.9.1 h1:aa=
"""


def test_a_module():
    found = project(**{"go.mod": MOD, "go.sum": SUM})
    assert rows(found) == [
        "github.com/gin-gonic/gin v1.9.1 production direct [v1.9.1] :8", "github.com/new/name v1.2.0 production direct [v1.0.0] :9", "golang.org/x/net v0.10.0 production transitive :13", "stdlib 1.23.4 production direct [1.23.4] ~ :5",
    ]
    assert left(found) == ["example.com/local | v0.0.0 => ../local | it is a directory or :10"]
    assert found.files == ("go.mod", "go.sum")


def test_before_1_17_go_sum_fills_in_by_estimate():
    found = project(**{"go.mod": "module x\n\ngo 1.16\n\nrequire github.com/gin-gonic/gin v1.9.1\n", "go.sum": SUM})
    assert rows(found) == ["github.com/a/b v1.10.0 unknown transitive ~ :3", "github.com/gin-gonic/gin v1.9.1 production direct [v1.9.1] :5", "stdlib 1.16 production direct [1.16] ~ :3"]


def test_go_sum_alone():
    assert rows(project(**{"go.sum": SUM})) == ["github.com/a/b v1.10.0 unknown ? ~ :3", "github.com/gin-gonic/gin v1.9.1 unknown ? ~ :6"]
    assert why(project(**{"go.sum": "a b c\n"})) == {"go.sum": "line 1: it is no go.sum from here on"}
    assert list(why(project(**{"go.mod": "hello\n"}))) == ["go.mod"]


def test_what_names_no_version():
    assert left(project(**{"go.mod": "module x\n\ngo 1.22\n\nrequire example.com/a latest\n"})) == ["example.com/a | latest | it names no version, and :5"]


def test_modules_of_a_workspace_are_built_from_their_directories():
    found = project(**{"go.work": "go 1.22\nuse ./a\nuse ./b\n", "a/go.mod": "module example.com/a\n\nrequire (\n\texample.com/b v0.1.0\n\texample.com/c v1.0.0\n)\n", "b/go.mod": "module example.com/b\n", "c/go.mod": "module example.com/other\n\nrequire example.com/b v0.1.0\n"})
    assert left(found) == ["example.com/b | v0.1.0 | it is a directory or :4"]
    assert rows(found) == ["example.com/b v0.1.0 production direct [v0.1.0] :3", "example.com/c v1.0.0 production direct [v1.0.0] :5"]
