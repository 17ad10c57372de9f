"""Why a dependency names no version of a registry's package; written once, for every ecosystem."""

from __future__ import annotations

from ..model.text import Text

GIT = Text("it comes from a repository, not from the registry: no advisory names its versions", "il vient d'un dépôt, pas du registre : aucun avis n'en nomme les versions")
URL = Text("it comes from an address, not from the registry: what lies there has no version to look up", "il vient d'une adresse, pas du registre : ce qui s'y trouve n'a pas de version à chercher")
LOCAL = Text("it is a directory or file of this project or beside it, not a registry's package", "c'est un répertoire ou un fichier du projet ou voisin, pas un paquet d'un registre")
UNPINNED = Text("it names no version, and no lockfile does: any version may be installed", "il ne nomme aucune version, et aucun fichier de verrouillage non plus : n'importe laquelle peut être installée")
NO_LOWER_END = Text("its range has no lower end, and no lockfile says what was chosen", "sa plage n'a pas de borne inférieure, et aucun fichier de verrouillage ne dit ce qui a été choisi")
NOT_LOCKED = Text("the manifest asks for it, the lockfile does not hold it: make the lockfile anew", "le manifeste le demande, le fichier de verrouillage ne le contient pas : refaites ce dernier")
MARKER = Text("its marker is false on Linux with every supported Python: it is not installed there", "son marqueur est faux sous Linux avec tout Python pris en charge : il n'y est pas installé")
VARIABLE = Text("its version is a variable that no file here sets", "sa version est une variable qu'aucun fichier ici ne définit")
MANAGED_ELSEWHERE = Text("its version is managed by a parent or a platform (BOM) that is not in this project", "sa version est gérée par un parent ou une plateforme (BOM) qui n'est pas dans ce projet")
PLATFORM = Text("it is a platform (BOM) that is not in this project: what it manages has no version here", "c'est une plateforme (BOM) qui n'est pas dans ce projet : ce qu'elle gère n'a pas de version ici")
PROGRAM = Text("a program computes it, and nothing of the project is run: only a lockfile can tell", "un programme le calcule, et rien du projet n'est exécuté : seul un fichier de verrouillage peut le dire")
NO_NAME = Text("the line is no dependency this format knows", "la ligne n'est pas une dépendance que ce format connaît")
ABSENT = Text("it includes a file that is not here", "il inclut un fichier qui n'est pas là")

NO_GAP = frozenset({LOCAL, MARKER})
"""With these nothing is missing: the files are the project's own and are read where they lie, or the package is not installed."""
