"""What a Maven or Gradle build says, in one form for both."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...model.facts import Evidence, Fact


@dataclass(slots=True)
class Build:
    """One module of a build, filled in by the reader of its build tool."""

    tool: str
    """``maven`` or ``gradle``."""
    folder: str
    root: str
    """The directory of the aggregating pom or settings file."""
    path: str
    """The build file itself."""
    name: Fact[str] | None = None
    java: list[Fact[str]] = field(default_factory=list)
    """Java versions the build compiles for, in the tool's order of precedence, as plain numbers: ``"17"``."""
    plugins: dict[str, Fact[str]] = field(default_factory=dict)
    """Maven ``group:artifact`` or Gradle plugin id → version (empty where it is managed elsewhere)."""
    dependencies: dict[str, Fact[str]] = field(default_factory=dict)
    """``group:artifact`` → version (empty where a platform manages it), for production."""
    dev_dependencies: dict[str, Fact[str]] = field(default_factory=dict)
    siblings: tuple[str, ...] = ()
    """Directories of the modules it depends on."""
    packaging: str = "jar"
    main_class: Fact[str] | None = None
    spring_boot: Fact[str] | None = None
    """The version of Spring Boot that manages it."""
    tool_version: str = ""
    wrapper: Evidence | None = None
    """The wrapper script, where there is one that can run."""
    profile: Fact[str] | None = None
    """The Maven profile named for production."""
    repositories: tuple[Evidence, ...] = ()
    """Repositories other than the public ones."""

    @property
    def member(self) -> str:
        """Its directory relative to the root; ``"."`` for the root itself."""
        return "." if self.folder == self.root else self.folder if self.root == "." else self.folder[len(self.root) + 1:]
