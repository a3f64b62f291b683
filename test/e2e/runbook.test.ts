// docs/runbook.md, followed literally: each section's commands in a shell with the AWS CLI, in a region that the service is deployed in,
// after what the section is about has happened there; and the commands of the pages about the service.

import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type DeployedService, deployService } from "../service/deployed-service.ts";
import { clientEnvironment } from "../support/client-environment.ts";
import { isInstalled } from "../support/installed.ts";
import { until } from "../support/until.ts";
import { rehearsals } from "./runbook-rehearsals.ts";

const program = (name: string, ...args: readonly string[]) =>
  isInstalled(name, spawnSync(name, [...args]).status === 0);
const hasClients = [program("jq", "--version"), program("/usr/bin/aws", "--version")].every((there) => there);

const [introduction = "", ...rest] = readFileSync("docs/runbook.md", "utf8").split(/^## /m);
const commandsIn = (text: string) =>
  Array.from(text.matchAll(/^```sh\n([\s\S]*?)^```$/gm), ([, block = ""]) => block);
const [definitions = "", ...first] = commandsIn(introduction);
const sections = new Map(
  rest.map((text) => [text.split(/[,\n]/, 1)[0] ?? "", commandsIn(text).join("")] as const),
);
sections.set("introduction", first.join(""));
const withCommands = [...sections].filter(([, commands]) => commands !== "");

/** Debian's CLI is a version 2, of which the page is, but too old for all operations; that of PyPI is new, and a version 1. */
const client = `aws() {
  case "$1 $2" in
    "logs tail" | "kinesis put-record" | "iot-data publish") /usr/bin/aws --endpoint-url "$AWS_ENDPOINT_URL" "$@" ;;
    *) command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@" ;;
  esac
}
`;

let service: DeployedService;
beforeAll(async () => {
  if (hasClients) service = await deployService();
}, 180_000);
afterAll(() => service?.close());

async function follow(commands: string, cwd = "."): Promise<string> {
  const script = `set -euo pipefail\n${client}${definitions}${commands}`;
  const env = clientEnvironment(service.url);
  return (await promisify(execFile)("bash", ["-c", script], { cwd, env })).stdout;
}

test("every section with commands is rehearsed", () => {
  expect([...rehearsals.keys()].toSorted()).toEqual(withCommands.map(([name]) => name).toSorted());
});

(hasClients ? describe : describe.skip)("the commands of", () => {
  test.each(withCommands)(
    "%s do what it says",
    async (name, commands) => {
      const { before, prints, after } = rehearsals.get(name) ?? {};
      await before?.(service);
      const printed = await follow(commands);
      for (const pattern of prints ?? []) expect(printed).toMatch(pattern);
      if (after !== undefined) await until(() => after(service));
    },
    300_000,
  );
});

/** What they show by name are the stack's outputs. Deploying has tests of its own. */
const ofPage = (page: string) =>
  commandsIn(readFileSync(page, "utf8"))
    .join("")
    .split("\n")
    .filter((line) => !line.startsWith("npx "))
    .join("\n")
    .replace(/<(\w+)>/g, (_, name) => String(service.outputs[name]));

const pages: readonly (readonly [page: string, prints: readonly RegExp[]])[] = [
  ["docs/service.md", [/"SubscriptionArn"/]],
  [
    "docs/workflows.md",
    [/upload: .*june\.jsonl/, /"executionArn"[\s\S]*"executionArn"/, /upload: .*summarise_day\.py/],
  ],
];

(hasClients ? describe : describe.skip)("a page about the service", () => {
  test.each(pages)(
    "%s has commands that work",
    async (page, prints) => {
      const folder = mkdtempSync(join(tmpdir(), "millrace-pages-"));
      symlinkSync(resolve("jobs"), join(folder, "jobs"));
      writeFileSync(join(folder, "june.jsonl"), '{"stationId":"archived"}\n');
      const printed = await follow(ofPage(page), folder).finally(() => rmSync(folder, { recursive: true }));
      for (const pattern of prints) expect(printed).toMatch(pattern);
    },
    300_000,
  );
});
