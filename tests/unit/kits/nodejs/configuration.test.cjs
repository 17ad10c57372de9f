// The settings and the environment that overrides them. KIT is the kit's folder.
const { test } = require("node:test");
const assert = require("node:assert");
const { configured } = require(`${process.env.KIT}/observability/configuration.cjs`);
const settings = require(`${process.env.KIT}/observability/settings.cjs`);

test("without an environment the settings hold", () => {
  assert.deepEqual({ ...configured({}) }, settings);
});

test("each setting is overridden by the variable of its name, in its own type", () => {
  const found = configured({ METRICS_PORT: "9999", LATENCY_BUCKETS_SECONDS: "0.1, 0.5,2", CAPTURE_CONSOLE: "false", READINESS_PATH: "/ready", HTTP_DEPENDENCIES: "a=http://x/,b=https://y/", DRAIN_SECONDS: "" });
  assert.equal(found.METRICS_PORT, 9999);
  assert.deepEqual(found.LATENCY_BUCKETS_SECONDS, [0.1, 0.5, 2]);
  assert.equal(found.CAPTURE_CONSOLE, false);
  assert.equal(found.READINESS_PATH, "/ready");
  assert.deepEqual(found.HTTP_DEPENDENCIES, ["a=http://x/", "b=https://y/"]);
  assert.equal(found.DRAIN_SECONDS, settings.DRAIN_SECONDS);
});

test("the service's name and version have two names each", () => {
  assert.equal(configured({ SERVICE_NAME: "a", OTEL_SERVICE_NAME: "b" }).SERVICE_NAME, "b");
  assert.equal(configured({ SERVICE_NAME: "a" }).SERVICE_NAME, "a");
  assert.equal(configured({ VERSION: "1", SERVICE_VERSION: "2" }).SERVICE_VERSION, "2");
  assert.equal(configured({ VERSION: "1" }).SERVICE_VERSION, "1");
});

test("a value that cannot be meant is refused by name", () => {
  for (const [name, text] of [["METRICS_PORT", "abc"], ["DRAIN_SECONDS", "-1"], ["CAPTURE_CONSOLE", "maybe"], ["LATENCY_BUCKETS_SECONDS", "0.1,x"], ["SHUTDOWN_SECONDS", "  "]]) {
    assert.throws(() => configured({ [name]: text }), new RegExp(name));
  }
});
