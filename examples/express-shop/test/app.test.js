import assert from "node:assert/strict";
import { test } from "node:test";

import { createApp } from "../src/app.js";

async function serve(rows, run) {
  const asked = [];
  const server = createApp({ query: async (...args) => { asked.push(args); return { rows }; } }).listen(0);
  try {
    await run(`http://127.0.0.1:${server.address().port}`, asked);
  } finally {
    server.close();
  }
}

test("health answers without the database", () => serve([], async (base, asked) => {
  const response = await fetch(`${base}/health`);
  assert.equal(response.status, 200);
  assert.deepEqual(asked, []);
}));

test("products come from the database", () => serve([{ id: 1, name: "tea", cents: 350 }], async (base) => {
  assert.deepEqual(await (await fetch(`${base}/products`)).json(), [{ id: 1, name: "tea", cents: 350 }]);
}));

test("a product without a price is refused", () => serve([], async (base, asked) => {
  const response = await fetch(`${base}/products`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name: "tea" }) });
  assert.equal(response.status, 400);
  assert.deepEqual(asked, []);
}));
