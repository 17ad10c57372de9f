"""What a Django app's image needs besides the app."""

from orchestration.edges.tree import MemoryTree
from orchestration.profiling import profile
from orchestration.stacks import STACKS
from orchestration.toolchains import TOOLCHAINS

SETTINGS = 'import os\nfrom pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nSECRET_KEY = os.environ["SECRET_KEY"]\nSTATIC_ROOT = BASE_DIR / "staticfiles"\n'
FILES = {
    "requirements.txt": "Django==5.1.7\ngunicorn==23.0.0\npython-magic==0.4.27\n", "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n', "shop/__init__.py": "",
    "shop/settings.py": SETTINGS, "shop/wsgi.py": 'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
}


def recipe(files):
    found = profile(MemoryTree(files))
    return STACKS[found.stack.value].container(found, TOOLCHAINS[found.toolchain.value].container(found))


def test_collecting_static_files_has_the_libraries_the_apps_load():
    facts = recipe(FILES)
    assert facts.run_packages == ("libmagic1t64",)
    assert "libmagic1t64" in facts.build_packages
    assert any("collectstatic" in c.line and "SECRET_KEY=" in c.line for s in facts.build for c in s.commands)


def test_without_static_files_the_build_needs_nothing():
    facts = recipe({**FILES, "shop/settings.py": SETTINGS.replace("STATIC_ROOT", "ELSEWHERE")})
    assert (facts.build, facts.build_packages) == ((), ())


def test_a_home_that_can_be_written():
    assert recipe(FILES).run_env["HOME"] == "/tmp"
