// Masking of what JSON cannot carry into a test: errors, maps, circles, objects that throw when they are read. KIT is the kit's folder.
const { test } = require("node:test");
const assert = require("node:assert");
const { mask, maskText, REDACTED } = require(`${process.env.KIT}/observability/masking.cjs`);

test("errors, their causes and their own properties", () => {
  const cause = new Error("password=hunter2 refused");
  const error = Object.assign(new TypeError("mail to ada@example.com failed", { cause }), { code: "EAUTH", config: { headers: { Authorization: "x" } } });
  const masked = mask({ error });
  assert.equal(masked.error.type, "TypeError");
  assert.equal(masked.error.message, `mail to ${REDACTED} failed`);
  assert.equal(masked.error.code, "EAUTH");
  assert.equal(masked.error.cause.message, `password=${REDACTED} refused`);
  assert.equal(masked.error.config.headers.Authorization, REDACTED);
  assert.doesNotMatch(JSON.stringify(masked), /hunter2|ada@/);
  assert.equal(mask(new AggregateError([new Error("token=abc123")])).errors[0].message, `token=${REDACTED}`);
});

test("maps, sets, pairs and named values", () => {
  assert.deepEqual(mask(new Map([["apiKey", "k"], ["id", 1]])), { apiKey: REDACTED, id: 1 });
  assert.deepEqual(mask(new Map([[{ a: 1 }, "x"]])), { "[object]": "x" });
  assert.deepEqual(mask(new Set(["ada@example.com", "x"])), [REDACTED, "x"]);
  assert.deepEqual(mask({ headers: [["cookie", "a=b"], ["accept", "*/*"]] }), { headers: [["cookie", REDACTED], ["accept", "*/*"]] });
  assert.deepEqual(mask([{ name: "password", value: "x" }, { name: "city", value: "x" }]), [{ name: "password", value: REDACTED }, { name: "city", value: "x" }]);
});

test("circles, depth and size are bounded", () => {
  const circle = { name: "a" };
  circle.self = circle;
  assert.deepEqual(mask(circle), { name: "a", self: "[circular]" });
  const twice = { id: 1 };
  assert.deepEqual(mask([twice, twice]), [{ id: 1 }, { id: 1 }], "the same object twice is no circle");
  let deep = "bottom";
  for (let i = 0; i < 50; i++) deep = { deep };
  assert.match(JSON.stringify(mask(deep)), /\[truncated\]/);
  assert.ok(mask(Array.from({ length: 100_000 }, (_, i) => i)).length < 1100);
  assert.ok(JSON.stringify(mask(Array.from({ length: 900 }, () => "x y ".repeat(1000)))).length < 200_000);
  const long = maskText(`${"x".repeat(20_000)} ada@example.com`);
  assert.ok(long.length < 17_000 && !long.includes("ada@"));
});

test("nothing that is logged can throw, and nothing logged is changed", () => {
  const hostile = { get password() { throw new Error("no"); }, get other() { throw new Error("no"); }, ok: 1 };
  assert.equal(mask(hostile).ok, 1);
  assert.equal(mask(hostile).other, "[unreadable]");
  assert.equal(mask({ toJSON() { throw new Error("no"); } }), "[unreadable]");
  assert.equal(mask(new Proxy({}, { ownKeys() { throw new Error("no"); } })), "[unreadable]");
  const original = { password: "x", list: ["ada@example.com"] };
  mask(original);
  assert.deepEqual(original, { password: "x", list: ["ada@example.com"] });
});

test("a key named __proto__ is data", () => {
  const masked = mask(JSON.parse('{"__proto__": {"admin": true}}'));
  assert.equal({}.admin, undefined);
  assert.equal(JSON.stringify(masked), '{"__proto__":{"admin":true}}');
});

test("every other kind of value", () => {
  const date = new Date(0);
  const values = [date, new Date(NaN), 10n, NaN, Infinity, Symbol("s"), () => 1, Buffer.from("secret"), new Uint8Array(3), /x/, new URL("https://u:pw1@h/"), undefined, null, true, Promise.resolve(), new WeakMap()];
  assert.deepEqual(mask(values), ["1970-01-01T00:00:00.000Z", "Invalid Date", "10", "NaN", "Infinity", "Symbol(s)", "[function]", "[6 bytes]", "[3 bytes]", "/x/", `https://u:${REDACTED}@h/`, null, null, true, "[Promise]", "[WeakMap]"]);
  assert.doesNotThrow(() => JSON.stringify(mask(values)));
  assert.deepEqual(mask({ pin: 1234, tokens: 7, secret: false, token: null }), { pin: REDACTED, tokens: 7, secret: false, token: null });
});

test("a key with personal data in it", () => {
  assert.deepEqual(mask({ "ada@example.com": 1 }), { [REDACTED]: 1 });
});

test("phone numbers and addresses are kept unless asked for", () => {
  assert.equal(maskText("call +4915112345678 from 10.1.2.3"), "call +4915112345678 from 10.1.2.3");
  const { execFileSync } = require("node:child_process");
  const code = `process.stdout.write(require(process.env.KIT + "/observability/masking.cjs").maskText("call +49 151 12345678 from 10.1.2.3, v1.2.3"))`;
  const text = execFileSync(process.execPath, ["-e", code], { encoding: "utf8", env: { ...process.env, MASK_PHONE_NUMBERS: "true", MASK_IPV4_ADDRESSES: "1" } });
  assert.equal(text, `call ${REDACTED} from ${REDACTED}, v1.2.3`);
});
