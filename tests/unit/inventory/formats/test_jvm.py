"""Maven's poms and Gradle's files: properties, parents, managed versions, configurations."""

from __future__ import annotations

from tests.unit.inventory.told import left, project, rows, why

PARENT = """<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>com.shop</groupId>
  <artifactId>parent</artifactId>
  <version>1.0</version>
  <packaging>pom</packaging>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>3.2.0</version>
    <relativePath/>
  </parent>
  <properties>
    <jackson.version>2.15.2</jackson.version>
  </properties>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>com.google.guava</groupId>
        <artifactId>guava</artifactId>
        <version>32.0.0-jre</version>
      </dependency>
      <dependency>
        <groupId>io.netty</groupId>
        <artifactId>netty-bom</artifactId>
        <version>4.1.100.Final</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
    </dependencies>
  </dependencyManagement>
</project>
"""


def dependency(group: str, artifact: str, version: str = "", more: str = "") -> str:
    return f"<dependency><groupId>{group}</groupId>\n<artifactId>{artifact}</artifactId>{f'<version>{version}</version>' if version else ''}{more}</dependency>\n"


CHILD = ("<project>\n<parent><groupId>com.shop</groupId><artifactId>parent</artifactId><version>1.0</version></parent>\n<artifactId>web</artifactId>\n<dependencies>\n"
         + dependency("com.google.guava", "guava") + dependency("com.fasterxml.jackson.core", "jackson-databind", "${jackson.version}") + dependency("io.netty", "netty-handler") + dependency("org.springframework.boot", "spring-boot-starter-web")
         + dependency("com.h2database", "h2") + dependency("junit", "junit", "4.13.2", "<scope>test</scope>") + dependency("${project.groupId}", "core", "${project.version}") + dependency("x", "ranged", "[1.0,2.0)") + dependency("x", "unset", "${nowhere}")
         + dependency("com.oracle", "ojdbc", "1", "<scope>system</scope><systemPath>lib/o.jar</systemPath>") + "</dependencies>\n</project>\n")
CORE = "<project><parent><groupId>com.shop</groupId><artifactId>parent</artifactId><version>1.0</version></parent><artifactId>core</artifactId></project>"


def test_maven():
    found = project(**{"pom.xml": PARENT, "web/pom.xml": CHILD, "core/pom.xml": CORE})
    assert rows(found) == [
        "com.fasterxml.jackson.core:jackson-databind 2.15.2 production direct [2.15.2] :8", "com.google.guava:guava 32.0.0-jre production direct [32.0.0-jre] :6", "io.netty:netty-handler 4.1.100.Final production direct ~ :10",
        "junit:junit 4.13.2 development direct [4.13.2] :16", "org.springframework.boot:spring-boot-starter-web 3.2.0 production direct ~ :12", "x:ranged 1.0 production direct [[1.0,2.0)] ~ :20",
    ]
    assert left(found) == [
        "com.h2database:h2 | io.netty:netty-bom:4.1.100.Final org.springframework.boot:spring-boot-starter-parent:3.2.0 | its version is managed by :14", "com.oracle:ojdbc | lib/o.jar | it is a directory or :24",
        "com.shop:core | 1.0 | it is a directory or :18", "io.netty:netty-bom | 4.1.100.Final | it is a platform (BOM) :25", "x:unset | ${nowhere} | its version is a variable :22",
    ]


def test_a_bom_of_the_project_itself_is_looked_up():
    bom = "<project><groupId>com.shop</groupId><artifactId>bom</artifactId><version>1</version><dependencyManagement><dependencies>" + dependency("a", "b", "7") + "</dependencies></dependencyManagement></project>"
    pom = "<project><artifactId>x</artifactId><dependencyManagement><dependencies>" + dependency("com.shop", "bom", "1", "<type>pom</type><scope>import</scope>") + "</dependencies></dependencyManagement><dependencies>" + dependency("a", "b") + "</dependencies></project>"
    assert rows(project(**{"bom/pom.xml": bom, "pom.xml": pom})) == ["a:b 7 production direct [7] :4"]


def test_what_is_no_pom():
    assert list(why(project(**{"pom.xml": "<html/>"}))) == ["pom.xml"] and list(why(project(**{"pom.xml": "<project>"}))) == ["pom.xml"]


LOCKFILE = """# This is a Gradle generated file for dependency locking.
com.google.guava:guava:32.0.0-jre=compileClasspath,runtimeClasspath,testRuntimeClasspath
com.google.guava:failureaccess:1.0.1=runtimeClasspath
org.junit.jupiter:junit-jupiter:5.10.0=testCompileClasspath,testRuntimeClasspath
empty=annotationProcessor
"""
CATALOGUE = """[versions]
guava = "31.0-jre"
strict = { strictly = "[1.0, 2.0[", prefer = "1.5" }

[libraries]
guava = { module = "com.google.guava:guava", version.ref = "guava" }
okhttp = "com.squareup.okhttp3:okhttp:4.12.0"
ranged = { group = "x", name = "ranged", version.ref = "strict" }
managed = { module = "x:managed" }
"""


def test_gradle_locked():
    found = project(**{"gradle.lockfile": LOCKFILE, "build.gradle": "dependencies {\n  implementation 'com.google.guava:guava:32.+'\n  implementation 'x:lost:1'\n}\n", "gradle/libs.versions.toml": CATALOGUE})
    assert rows(found) == ["com.google.guava:failureaccess 1.0.1 production transitive :3", "com.google.guava:guava 32.0.0-jre production direct [32.+] :2", "org.junit.jupiter:junit-jupiter 5.10.0 development transitive :4"]
    assert left(found) == ["x:lost | 1 | the manifest asks for it, :3"]
    assert rows(project(**{"gradle.lockfile": LOCKFILE}))[1] == "com.google.guava:guava 32.0.0-jre production ? :2"
    assert list(why(project(**{"gradle.lockfile": "hello\n"}))) == ["gradle.lockfile"]


def test_a_catalogue():
    found = project(**{"gradle/libs.versions.toml": CATALOGUE})
    assert rows(found) == ["com.google.guava:guava 31.0-jre unknown direct [31.0-jre] :6", "com.squareup.okhttp3:okhttp 4.12.0 unknown direct [4.12.0] :7", "x:ranged 1.0 unknown direct [[1.0, 2.0[] ~ :8"]
    assert left(found) == ["x:managed |  | its version is managed by :9"]


def test_a_build_script_without_a_lockfile():
    script = "plugins {\n  id 'org.springframework.boot' version '3.2.0'\n}\ndependencies {\n  implementation 'com.google.guava:guava:32.0.0-jre'\n  implementation 'org.springframework.boot:spring-boot-starter-web'\n  implementation 'com.h2database:h2'\n  testImplementation 'junit:junit:4.+'\n  implementation deps.okhttp\n  api(files('libs/a.jar'))\n}\nimplementation x\n"
    found = project(**{"build.gradle": script})
    assert rows(found) == ["com.google.guava:guava 32.0.0-jre production direct [32.0.0-jre] :5", "junit:junit 4.0 development direct [4.+] ~ :8", "org.springframework.boot:spring-boot-starter-web 3.2.0 production direct ~ :6"]
    assert left(found) == ["com.h2database:h2 |  | its version is managed by :7", "deps.okhttp | implementation deps.okhttp | a program computes it, and :9", "files('libs/a.jar') | api(files('libs/a.jar')) | it is a directory or :10"]


def test_a_platform_of_the_project_itself_is_looked_up():
    files = {"settings.gradle": "include 'versions', 'app'\n", "versions/build.gradle": "dependencies {\n  constraints {\n    api 'a:b:7'\n  }\n}\n", "app/build.gradle": "dependencies {\n  implementation platform(project(':versions'))\n  implementation 'a:b'\n  implementation 'a:c'\n}\n"}
    found = project("app", **files)
    assert rows(found) == ["a:b 7 production direct :3"] and left(found)[0].startswith("a:c |  | its version is managed by")


def test_a_profile_that_nothing_switches_on_is_optional():
    profile = "<profile><id>{0}</id>{1}<dependencies>" + dependency("p", "{0}", "1") + "</dependencies></profile>"
    pom = "<project><artifactId>x</artifactId><profiles>" + profile.format("mysql", "") + profile.format("usual", "<activation><activeByDefault>true</activeByDefault></activation>") + "</profiles></project>"
    assert rows(project(**{"pom.xml": pom})) == ["p:mysql 1 optional direct [1] :2", "p:usual 1 production direct [1] :4"]


def test_a_list_under_one_configuration():
    script = "dependencies {\n  runtimeOnly 'a:b:1',\n      'a:c:2',\n      other.d\n  implementation(\n    'a:e:3'\n  )\n  api('a:f:4') {\n    exclude group: 'x',\n      module: 'y'\n  }\n  api 'a:g:5'\n}\n"
    found = project(**{"build.gradle": script})
    assert rows(found) == ["a:b 1 production direct [1] :2", "a:c 2 production direct [2] :3", "a:e 3 production direct [3] :6", "a:f 4 production direct [4] :8", "a:g 5 production direct [5] :12"]
    assert left(found) == ["other.d | runtimeOnly other.d | a program computes it, and :4"]
