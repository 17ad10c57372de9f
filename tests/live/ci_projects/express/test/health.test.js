import assert from "node:assert/strict";
import { test } from "node:test";

import { app } from "../src/app.js";

test("the health path answers", async (t) => {
  const server = app.listen(0);
  t.after(() => server.close());
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/healthz`);
  assert.equal(answer.status, 200);
});
