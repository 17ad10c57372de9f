// A user's visit in a real browser: `node visit.mjs ADDRESS VISIT`; prints what was seen as JSON.
import { chromium } from "playwright-core";

const [, , address, visit] = process.argv;
const person = "zoe.planted@mail.example";
const query = `?email=${person}&q=Zoeplanted#zplanted77`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage();
const seen = { console: [], scripts: [] };
page.on("console", (message) => ["error", "warning"].includes(message.type()) && seen.console.push(message.text().slice(0, 300)));
page.on("response", (response) => response.url().endsWith(".js") && seen.scripts.push(response.url()));

const visits = {
  async calm() {
    await page.goto(`${address}/${query}`);
    await page.click("a");
    await page.waitForURL("**/orders/1");
    await page.goto(`${address}/plant${query}`);
    await page.waitForTimeout(6500);
  },
  async failing() {
    await page.goto(`${address}/plant${query}`);
    await page.waitForSelector("li");
    await page.fill("input[name=who]", "Zoeplanted");
    await page.waitForTimeout(5500);
    await page.click("#fail");
    await page.waitForTimeout(1000);
    await page.getByRole("button", { name: "Report a Bug" }).click();
    await page.locator("textarea[name=message]").fill(`It failed when ${person} paid with password=hunter77planted.`);
    seen.asked = await page.locator("#sentry-feedback input:visible").count();
    await page.getByRole("button", { name: "Send Bug Report" }).click();
    await page.waitForTimeout(6500);
  },
  async broken() {
    await page.goto(`${address}/broken`);
    seen.heading = await page.locator("h1").textContent();
    await page.goto(`${address}/orders/7/fail`);
    seen.failed = await page.locator("h1").textContent();
    await page.goto(`${address}/act`);
    await page.click("#act");
    await page.waitForTimeout(1500);
  },
};
await visits[visit]();
await page.goto("about:blank");
await page.waitForTimeout(500);
await browser.close();
console.log(JSON.stringify(seen));
