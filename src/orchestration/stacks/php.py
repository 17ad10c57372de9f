"""A PHP app without a framework we know more of: Slim, CakePHP, CodeIgniter, WordPress, pages of one's own."""

from __future__ import annotations

from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts
from ..model.facts import Detection, Evidence, Fact
from ..model.profile import Manifest, Process, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    commands: dict[str, Fact[Command]] = {}
    processes: list[Fact[Process]] = []
    spark, cake, yii, phinx = (join(app, n) for n in ("spark", "bin/cake.php", "yii", "phinx.php"))
    line: Fact[Command] | None = None
    if "codeigniter4/framework" in manifest.dependencies and tree.has(spark) and tree.glob("app/Database/Migrations/*.php", app):
        line = Fact(Command("php", "spark", "migrate", "--all"), (Evidence(spark),))
    elif "cakephp/migrations" in manifest.dependencies and tree.has(cake) and tree.glob("config/Migrations/*.php", app):
        line = Fact(Command("php", "bin/cake.php", "migrations", "migrate"), (Evidence(cake),))
    elif "yiisoft/yii2" in manifest.dependencies and tree.has(yii) and (tree.glob("migrations/*.php", app) or tree.glob("console/migrations/*.php", app)):
        line = Fact(Command("php", "yii", "migrate", "--interactive=0"), (Evidence(yii),))
    elif "robmorgan/phinx" in manifest.dependencies and tree.has(phinx):
        line = Fact(Command("vendor/bin/phinx", "migrate"), (Evidence(phinx),))
    if line:
        commands["migrate"] = line
        if not tree.find(join(app, "Procfile"), r"^release:"):
            processes.append(line.with_value(Process("release", "release", line.value)))
    return Reading(commands=MappingProxyType(commands), processes=tuple(processes))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("php", "PHP", "php", detect, read, container, aliases=("slim", "cakephp", "codeigniter", "wordpress"))
