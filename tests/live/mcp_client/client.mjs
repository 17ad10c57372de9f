// The official TypeScript client, driven from a list of steps: node client.mjs '{"command", "args", "env", "steps"}' prints what each step gave.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const { command, args, env, steps } = JSON.parse(process.argv[2]);
const errors = [];
const transport = new StdioClientTransport({ command, args, env: { ...process.env, ...env }, stderr: "inherit" });
const client = new Client({ name: "not-ours", version: "1" });
client.onerror = (error) => errors.push(String(error));

const started = performance.now();
await client.connect(transport);
const results = [];
for (const step of steps) {
  const progress = [];
  const options = { timeout: 120_000, onprogress: (p) => progress.push(p.message) };
  try {
    const call = () =>
      step.list ? client.listTools()
      : step.tool ? client.callTool({ name: step.tool, arguments: step.arguments }, undefined, step.cancel_ms ? { ...options, signal: AbortSignal.timeout(step.cancel_ms) } : options)
      : step.read ? client.readResource({ uri: step.read === "report" ? results.at(-1).value.structuredContent.report : step.read })
      : client.listResources();
    results.push({ value: step.times ? await Promise.all(Array.from({ length: step.times }, call)) : await call(), progress });
  } catch (error) {
    results.push({ error: String(error), code: error.code, progress });
  }
}
const server = client.getServerVersion();
const seconds = (performance.now() - started) / 1000;
const pid = transport.pid;
await client.close();
let alive = true;
try { process.kill(pid, 0); } catch { alive = false; }
console.log(JSON.stringify({ server, instructions: client.getInstructions(), results, errors, seconds, alive }));
