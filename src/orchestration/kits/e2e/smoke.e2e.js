/* eslint-disable */
import process from "node:process";
import { expect, test } from "@playwright/test";

test("the app answers", async ({ request }) => {
  const response = await request.get(process.env.E2E_HEALTH_PATH || "/");
  expect(response.status()).toBeLessThan(400);
});

test("the start page opens without a script error", async ({ page, request }) => {
  const start = await request.get("/");
  test.skip(start.status() === 404, "nothing is served at /");
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto("/");
  await expect(page.locator("body")).toBeVisible();
  expect(errors).toEqual([]);
});
