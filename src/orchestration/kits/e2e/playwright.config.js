/* eslint-disable */
// End-to-end tests; a package of their own, so that the project's lockfile is not touched.
// Locally: npm ci && npm run browsers && E2E_COMMAND="the command that starts the app" npm test
import process from "node:process";
import { defineConfig, devices } from "@playwright/test";

const baseURL = process.env.E2E_BASE_URL || `http://127.0.0.1:${process.env.E2E_PORT || "3000"}`;

export default defineConfig({
  testMatch: "**/*.e2e.js",
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"], ["html", { open: "never" }]],
  use: {
    baseURL,
    trace: "retain-on-failure",
    // A browser that is there already, where none may be downloaded.
    launchOptions: process.env.E2E_BROWSER ? { executablePath: process.env.E2E_BROWSER } : {},
  },
  projects: [{ name: "chromium", use: { ...devices["Desktop Chrome"] } }],
  webServer: process.env.E2E_COMMAND
    ? {
        command: process.env.E2E_COMMAND,
        cwd: "..",
        url: baseURL + (process.env.E2E_HEALTH_PATH || "/"),
        timeout: 120_000,
        reuseExistingServer: !process.env.CI,
      }
    : undefined,
});
