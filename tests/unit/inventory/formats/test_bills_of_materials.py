"""CycloneDX and SPDX documents handed in."""

from __future__ import annotations

import pytest
from tests.unit.inventory.told import chains, left, project, rows, why

from orchestration.inventory.purls import package_of
from orchestration.model.dependency import Package

CYCLONEDX = """{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "metadata": { "component": { "bom-ref": "app", "type": "application", "name": "app" } },
  "components": [
    { "bom-ref": "a", "type": "library", "name": "express", "version": "4.18.2",
      "purl": "pkg:npm/express@4.18.2", "licenses": [ { "license": { "id": "MIT" } } ] },
    { "bom-ref": "b", "type": "library", "name": "qs", "purl": "pkg:npm/qs@6.11.0", "scope": "optional", "licenses": [ { "expression": "MIT OR ISC" } ],
      "components": [ { "type": "library", "name": "inner", "purl": "pkg:pypi/Inner_Thing@1.0" } ] },
    { "bom-ref": "o", "type": "library", "name": "odd", "version": "1" },
    { "type": "file", "name": "some.js" }
  ],
  "dependencies": [ { "ref": "app", "dependsOn": ["a", "o"] }, { "ref": "o", "dependsOn": ["b"] }, { "ref": "a", "dependsOn": ["b"] } ]
}
"""
SPDX = """{
  "spdxVersion": "SPDX-2.3",
  "documentDescribes": ["SPDXRef-app"],
  "packages": [
    { "SPDXID": "SPDXRef-app", "name": "app" },
    { "SPDXID": "SPDXRef-a", "name": "express", "versionInfo": "4.18.2", "licenseConcluded": "NOASSERTION", "licenseDeclared": "MIT",
      "externalRefs": [ { "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/express@4.18.2" } ] },
    { "SPDXID": "SPDXRef-b", "name": "qs", "externalRefs": [ { "referenceType": "purl", "referenceLocator": "pkg:npm/qs@6.11.0" } ] },
    { "SPDXID": "SPDXRef-c", "name": "jest", "externalRefs": [ { "referenceType": "purl", "referenceLocator": "pkg:npm/jest@29.0.0" } ] },
    { "SPDXID": "SPDXRef-d", "name": "odd", "versionInfo": "1" }
  ],
  "relationships": [
    { "spdxElementId": "SPDXRef-app", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-a" },
    { "spdxElementId": "SPDXRef-b", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-a" },
    { "spdxElementId": "SPDXRef-c", "relationshipType": "DEV_DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-app" }
  ]
}
"""


def test_cyclonedx():
    found = project(**{"app.cdx.json": CYCLONEDX})
    assert rows(found) == ["inner-thing 1.0 production transitive :9", "express 4.18.2 production direct :7", "qs 6.11.0 optional transitive :8"]
    assert chains(found, "qs") == ["express@4.18.2 > qs@6.11.0", "odd@1 > qs@6.11.0"] and left(found) == ["odd | 1 | it has no package URL :10"]
    assert [c.licence for c in found.components] == ["", "MIT", "MIT OR ISC"]


def test_without_a_graph_it_does_not_tell_what_is_direct():
    assert rows(project(**{"bom.json": '{"bomFormat": "CycloneDX", "components": [{"type": "library", "name": "a", "purl": "pkg:npm/a@1.0.0"}]}'})) == ["a 1.0.0 production ? :1"]


def test_spdx():
    found = project(**{"app.spdx.json": SPDX})
    assert rows(found) == ["express 4.18.2 production direct :6", "jest 29.0.0 development direct :9", "qs 6.11.0 production transitive :8"]
    assert chains(found, "qs") == ["express@4.18.2 > qs@6.11.0"] and left(found) == ["odd | 1 | it has no package URL :10"] and found.components[0].licence == "MIT"


def test_what_is_none():
    assert why(project(**{"bom.json": "{}", "a.spdx.json": '{"@graph": []}', "b.spdx.json": "{}"})) == {
        "a.spdx.json": "it is SPDX 3, which is not read; hand over SPDX 2.3 or CycloneDX", "b.spdx.json": "it is no SPDX 2 document: spdxVersion does not say so", "bom.json": "it is no bill of materials of CycloneDX: bomFormat does not say so",
    }


@pytest.mark.parametrize(("purl", "package"), [
    ("pkg:npm/%40scope/a@1.0.0", Package("npm", "@scope/a", "1.0.0")), ("pkg:npm/@scope/a@1.0.0", Package("npm", "@scope/a", "1.0.0")), ("pkg:pypi/A_b@1.0", Package("PyPI", "a-b", "1.0")), ("pkg:maven/g.h/a@1?type=jar#x", Package("Maven", "g.h:a", "1")),
    ("pkg:golang/github.com/x/y@v1.0.0", Package("Go", "github.com/x/y", "v1.0.0")), ("pkg:deb/debian/curl@7.88-1?arch=amd64&distro=debian-12", Package("Debian:12", "curl", "7.88-1")), ("pkg:apk/alpine/curl@8?distro=3.20.1", Package("Alpine:v3.20", "curl", "8")),
    ("pkg:composer/A/B@1.0", Package("Packagist", "a/b", "1.0")), ("pkg:cargo/a@1.0.0%2Bx", Package("crates.io", "a", "1.0.0+x")), ("pkg:npm/a", Package("npm", "a", "")),
    ("pkg:deb/debian/curl@1", None), ("pkg:generic/a@1", None), ("a@1", None), ("pkg:maven/a@1", None), ("", None), ("pkg:npm/" + "a" * 3000, None),
])
def test_package_urls(purl: str, package: Package | None):
    assert package_of(purl) == package
