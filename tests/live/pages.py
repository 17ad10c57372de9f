"""A page as Chromium lays it out: pictures of it, and what of it overlaps or leaves its place."""

from __future__ import annotations

import json
import re
import subprocess
import zlib
from html import unescape
from pathlib import Path
from typing import Any

_ASK = """<script>
const out = { scroll: document.documentElement.scrollWidth, width: innerWidth, outside: [], overlaps: [] };
for (const svg of document.querySelectorAll("svg[role=img]")) {
  const frame = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]);
  for (const [i, [words, a]] of texts.entries()) {
    if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1) out.outside.push(words);
    for (const [other, b] of texts.slice(i + 1))
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4) out.overlaps.push(words + " / " + other);
  }
}
const pre = document.createElement("pre"); pre.id = "asked"; pre.textContent = JSON.stringify(out); document.body.append(pre);
</script>"""


def _chromium(chromium: str, folder: Path, width: int, height: int, *more: str, dark: bool = False) -> str:
    shade = ["--blink-settings=preferredColorScheme=0", "--force-dark-mode"] if dark else []
    done = subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile", f"--window-size={width},{height}", *shade, *more], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def laid_out(chromium: str, page: str, folder: Path, width: int) -> dict[str, Any]:
    """What a browser of that width says of it; the page itself forbids scripts, so a copy that allows one is asked."""
    copy = folder / f"asked-{width}.html"
    copy.write_text(re.sub(r"<meta[^>]*Content-Security-Policy[^>]*>", "", page, count=1).replace("</body>", _ASK + "</body>"), "utf-8")
    dom = _chromium(chromium, folder, width, 2000, "--dump-dom", f"file://{copy}")
    found = re.search(r'<pre id="asked">(.*?)</pre>', dom, re.S)
    assert found, dom[-500:]
    return json.loads(unescape(found[1]))


def picture(chromium: str, page: Path, to: Path, *, dark: bool = False, width: int = 600, height: int = 900) -> list[bytes]:
    """Takes one; its rows, three bytes a pixel."""
    _chromium(chromium, to.parent, width, height, f"--screenshot={to}", f"file://{page}", dark=dark)
    return pixels(to.read_bytes())


def pixels(data: bytes) -> list[bytes]:
    """The rows of a PNG of eight bits a channel (PNG specification, section 9: a row's first byte names its filter)."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, packed, at = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"), b"", 8
    depth = {2: 3, 6: 4}[data[25]]
    while at < len(data):
        size, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        packed += data[at + 8:at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    raw, stride = zlib.decompress(packed), width * depth
    before, rows = bytearray(stride), []
    for y in range(height):
        row = bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        match raw[y * (stride + 1)]:
            case 1:
                for i in range(depth, stride):
                    row[i] = (row[i] + row[i - depth]) & 255
            case 2:
                row = bytearray((a + b) & 255 for a, b in zip(row, before, strict=True))
            case 3:
                for i in range(stride):
                    row[i] = (row[i] + ((row[i - depth] if i >= depth else 0) + before[i]) // 2) & 255
            case 4:
                for i in range(stride):
                    a, b, c = (row[i - depth] if i >= depth else 0), before[i], (before[i - depth] if i >= depth else 0)
                    p = a + b - c
                    row[i] = (row[i] + min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]) & 255
        rows.append(bytes(b for i, b in enumerate(row) if i % depth < 3))
        before = row
    return rows
