"""A JVM project on CI."""

from __future__ import annotations

from ...model.ci import ActionUse, CIFacts, set_up
from ...model.command import Command
from ...model.profile import Profile
from .container import images, is_maven, major


def ci(profile: Profile) -> CIFacts:
    image, _, _ = images(profile)
    maven = is_maven(profile)
    wrapper = "jvm.wrapper" in profile.traits
    tool = ("./mvnw" if wrapper else "mvn") if maven else ("./gradlew" if wrapper else "gradle")
    build = profile.command("build")
    lock = profile.package_manager.value.lockfile if profile.package_manager else ""
    setup: tuple[ActionUse | Command, ...] = (ActionUse("actions/setup-java", {"distribution": "temurin", "java-version": str(major(profile))} | ({"cache": "maven"} if maven else {}), set_up("Java")),)
    if not maven:
        setup += (ActionUse("gradle/actions/setup-gradle", {}, set_up("Gradle")),)
    return CIFacts(
        setup=setup,
        image=image,
        install=(Command(tool, *(("--batch-mode", "--no-transfer-progress", "dependency:resolve") if maven else ("--no-daemon", "dependencies"))),) if build and build.argv[1:2] != ("--projects",) and profile.trait("jvm.member", ".") == "." else (),
        cache_paths=(".m2/repository/",) if maven else (".gradle-home/caches/", ".gradle-home/wrapper/"),
        cache_key_files=(lock,) if lock else (("pom.xml",) if maven else ("gradle/wrapper/gradle-wrapper.properties",) if wrapper else ()),
        cache_env={"MAVEN_OPTS": "-Dmaven.repo.local=$CI_PROJECT_DIR/.m2/repository"} if maven else {"GRADLE_USER_HOME": "$CI_PROJECT_DIR/.gradle-home"},
        codeql_language="java-kotlin",
        # Kotlin is analysed only while it is being compiled; Java is read without a build.
        codeql_build_mode="autobuild" if profile.language.value == "kotlin" else "none",
        dependabot_ecosystem="maven" if maven else "gradle",
    )
