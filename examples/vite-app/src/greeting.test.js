import { expect, test } from "vitest";

import { greeting } from "./greeting.js";

test("greets without a configuration", () => {
  expect(greeting(undefined)).toBe("Hello");
});
