"""A JVM program's image: built by the project's own tool, run on a JRE that knows its container's limits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ... import pins
from ...model.command import Command
from ...model.container import CacheMount, ContainerFacts, Copy, ImageRef, RunStep, SecretMount
from ...model.errors import BadValue
from ...model.profile import Profile
from ...model.text import Text
from ..debian import tcp_probe

LTS = (8, 11, 17, 21, 25)
FLAGS = ("-XX:MaxRAMPercentage=75.0", "-XX:+ExitOnOutOfMemoryError")
"""Heap by the container's memory limit, not the host's; out of memory ends the process, so that the orchestrator restarts it.
More flags go into ``JAVA_TOOL_OPTIONS``, which every JVM reads by itself."""
_NOT_NEEDED = re.compile(
    r"^(?:\..*|docs?/|target/|build/|out/|bin/|node_modules/|k8s/|helm/|charts/|terraform/|infra/|deploy(?:ment)?/|docker/|Dockerfile.*|.*Dockerfile|(?:docker-)?compose.*\.ya?ml|Makefile|.*\.md|.*\.adoc|LICENSE.*|NOTICE.*|"
    r"Procfile|.*\.iml|mvnw\.cmd|gradlew\.bat|Jenkinsfile|system\.properties|renovate\.json|.*\.env|HELP\.md)$")
_KEPT = (".mvn/", ".editorconfig", ".gradle/")


def major(profile: Profile) -> int:
    return int(re.findall(r"\d+", profile.runtime.value.cycle or profile.runtime.value.version)[0]) if profile.runtime else LTS[-1]


def _held(name: str, version: str, variants: tuple[str, ...]) -> ImageRef | None:
    image = pins.image(name, version, variants)
    return image if image.origin == "pins" else None


def _supported(wanted: int) -> Iterable[int]:
    """That Java, then the long-term lines above it: their compilers and machines take its code."""
    return dict.fromkeys((wanted, *(n for n in LTS if n > wanted)))


def images(profile: Profile) -> tuple[ImageRef, ImageRef, tuple[Text, ...]]:
    """(to build in, to run in, what a person should know).

    A line of Java without images any more means the next long-term line, which runs its bytecode unchanged.

    Raises:
        BadValue: there is no image for that Java.
    """
    wanted = major(profile)
    tool = profile.package_manager.value if profile.package_manager else None
    gradle = bool(tool and tool.id == "gradle")
    least = 17 if gradle and tool and tool.version and int(tool.version.split(".")[0]) >= 9 else wanted
    build = run = None
    for number in _supported(max(wanted, least)):
        if not gradle:
            build = _held("maven", "3.9", (f"eclipse-temurin-{number}-noble",))
        elif "jvm.wrapper" in profile.traits:
            build = _held("eclipse-temurin", str(number), ("jdk-noble", "jdk-jammy"))
        else:
            line = tool.version.split(".")[0] if tool and tool.version else ""
            build = _held("gradle", line, (f"jdk{number}-noble", f"jdk{number}", f"jdk{number}-jammy"))
        if build:
            break
    for number in _supported(wanted):
        run = _held("eclipse-temurin", str(number), ("jre-noble", "jre-jammy"))
        if run:
            break
    if build is None or run is None:
        raise BadValue(Text(f"no image is known that builds for Java {wanted}", f"aucune image connue pour construire en Java {wanted}"),
                       Text("state a Java version up to " + str(LTS[-1]), "indiquez une version de Java jusqu'à " + str(LTS[-1])))
    notices = ()
    if not run.tag.startswith((f"{wanted}.", f"{wanted}u", f"{wanted}-")):
        notices = (Text(f"Java {wanted} has no maintained image any more; {run.ref} runs its bytecode unchanged", f"Java {wanted} n'a plus d'image maintenue ; {run.ref} exécute son bytecode tel quel"),)
    return build, run, notices


def maven(profile: Profile, *goals: str) -> Command:
    member = profile.trait("jvm.member", ".")
    skip = "-Dmaven.test.skip=true"
    extra = (f"--activate-profiles={profile.trait('jvm.profile')}",) if "jvm.profile" in profile.traits else ()
    extra += ("-Dmaven.gitcommitid.skip=true",) if "jvm.git_plugin" in profile.traits else ()
    return Command("mvn", "--batch-mode", "--no-transfer-progress", *(("--projects", member, "--also-make") if member != "." else ()), *goals, skip, *extra)


def gradle(profile: Profile, *tasks: str) -> Command:
    member = profile.trait("jvm.member", ".")
    prefix = "" if member == "." else ":" + member.replace("/", ":") + ":"
    front = ("sh", "./gradlew") if "jvm.wrapper" in profile.traits else ("gradle",)
    return Command(*front, "--no-daemon", "--console=plain", *(prefix + t for t in tasks))


def output(profile: Profile, *inner: str) -> str:
    """A path below the module's output directory, relative to the work directory."""
    member = profile.trait("jvm.member", ".")
    base = "target" if is_maven(profile) else "build"
    return "/".join(p for p in (member if member != "." else "", base, *inner) if p)


def is_maven(profile: Profile) -> bool:
    return profile.trait("jvm.tool") == "maven"


def pick_jar(profile: Profile, ending: str = ".jar") -> tuple[Command, ...]:
    """Copies the one program of the output directory to /out/app.jar, whatever its version is today; the next step fails where there is none."""
    where = output(profile) if is_maven(profile) else output(profile, "libs")
    others = tuple(w for name in ("*-sources.jar", "*-javadoc.jar", "*-tests.jar", "*-plain.jar", "*-plain.war", "original-*") for w in ("!", "-name", name))
    return Command("mkdir", "-p", "/out"), Command("find", where, "-maxdepth", "1", "-type", "f", "-name", f"*{ending}", *others, "-exec", "cp", "{}", f"/out/app{ending[-4:]}", ";")


def java(*arguments: str) -> Command:
    return Command("java", *FLAGS, *arguments)


def recipe(profile: Profile, build: tuple[Command, ...], outputs: tuple[Copy, ...], command: Command) -> ContainerFacts:
    """Everything but what is built and how it is started, which the framework knows."""
    build_image, run_image, notices = images(profile)
    home = "/root/.m2/repository" if is_maven(profile) else "/root/.gradle"
    caches = (CacheMount(home, "maven" if is_maven(profile) else "gradle", locked=not is_maven(profile)),)
    secrets: tuple[SecretMount, ...] = ()
    if "jvm.private" in profile.traits:
        secrets = (SecretMount("maven-settings", target="/root/.m2/settings.xml"),) if is_maven(profile) else (SecretMount("gradle-properties", target="/root/.gradle/gradle.properties"),)
        shown = "--secret id=maven-settings,src=$HOME/.m2/settings.xml" if is_maven(profile) else "--secret id=gradle-properties,src=$HOME/.gradle/gradle.properties"
        notices += (Text(f"a repository of its own: credentials are handed over with {shown}", f"un dépôt privé : les identifiants se transmettent avec {shown}"),)
    if profile.package_manager and not is_maven(profile) and not profile.package_manager.value.lockfile:
        notices += (Text("Gradle has no gradle.lockfile here: versions of indirect dependencies are resolved anew at each build (./gradlew dependencies --write-locks)",
                         "Gradle n'a pas de gradle.lockfile ici : les dépendances indirectes sont résolues à chaque construction (./gradlew dependencies --write-locks)"),)
    entries = profile.root_entries or profile.entries
    kept = tuple(e for e in entries if e in _KEPT or not _NOT_NEEDED.match(e))
    files = tuple(e for e in kept if not e.endswith("/"))
    why = Text("Downloads stay in the cache mount; tests have their own place, the pipeline.", "Les téléchargements restent dans le cache ; les tests ont leur place, le pipeline.")
    dev = profile.command("dev")
    dev_command = None
    if dev and profile.port:
        dev_command = Command("mvn", *dev.argv[1:]) if is_maven(profile) else Command(*(("sh", "./gradlew") if "jvm.wrapper" in profile.traits else ("gradle",)), *dev.argv[1:])
    return ContainerFacts(
        build_image=build_image,
        runtime_image=run_image,
        command=command,
        sources=(*((Copy(files, "./"),) if files else ()), *(Copy((e,), f"./{e}") for e in kept if e.endswith("/"))),
        build=(RunStep(build, why, caches, secrets),) if build else (),
        outputs=outputs,
        run_packages=tuple(sorted({f.value.name for f in profile.system_packages if f.value.phase == "run"})),
        probe=probe(profile),
        dev_command=dev_command,
        writable=("/tmp",),
        # The JVM passes signals on but reaps no orphans: a shell a health check or the program left would stay defunct.
        needs_init=True,
        context=kept,
        notices=notices,
    )


def probe(profile: Profile) -> Command | None:
    if profile.port is None:
        return None
    path = profile.health_path.value if profile.health_path else ""
    return tcp_probe(profile.port.value, path, profile.trait("jvm.port_variable"))


def container(profile: Profile) -> ContainerFacts:
    """What every JVM image shares; the stack says what is built, what is copied and what runs.

    Raises:
        BadValue: there is no image for that Java.
    """
    return recipe(profile, (), (), java("-jar", "/app/app.jar"))


def plain(profile: Profile) -> ContainerFacts:
    """A program without a framework we know: a fat jar, a Gradle distribution, or its jar with its libraries beside it.

    Raises:
        BadValue: nothing says what to start, or it needs a servlet container.
    """
    main = profile.trait("jvm.main")
    if profile.trait("jvm.packaging") == "war" and "jvm.spring_boot" not in profile.traits:
        raise BadValue(Text("a war file needs a servlet container (Tomcat, Jetty), which this version does not set up", "un fichier war exige un conteneur de servlets (Tomcat, Jetty), que cette version ne met pas en place"),
                       Text("write a Dockerfile on the tomcat image, or package an executable jar", "écrivez un Dockerfile sur l'image tomcat, ou produisez un jar exécutable"))
    fat = profile.trait("jvm.fat")
    if is_maven(profile):
        if fat == "assembly":
            return recipe(profile, (maven(profile, "package"), *pick_jar(profile, "-jar-with-dependencies.jar")), (Copy(("/out/app.jar",), "./app.jar"),), java("-jar", "/app/app.jar"))
        if fat == "shade":
            return recipe(profile, (maven(profile, "package"), *pick_jar(profile)), (Copy(("/out/app.jar",), "./app.jar"),), java("-jar", "/app/app.jar"))
        _need(main)
        if "jvm.libraries" not in profile.traits:
            return recipe(profile, (maven(profile, "package"), *pick_jar(profile)), (Copy(("/out/app.jar",), "./app.jar"),), java("-cp", "/app/app.jar", main))
        libraries = Command("cp", "-r", output(profile, "image-lib"), "/out/lib")
        goals = maven(profile, "package", "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=target/image-lib")
        return recipe(profile, (goals, Command("mkdir", "-p", output(profile, "image-lib")), *pick_jar(profile), libraries), (Copy(("/out/lib/",), "./lib/"), Copy(("/out/app.jar",), "./app.jar")), java("-cp", "/app/app.jar:/app/lib/*", main))
    if "jvm.distribution" in profile.traits:
        return distribution(profile)
    if fat == "shadow":
        return recipe(profile, (gradle(profile, "shadowJar"), *pick_jar(profile, "-all.jar")), (Copy(("/out/app.jar",), "./app.jar"),), java("-jar", "/app/app.jar"))
    raise BadValue(Text("the Gradle build makes no program: it applies neither the application plugin nor a framework's", "la construction Gradle ne produit aucun programme : ni le plugin application ni celui d'un framework n'est appliqué"),
                   Text("apply the application plugin and set application.mainClass", "appliquez le plugin application et définissez application.mainClass"))


def distribution(profile: Profile) -> ContainerFacts:
    """Gradle's own distribution: every library beside the program, started without its shell script."""
    main = profile.trait("jvm.main")
    _need(main)
    collect = Command.shell(f"cp -r {output(profile, 'install')}/*/lib /out/lib")
    return recipe(profile, (gradle(profile, "installDist"), Command("mkdir", "-p", "/out"), collect), (Copy(("/out/lib/",), "./lib/"),), java("-cp", "/app/lib/*", main))


def _need(main: str) -> None:
    if not re.fullmatch(r"[\w.$]+", main):
        raise BadValue(Text("several main classes, and nothing says which one is the program", "plusieurs classes principales, et rien ne dit laquelle est le programme"),
                       Text("name it in the build: mainClass", "nommez-la dans la construction : mainClass"))
