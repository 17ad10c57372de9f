"""NuGet: lockfiles for each framework, project files with shared versions, the old list."""

from __future__ import annotations

from tests.unit.inventory.told import chains, left, project, rows, why

LOCK = """{
  "version": 1,
  "dependencies": {
    "net8.0": {
      "Newtonsoft.Json": {
        "type": "Direct",
        "requested": "[13.0.1, )",
        "resolved": "13.0.3"
      },
      "xunit": { "type": "Direct", "requested": "[2.5.0, )", "resolved": "2.5.0", "dependencies": { "xunit.core": "2.5.0" } },
      "xunit.core": { "type": "Transitive", "resolved": "2.5.0" },
      "shared": { "type": "Project", "dependencies": { "Serilog": "[3.0.0, )" } },
      "Serilog": { "type": "Transitive", "resolved": "3.0.1" }
    }
  }
}
"""
PROJECT = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Newtonsoft.Json" />
    <PackageReference Include="Serilog" Version="3.0.0" />
    <PackageReference Include="StyleCop.Analyzers" Version="[1.1.118]" PrivateAssets="all" />
    <PackageReference Include="Floating" Version="2.*" />
    <PackageReference Include="Unset" Version="$(Nowhere)" />
    <PackageReference Include="Unstated" />
  </ItemGroup>
</Project>
"""
SHARED = '<Project>\n  <ItemGroup>\n    <PackageVersion Include="Newtonsoft.Json" Version="13.0.1" />\n    <PackageVersion Include="Unused" Version="1.0.0" />\n  </ItemGroup>\n</Project>\n'


def test_locked():
    found = project(**{"app/packages.lock.json": LOCK, "app/App.csproj": PROJECT.replace("StyleCop.Analyzers", "xunit")})
    assert rows(found) == ["Newtonsoft.Json 13.0.3 production direct [[13.0.1, )] :5", "Serilog 3.0.1 production direct [[3.0.0, )] :13", "xunit 2.5.0 development direct [[2.5.0, )] :10", "xunit.core 2.5.0 development transitive :11"]
    assert left(found) == ["shared |  | it is a directory or :12"] and chains(found, "xunit.core") == ["xunit@2.5.0 > xunit.core@2.5.0"]
    assert found.files == ("app/App.csproj", "app/packages.lock.json")


def test_a_project_with_shared_versions():
    found = project(**{"app/App.csproj": PROJECT, "Directory.Packages.props": SHARED})
    assert rows(found) == [
        "Floating 2.0 production direct [2.*] ~ :7", "Newtonsoft.Json 13.0.1 production direct [13.0.1] ~ :4", "Serilog 3.0.0 production direct [3.0.0] ~ :5", "StyleCop.Analyzers 1.1.118 development direct [[1.1.118]] :6",
    ]
    assert left(found) == ["Unset | $(Nowhere) | its version is a variable :8", "Unstated |  | it names no version, and :9"]


def test_shared_versions_alone():
    assert rows(project(**{"Directory.Packages.props": SHARED})) == ["Newtonsoft.Json 13.0.1 unknown direct [13.0.1] ~ :3", "Unused 1.0.0 unknown direct [1.0.0] ~ :4"]


def test_the_old_list():
    text = '<?xml version="1.0"?>\n<packages>\n  <package id="EntityFramework" version="6.1.3" targetFramework="net45" />\n  <package id="X" version="1.0" developmentDependency="true" />\n</packages>\n'
    assert rows(project(**{"packages.config": text})) == ["EntityFramework 6.1.3 production ? :3", "X 1.0 development ? :4"]


def test_what_is_none():
    assert list(why(project(**{"packages.lock.json": "{}", "a/packages.config": "<x/>", "a/B.csproj": "<x/>"}))) == ["a/B.csproj", "a/packages.config", "packages.lock.json"]


def test_a_lockfile_that_resolved_nothing_says_so():
    found = project(**{"packages.lock.json": '{"version": 1, "dependencies": {"net8.0": {"A": {"type": "Direct", "requested": "[1.0.0, )"}}}}'})
    assert left(found) == ["A | [1.0.0, ) | the manifest asks for it, :1"]


def test_what_only_one_of_several_frameworks_needs():
    text = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFrameworks>net8.0;net48</TargetFrameworks><Old>1.2.3</Old></PropertyGroup>
  <ItemGroup><PackageReference Include="Always" Version="1.0.0" /></ItemGroup>
  <ItemGroup Condition="'$(TargetFramework)' == 'net48'">
    <PackageReference Include="OnlyOld" Version="$(Old)" />
    <PackageReference Include="Unused" />
  </ItemGroup>
  <ItemGroup Condition="'$(TargetFramework)' == 'net35'"><PackageReference Include="Never" Version="1.0.0" /></ItemGroup>
</Project>
"""
    assert rows(project(**{"App.csproj": text, "Directory.Packages.props": SHARED})) == ["Always 1.0.0 production direct [1.0.0] ~ :3", "OnlyOld 1.2.3 production direct [1.2.3] ~ :5", "Unused 1.0.0 production direct [1.0.0] ~ :6"]
