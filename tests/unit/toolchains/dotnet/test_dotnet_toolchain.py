"""MSBuild's files as they are read, and the image and pipeline that are made of them."""

from __future__ import annotations

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.model.errors import BadValue, NothingFound
from orchestration.model.profile import EnvVar, Profile, ServiceUse
from orchestration.profiling import profile
from orchestration.tasks.docker_compose.services import RECIPES
from orchestration.tasks.docker_compose.wiring import value_of, wires
from orchestration.toolchains.dotnet.ci import ci
from orchestration.toolchains.dotnet.conditions import truth
from orchestration.toolchains.dotnet.container import container
from orchestration.toolchains.dotnet.msbuild import build_root, closure, read_project
from orchestration.toolchains.markup import Node

PROJECT = '<Project Sdk="Microsoft.NET.Sdk{sdk}"><PropertyGroup><TargetFramework>{framework}</TargetFramework>{more}</PropertyGroup><ItemGroup>{items}</ItemGroup></Project>'
RUN = "var app = WebApplication.CreateBuilder(args).Build();\napp.Run();\n"


def project(sdk: str = ".Web", framework: str = "net10.0", more: str = "", items: str = "") -> str:
    return PROJECT.format(sdk=sdk, framework=framework, more=more, items=items)


def files(content: dict[str, str]) -> MemoryTree:
    return MemoryTree({path: text.encode() for path, text in content.items()}, "project")


def web(program: str = RUN, app: str | None = None, **more: str) -> Profile:
    return profile(files({"App.csproj": project(), "Program.cs": program} | more), app)


# --- projects -----------------------------------------------------------------------------------------------------------

def test_properties_come_from_the_nearest_shared_file_and_are_expanded() -> None:
    there = files({"Directory.Build.props": "<Project><PropertyGroup><Line>net9.0</Line><TargetFramework>net6.0</TargetFramework></PropertyGroup></Project>",
                   "src/Directory.Build.props": "<Project><Import Project=\"$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '$(MSBuildThisFileDirectory)../'))\" /><PropertyGroup><Company>x</Company></PropertyGroup></Project>",
                   "src/A/A.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>$(Line)</TargetFramework></PropertyGroup></Project>'})
    found = read_project(there, "src/A/A.csproj")
    assert found and [f.value for f in found.frameworks] == ["net9.0"] and found.value("Company") == "x"


def test_a_property_that_refers_to_itself_ends() -> None:
    found = read_project(files({"A.csproj": '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><A>$(B)</A><B>$(A)</B><AssemblyName>$(A)</AssemblyName></PropertyGroup></Project>'}), "A.csproj")
    assert found and found.assembly == "A"


def test_references_cross_directories_and_never_leave_the_tree() -> None:
    there = files({"src/A/A.csproj": project(items='<ProjectReference Include="..\\B\\B.csproj" /><ProjectReference Include="..\\..\\..\\etc\\C.csproj" />'),
                   "src/B/B.csproj": project(sdk="", items='<ProjectReference Include="../../lib/D/D.csproj" />'), "lib/D/D.csproj": project(sdk="")})
    app = read_project(there, "src/A/A.csproj")
    assert app and [p.path for p in closure(there, app)] == ["src/A/A.csproj", "src/B/B.csproj", "lib/D/D.csproj"]
    assert build_root(there, app) == "."


def test_tests_libraries_desktops_and_tools_are_no_applications() -> None:
    there = files({"Api/Api.csproj": project(), "Api/Program.cs": RUN, "Lib/Lib.csproj": project(sdk=""), "Tests/Tests.csproj": project(items='<PackageReference Include="xunit" Version="2" />'),
                   "Win/Win.csproj": project(sdk="", framework="net10.0-windows", more="<OutputType>WinExe</OutputType><UseWPF>true</UseWPF>"),
                   "Tool/Tool.csproj": project(sdk="", more="<OutputType>Exe</OutputType><PackAsTool>true</PackAsTool>"), "Cli/Cli.csproj": project(sdk="", more="<OutputType>Exe</OutputType>")})
    assert [a.value.path for a in profile(there).apps] == ["Api"]


def test_browser_files_that_a_server_hosts_are_part_of_it() -> None:
    hosted = {"Server/Server.csproj": project(items='<ProjectReference Include="..\\Client\\Client.csproj" />'), "Server/Program.cs": RUN, "Client/Client.csproj": project(sdk=".BlazorWebAssembly")}
    assert profile(files(hosted)).path == "Server"
    alone = profile(files({"Client.csproj": project(sdk=".BlazorWebAssembly"), "wwwroot/index.html": "<html></html>"}))
    assert alone.stack.value == "blazor" and alone.site and alone.site.value.output == "wwwroot"
    facts = container(alone)
    assert facts.runtime_image and facts.runtime_image.name == "nginx" and facts.outputs[0].sources == ("/out/wwwroot/",)


def test_a_project_of_dotnet_framework_is_refused_and_a_broken_one_ignored() -> None:
    old = profile(files({"Old.csproj": '<Project ToolsVersion="15.0"><PropertyGroup><TargetFrameworkVersion>v4.8</TargetFrameworkVersion></PropertyGroup></Project>'}))
    with pytest.raises(BadValue, match="Windows"):
        container(old)
    with pytest.raises(NothingFound):
        profile(files({"Broken.csproj": "<Project Sdk="}))


# --- where it listens, what answers ---------------------------------------------------------------------------------------

@pytest.mark.parametrize(("program", "port", "env"), [
    (RUN, 8080, {"ASPNETCORE_HTTP_PORTS": "8080"}),
    ('var port = Environment.GetEnvironmentVariable("PORT") ?? "3000";\n' + RUN, 3000, {"PORT": "3000"}),
    ('builder.WebHost.UseUrls("http://*:5005");\n', 5005, {}),
    ("options.ListenAnyIP(7000);\n", 7000, {}),
    ('// app.Run("http://*:9000");\n', 8080, {"ASPNETCORE_HTTP_PORTS": "8080"}),
])
def test_port(program: str, port: int, env: dict[str, str]) -> None:
    found = web(program)
    assert found.port and found.port.value == port
    assert dict(container(found).run_env) == env


def test_a_loopback_address_fixed_in_the_code_is_told() -> None:
    found = web('app.Run("http://localhost:5000");\n')
    assert found.port and found.port.value == 5000 and any(n.about == "port" for n in found.notices)


def test_before_dotnet_8_the_address_is_a_url() -> None:
    found = profile(files({"App.csproj": project(framework="net6.0"), "Program.cs": RUN}))
    facts = container(found)
    assert dict(facts.run_env) == {"ASPNETCORE_URLS": "http://+:8080"}
    assert (facts.build_image.ref, facts.runtime_image and facts.runtime_image.ref) == ("mcr.microsoft.com/dotnet/sdk:6.0-bullseye-slim", "mcr.microsoft.com/dotnet/aspnet:6.0.36-bullseye-slim")


@pytest.mark.parametrize(("line", "path"), [
    ('app.MapHealthChecks("/healthz");', "/healthz"),
    ('app.UseHealthChecks("/hc");', "/hc"),
    ('app.MapHealthChecks("/healthz").RequireAuthorization();', None),
    ('if (app.Environment.IsDevelopment())\n{\n    app.MapHealthChecks("/health");\n}', None),
    ('if (app.Environment.IsDevelopment()) { app.UseSwagger(); }\napp.MapHealthChecks("/health");', "/health"),
    ('const string Alive = "/alive";\napp.MapHealthChecks(Alive);', "/alive"),
    ('var api = app.MapGroup("/api");\napi.MapGet("status", () => 1);', "/api/status"),
    ('var api = app.MapGroup($"/{tenant}");\napi.MapGet("status", () => 1);', None),
    ('app.MapGet("/items", () => 1);', None),
])
def test_health_path(line: str, path: str | None) -> None:
    found = web(f"var app = builder.Build();\n{line}\napp.Run();\n")
    assert (found.health_path.value if found.health_path else None) == path


# --- settings -----------------------------------------------------------------------------------------------------------

def test_a_connection_string_is_needed_and_secret_whatever_the_file_holds() -> None:
    found = web('var a = builder.Configuration.GetConnectionString("main");\n', **{"appsettings.json": '{"ConnectionStrings": {"Main": "Host=localhost;Password=hunter2"}}'})
    (var,) = [f.value for f in found.env]
    assert (var.name, var.required, var.is_secret, var.default) == ("ConnectionStrings__Main", True, True, "")
    assert "hunter2" not in repr(found)


def test_services_follow_the_packages_of_referenced_projects_too() -> None:
    found = profile(files({"Api/Api.csproj": project(items='<ProjectReference Include="../Data/Data.csproj" />'), "Api/Program.cs": RUN,
                           "Data/Data.csproj": project(sdk="", items='<PackageReference Include="Npgsql" Version="9" /><PackageReference Include="Some.Cache.Redis" Version="1" /><PackageReference Include="OpenTelemetry.Instrumentation.Redis" Version="1" />')}))
    assert [f.value.kind for f in found.services] == ["postgresql", "redis"]


# --- image and pipeline -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("sdk", "tag"), [
    ('{"sdk": {"version": "10.0.100", "rollForward": "latestFeature"}}', "10.0-noble"),
    ('{"sdk": {"version": "8.0.404"}}', "8.0.404-bookworm-slim"),
    ('{"sdk": {"version": "8.0.404", "rollForward": "latestMajor"}}', "10.0-noble"),
    ('{"sdk": {"version": "11.0.100", "rollForward": "latestMinor"}}', "11.0-noble"),
    ('{"sdk": {"version": "8.0.x"}}', "10.0-noble"),
    ("{", "10.0-noble"),
])
def test_the_sdk_is_the_one_global_json_lets_run(sdk: str, tag: str) -> None:
    assert container(web(RUN, **{"global.json": sdk})).build_image.tag == tag


def test_restore_is_a_layer_of_its_own_with_all_it_reads() -> None:
    found = profile(files({"App.sln": "", "Directory.Packages.props": "<Project></Project>", "nuget.config": '<configuration><packageSources><add key="corp" value="https://nuget.example.com/v3/index.json" /></packageSources></configuration>',
                           "src/Api/Api.csproj": project(items='<ProjectReference Include="../Lib/Lib.csproj" />'), "src/Api/Program.cs": RUN, "src/Api/packages.lock.json": "{}", "src/Lib/Lib.csproj": project(sdk="")}))
    facts = container(found)
    assert {c.destination: c.sources for c in facts.manifests} == {
        "./": ("Directory.Packages.props", "nuget.config"), "./src/Api/": ("src/Api/Api.csproj", "src/Api/packages.lock.json"), "./src/Lib/": ("src/Lib/Lib.csproj",)}
    (step,) = facts.install
    assert step.commands[0].argv == ("dotnet", "restore", "src/Api/Api.csproj", "--locked-mode")
    assert [s.env for s in step.secrets] == ["NuGetPackageSourceCredentials_corp"]
    assert "--no-restore" in facts.build[0].commands[0].argv and "src/" in facts.context
    assert facts.command.argv == ("dotnet", "Api.dll")


def test_imported_files_are_read_and_copied_before_restoring() -> None:
    found = profile(files({"src/Directory.Build.props": '<Project><Import Project="..\\build\\common.props" /></Project>', "build/common.props": '<Project><Import Project="common.props" /><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>',
                           "src/App/App.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web" />', "src/App/Program.cs": RUN}))
    assert found.runtime and found.runtime.value.cycle == "9" and found.runtime.evidence[0].path == "build/common.props"
    assert ("build/common.props",) in [c.sources for c in container(found).manifests] and "build/" in container(found).context


def test_what_a_local_build_left_stays_out() -> None:
    assert "**/obj" in container(web()).never


def test_a_worker_has_no_port_and_no_probe() -> None:
    found = profile(files({"Jobs.csproj": project(sdk=".Worker"), "Program.cs": "Host.CreateApplicationBuilder(args).Build().Run();\n"}))
    facts = container(found)
    assert found.port is None and facts.probe is None and [p.value.name for p in found.processes] == ["Jobs"]
    assert facts.runtime_image and facts.runtime_image.name == "mcr.microsoft.com/dotnet/runtime"


def test_what_carries_its_own_runtime_is_turned_off() -> None:
    found = profile(files({"App.csproj": project(more="<PublishAot>true</PublishAot>"), "Program.cs": RUN}))
    facts = container(found)
    assert all("-p:PublishAot=false" in step.commands[0].argv for step in (*facts.install, *facts.build))
    locked = profile(files({"App.csproj": project(more="<PublishAot>true</PublishAot>"), "Program.cs": RUN, "packages.lock.json": "{}"}))
    assert container(locked).install[0].commands[0].argv == ("dotnet", "restore", "App.csproj", "--locked-mode")


def test_pipeline_takes_the_pinned_sdk_and_a_cache_only_with_a_lock() -> None:
    plain = ci(web())
    assert dict(plain.setup[0].inputs) == {"dotnet-version": "10.0.x"}  # type: ignore[union-attr]
    pinned = ci(web(RUN, **{"global.json": '{"sdk": {"version": "10.0.100", "rollForward": "latestFeature"}}', "packages.lock.json": "{}"}))
    assert dict(pinned.setup[0].inputs) == {"global-json-file": "global.json", "cache": "true", "cache-dependency-path": "packages.lock.json"}  # type: ignore[union-attr]


def test_the_test_runner_of_global_json_takes_its_project_by_an_option() -> None:
    tests = {"tests/T/T.csproj": project(sdk="", items='<PackageReference Include="TUnit" Version="1" /><ProjectReference Include="../../App.csproj" />'), "global.json": '{"test": {"runner": "Microsoft.Testing.Platform"}}'}
    command = web(RUN, **tests).command("test")
    assert command and command.argv == ("dotnet", "test", "--project", "tests/T/T.csproj", "--configuration", "Release")


# --- pointing at services ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("variable", "kinds", "value"), [
    ("ConnectionStrings__Default", ("postgresql", "redis"), "Host=postgresql;Port=5432;Database=app;Username=app;Password=SECRET"),
    ("ConnectionStrings__Redis", ("postgresql", "redis"), "redis:6379,password=SECRET"),
    ("ConnectionStrings__Catalog", ("sqlserver",), "Server=sqlserver,1433;Database=app;User Id=sa;Password=Aa1-SECRET;TrustServerCertificate=True"),
    ("ConnectionString", ("sqlserver",), "Server=sqlserver,1433;Database=app;User Id=sa;Password=Aa1-SECRET;TrustServerCertificate=True"),
    ("Postgres__ConnectionString", ("postgresql", "redis"), "Host=postgresql;Port=5432;Database=app;Username=app;Password=SECRET"),
    ("Cache__Redis__ConnectionString", ("postgresql", "redis"), "redis:6379,password=SECRET"),
    ("ConnectionStrings__Main", ("mysql",), "Server=mysql;Port=3306;Database=app;User ID=app;Password=SECRET"),
    ("ConnectionStrings__RabbitMq", ("postgresql",), ""),
])
def test_connection_strings_are_written_in_keywords(variable: str, kinds: tuple[str, ...], value: str) -> None:
    uses = [ServiceUse(k) for k in kinds]  # type: ignore[arg-type]
    found = wires([EnvVar(variable, is_secret=True)], uses)
    assert [value_of(w, RECIPES[w.kind], ServiceUse(w.kind), "SECRET") for w in found] == ([value] if value else [])  # type: ignore[index,arg-type]


# --- conditions and patterns ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("condition", "expected"), [
    ("", True), ("'$(Configuration)' == 'Debug'", False), ("'$(Configuration)' != 'Debug'", True), ("$(MSBuildProjectName.EndsWith('Api'))", True), ("!$(MSBuildProjectName.StartsWith('Shop'))", False),
    ("$(MSBuildProjectFullPath.Contains('src$([System.IO.Path]::DirectorySeparatorChar)Api'))", True), ("'$(Line)' == 'a' and ('$(Other)' == '' or false)", True), ("'$(Line)' == 'b' or '$(OS)' == 'Windows_NT'", False),
    ("$([MSBuild]::IsOSPlatform('Windows'))", False), ("$([MSBuild]::IsOSPlatform('Linux'))", True), ("Exists('x.props')", None), ("Exists('x') and '$(Line)' == 'b'", False), ("'$(Line)' >= '3'", None),
    ("((((((", None), ("$(", None),
])
def test_conditions_are_those_of_a_release_build_on_linux(condition: str, expected: bool | None) -> None:
    assert truth(Node("ItemGroup", 1, {"Condition": condition}), {"line": "a"}, "src/Api/Shop.Api.csproj") is expected


def test_a_debug_package_is_not_one_of_production() -> None:
    found = read_project(files({"A.csproj": '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup Condition="\'$(Configuration)\' == \'Debug\'"><PackageReference Include="Npgsql" /></ItemGroup><ItemGroup><PackageReference Include="NEST" Version="7" /></ItemGroup></Project>'}), "A.csproj")
    assert found and list(found.packages) == ["nest"]


# --- the image -------------------------------------------------------------------------------------------------------------

def test_the_front_end_is_built_with_node_beside_the_sdk() -> None:
    target = '<Target Name="P"><Exec Command="npm ci" /></Target>'
    facts = container(profile(files({"App.csproj": project().replace("</Project>", target + "</Project>"), "Program.cs": RUN, ".nvmrc": "22\n", "ClientApp/package.json": "{}"})))
    assert [image.name for image, _ in facts.tools] == ["node", "node"] and facts.tools[0][0].tag.startswith("22.")
    assert "npm-cli.js" in facts.setup[0].commands[0].line and "ClientApp/" in facts.context


def test_a_database_file_lies_where_the_program_may_write() -> None:
    package = project(items='<PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" Version="10" />')
    subject = profile(files({"App.csproj": package, "Program.cs": RUN, "appsettings.json": '{"ConnectionStrings": {"Default": "Data Source=db/app.db;Cache=Shared"}}'}))
    facts = container(subject)
    assert facts.run_env["ConnectionStrings__Default"] == "Data Source=/app/data/app.db;Cache=Shared" and "/app/data" in facts.writable
    assert not next(f.value for f in subject.env if f.value.name == "ConnectionStrings__Default").is_secret


def test_a_server_s_connection_string_is_no_file() -> None:
    subject = web(**{"appsettings.json": r'{"ConnectionStrings": {"Default": "Data Source=tcp:db.example.com,1433;Initial Catalog=app", "Local": "Data Source=.\\SQLEXPRESS;Integrated Security=true"}}'})
    assert not any(k.startswith("dotnet.file_database") for k in subject.traits)
    assert all(f.value.is_secret for f in subject.env if f.value.name.startswith("ConnectionStrings__"))


def test_paket_is_restored_by_its_own_tool() -> None:
    there = files({"App.fsproj": project(), "Program.fs": "", "paket.references": "Giraffe\nNpgsql.FSharp\n", "paket.lock": "", "paket.dependencies": "", ".paket/Paket.Restore.targets": "<Project />", ".config/dotnet-tools.json": "{}"})
    subject = profile(there)
    assert subject.package_manager and (subject.package_manager.value.id, subject.package_manager.value.lockfile) == ("paket", "paket.lock")
    assert [c.line for c in container(subject).install[0].commands] == ["dotnet tool restore", "dotnet restore App.fsproj"]


@pytest.mark.parametrize(("framework", "dockerfile", "expected"), [
    ("net9.0", "FROM mcr.microsoft.com/dotnet/aspnet:9.0\nEXPOSE 80\n", 8080), ("net9.0", "FROM mcr.microsoft.com/dotnet/aspnet:9.0\nENV ASPNETCORE_HTTP_PORTS=5050\nEXPOSE 5050\n", 5050),
    ("net6.0", "FROM mcr.microsoft.com/dotnet/aspnet:6.0\nENV ASPNETCORE_URLS=https://+:443;http://+:81\n", 81), ("net6.0", "FROM mcr.microsoft.com/dotnet/aspnet:6.0\nEXPOSE 80\n", 80), ("net6.0", "", 8080),
])
def test_an_exposed_port_is_no_listening_one(framework: str, dockerfile: str, expected: int) -> None:
    subject = profile(files({"App.csproj": project(framework=framework), "Program.cs": RUN} | ({"Dockerfile": dockerfile} if dockerfile else {})))
    assert subject.port and subject.port.value == expected
