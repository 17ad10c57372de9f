// Masks each value of the JSON list on stdin with the kit's masking.cjs (first argument) and writes the list that results, with how long each took.
const { mask } = require(process.argv[2]);

const values = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const results = values.map((value) => {
  const begun = performance.now();
  const masked = mask(value);
  return { masked: masked === undefined ? null : masked, ms: performance.now() - begun };
});
process.stdout.write(JSON.stringify(results));
