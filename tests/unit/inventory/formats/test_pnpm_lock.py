"""pnpm's lockfiles of three generations: importers, peers in keys, aliases, links."""

from __future__ import annotations

from tests.unit.inventory.told import chains, left, project, rows, why

NINE = """lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

importers:

  .:
    dependencies:
      '@scope/ui':
        specifier: workspace:*
        version: link:packages/ui
      react-dom:
        specifier: ^18.0.0
        version: 18.3.1(react@18.3.1)
      old:
        specifier: npm:left-pad@^1.0.0
        version: left-pad@1.3.0
    devDependencies:
      esbuild:
        specifier: ^0.20.0
        version: 0.20.2

  packages/ui:
    dependencies:
      react:
        specifier: 'catalog:'
        version: 18.3.1
      forked:
        specifier: github:x/forked
        version: https://codeload.github.com/x/forked/tar.gz/abc

packages:

  '@esbuild/linux-x64@0.20.2':
    resolution: {integrity: sha512-aa==}
    engines: {node: '>=12'}
    cpu: [x64]
    os: [linux]

  esbuild@0.20.2:
    resolution: {integrity: sha512-aa==}
    hasBin: true
    deprecated: |-
      use: another
      one

  forked@https://codeload.github.com/x/forked/tar.gz/abc:
    resolution: {tarball: https://codeload.github.com/x/forked/tar.gz/abc}
    version: 1.0.0

  left-pad@1.3.0:
    resolution: {integrity: sha512-aa==}
    deprecated: use String.prototype.padStart()

  react-dom@18.3.1:
    resolution: {integrity: sha512-aa==}
    peerDependencies:
      react: ^18.3.1

  react@18.3.1:
    resolution: {integrity: sha512-aa==}

snapshots:

  '@esbuild/linux-x64@0.20.2':
    optional: true

  esbuild@0.20.2:
    optionalDependencies:
      '@esbuild/linux-x64': 0.20.2

  forked@https://codeload.github.com/x/forked/tar.gz/abc:
    dependencies:
      left-pad: 1.3.0

  left-pad@1.3.0: {}

  react-dom@18.3.1(react@18.3.1):
    dependencies:
      react: 18.3.1

  react@18.3.1: {}
"""


def test_version_9():
    found = project(**{"pnpm-lock.yaml": NINE, "package.json": '{"dependencies": {"react-dom": "^18.0.0", "added": "^1.0.0"}}', "packages/ui/package.json": '{"name": "@scope/ui", "peerDependencies": {"vue": "^3"}}'})
    assert rows(found) == [
        "@esbuild/linux-x64 0.20.2 development transitive :36", "esbuild 0.20.2 development direct [^0.20.0] :42", "left-pad 1.3.0 production direct [npm:left-pad@^1.0.0] :53", "react 18.3.1 production direct [catalog:] :62",
        "react-dom 18.3.1 production direct [^18.0.0] :57",
    ]
    assert left(found) == ["@scope/ui | workspace:* | it is a directory or :11", "added | ^1.0.0 | the manifest asks for it, :1", "forked | 1.0.0 | it comes from a repository, :49"]
    assert chains(found, "react") == ["react@18.3.1", "react-dom@18.3.1 > react@18.3.1"]
    assert chains(found, "left-pad") == ["left-pad@1.3.0", "forked@1.0.0 > left-pad@1.3.0"]
    assert found.files == ("package.json", "packages/ui/package.json", "pnpm-lock.yaml")


FIVE = """lockfileVersion: 5.4

specifiers:
  '@babel/core': ^7.0.0
  jest: ^27.0.0

dependencies:
  '@babel/core': 7.16.0

devDependencies:
  jest: 27.0.0_ts-node@10.0.0

packages:

  /@babel/core/7.16.0:
    resolution: {integrity: sha512-aa==}
    dependencies:
      semver: 6.3.0
    dev: false

  /jest/27.0.0_ts-node@10.0.0:
    resolution: {integrity: sha512-aa==}
    dependencies:
      semver: 6.3.0
    dev: true

  /semver/6.3.0:
    resolution: {integrity: sha512-aa==}

  github.com/x/forked/abc:
    resolution: {tarball: https://codeload.github.com/x/forked/tar.gz/abc}
    name: forked
    version: 1.0.0
    dev: true
"""


def test_version_5():
    found = project(**{"pnpm-lock.yaml": FIVE})
    assert rows(found) == ["@babel/core 7.16.0 production direct [^7.0.0] :15", "jest 27.0.0 development direct [^27.0.0] :21", "semver 6.3.0 production transitive :27"]
    assert left(found) == ["forked | 1.0.0 | it comes from a repository, :30"]


def test_version_6():
    text = FIVE.replace("5.4", "'6.0'").replace("/@babel/core/7.16.0", "/@babel/core@7.16.0").replace("/jest/27.0.0_ts-node@10.0.0", "/jest@27.0.0(ts-node@10.0.0)").replace("/semver/6.3.0", "/semver@6.3.0").replace("jest: 27.0.0_ts-node@10.0.0", "jest:\n    specifier: ^27.0.0\n    version: 27.0.0(ts-node@10.0.0)")
    found = project(**{"pnpm-lock.yaml": text})
    assert [row.rsplit(" ", 1)[0] for row in rows(found)] == ["@babel/core 7.16.0 production direct [^7.0.0]", "jest 27.0.0 development direct [^27.0.0]", "semver 6.3.0 production transitive"]


def test_the_document_a_package_manager_writes_for_itself_is_passed_over():
    text = "---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    packageManagerDependencies:\n      pnpm:\n        specifier: 11.0.0\n        version: 11.0.0\n---\n" + NINE
    assert "react-dom 18.3.1" in " ".join(rows(project(**{"pnpm-lock.yaml": text})))


def test_what_is_refused():
    assert why(project(**{"pnpm-lock.yaml": "packages: {}\n"})) == {"pnpm-lock.yaml": "it is no lockfile of pnpm: lockfileVersion is missing"}
    assert "alias, an anchor or a tag" in why(project(**{"pnpm-lock.yaml": "lockfileVersion: 5.4\npackages: &a\n  x: *a\n"}))["pnpm-lock.yaml"]
    assert why(project(**{"pnpm-lock.yaml": "lockfileVersion: 5.4\npackages:\n  /a/1.0.0: {}\n  /a/1.0.0: {}\n"})) == {"pnpm-lock.yaml": "line 4: the key '/a/1.0.0' is given twice"}
