// Feeds queries to the LogQL grammar of Grafana's editor and prints where each breaks, as JSON.
// usage: node logql_bridge.cjs PACKAGE-DIRECTORY <queries.json   (a list of strings)
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const { parser } = require(path.join(process.argv[2], "index.cjs"));
const { version } = require(path.join(process.argv[2], "package.json"));

const broken = JSON.parse(fs.readFileSync(0, "utf8")).map((query) => {
  let at = -1;
  parser.parse(query).iterate({
    enter(node) {
      if (node.type.isError && at < 0) at = node.from;
    },
  });
  return at;
});
process.stdout.write(JSON.stringify({ version, broken }));
