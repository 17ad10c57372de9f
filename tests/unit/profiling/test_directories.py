"""Directories an app makes for itself and writes to: uploads are kept, logs and caches are not, and code is never hidden by a volume."""

from __future__ import annotations

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.profiling import profile

NODE = '{"name": "x", "scripts": {"start": "node server.js"}, "dependencies": {"express": "5.1.0", "multer": "2.0.0"}}'


def seen(files: dict[str, str]) -> list[tuple[str, bool]]:
    return [(f.value.path, f.value.is_kept) for f in profile(MemoryTree({path: text.encode() for path, text in files.items()}, "x")).directories]


def node(code: str, **more: str) -> dict[str, str]:
    return {"package.json": NODE, "server.js": f"const fs = require('fs'), path = require('path'), multer = require('multer');\n{code}\nrequire('express')().listen(3000);\n", **more}


def python(code: str, **more: str) -> dict[str, str]:
    return {"requirements.txt": "flask\n", "main.py": f"import os\nfrom pathlib import Path\nfrom flask import Flask\napp = Flask(__name__)\n{code}\n", **more}


@pytest.mark.parametrize(("files", "expected"), [
    pytest.param(node("const upload = multer({ dest: 'uploads/' });"), [("uploads", True)], id="multer"),
    pytest.param(node("const dir = path.join(__dirname, 'public', 'uploads');\nif (!fs.existsSync(dir)) fs.mkdirSync(dir, { recursive: true });"), [("public/uploads", True)], id="a name that stands for it"),
    pytest.param(node("fs.mkdirSync(process.env.UPLOAD_DIR || './uploads');"), [("uploads", True)], id="a variable's default"),
    pytest.param(node("fs.mkdirSync('logs');"), [("logs", False)], id="logs"),
    pytest.param(node("fs.mkdirSync('uploads');\nfs.mkdirSync('uploads/thumbs');"), [("uploads", True)], id="one inside another"),
    pytest.param(python('app.config["UPLOAD_FOLDER"] = "uploads"'), [("uploads", True)], id="Flask's usual setting"),
    pytest.param(python('BASE_DIR = Path(__file__).resolve().parent\nUPLOAD_DIR = BASE_DIR / "files"\nUPLOAD_DIR.mkdir(exist_ok=True)'), [("files", True)], id="pathlib"),
    pytest.param(python('os.makedirs(os.path.join(os.path.dirname(__file__), "data", "in"), exist_ok=True)'), [("data/in", True)], id="joined"),
    pytest.param({"go.mod": "module x\n\ngo 1.23\n", "main.go": 'package main\n\nimport (\n\t"net/http"\n\t"os"\n)\n\nfunc main() {\n\tos.MkdirAll("./uploads", 0o755)\n\thttp.ListenAndServe(":8080", nil)\n}\n'}, [("uploads", True)], id="Go"),
    pytest.param(python('os.makedirs("/data/in")'), [("/data/in", True)], id="an absolute place"),
    pytest.param(python('os.makedirs(f"uploads/{user}")'), [], id="known only when it runs"),
    pytest.param(python('os.makedirs("/etc/app")'), [], id="the system's"),
    pytest.param(python('os.makedirs("../outside")'), [], id="outside"),
    pytest.param(python('os.makedirs("dist")'), [], id="a build's output"),
    pytest.param(python('# os.makedirs("uploads")'), [], id="a comment"),
    pytest.param(python("", **{"tests/test_x.py": 'import os\nos.makedirs("uploads")\n'}), [], id="a test"),
    pytest.param(python('os.makedirs("pages", exist_ok=True)', **{"pages/index.html": "<p>"}), [], id="the code's own"),
    pytest.param(python('os.makedirs("uploads; rm -rf x")'), [], id="no path"),
])
def test_what_it_writes_to(files: dict[str, str], expected: list[tuple[str, bool]]) -> None:
    assert seen(files) == expected
