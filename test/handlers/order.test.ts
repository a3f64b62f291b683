// Every handler is built alike: at most forty lines, with the middleware in one order, and Powertools where docs/service.md says so.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";

const files = readdirSync("handlers").map(
  (name) => [name, readFileSync(join("handlers", name), "utf8")] as const,
);
const entries = files.filter(([, text]) => text.includes("export const handler"));

/** From the outside in: what failed is traced, logged and counted; only then it is read, and done once. */
const order = [
  "captureLambdaHandler",
  "injectLambdaContext",
  "logMetrics",
  "parser",
  "makeHandlerIdempotent",
];
const always = order.slice(0, 3);

const used = (text: string) => Array.from(text.matchAll(/^ {2}\.use\((\w+)\(/gm), ([, name = ""]) => name);

test.each(files)("%s has at most forty lines of code", (_, text) => {
  const code = text
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*(?:\/\/|\/?\*)/.test(line) && !/^import /.test(line));
  expect(code.length).toBeLessThanOrEqual(40);
});

test.each(entries)("%s uses Middy's middleware in the one order", (_, text) => {
  const names = used(text);
  expect(names).toEqual(order.filter((name) => names.includes(name)));
  expect(names.slice(0, always.length)).toEqual(always);
});

describe("Powertools", () => {
  test.each(files)("%s has each of its clients traced", (_, text) => {
    const made = text.match(/new \w+Client\(/g) ?? [];
    const traced = text.match(/tracer\.captureAWSv3Client\(new \w+Client\(/g) ?? [];
    expect(traced).toHaveLength(made.length);
  });

  test.each([
    ["batch with partial failures", "chronicle.ts", /processPartialResponse\(/],
    ["idempotency with payload validation", "notify.ts", /payloadValidationJmesPath/],
    ["parameters", "approval-key.ts", /getSecret\(/],
    ["parser", "validate.ts", /use\(parser\(/],
    ["cold starts as a metric", "observability.ts", /captureColdStartMetric: true/],
    ["correlation ids", "observability.ts", /setCorrelationId\(/],
  ])("%s: %s", (_, file, pattern) => {
    expect(readFileSync(join("handlers", file), "utf8")).toMatch(pattern);
  });
});
