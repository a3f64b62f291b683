// The check of imports, of small houses of the test's own.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const tool = join(import.meta.dirname, "../../tools/check-imports.ts");
const table = [
  "| floor | rooms | of these pure |",
  "| --- | --- | --- |",
  "| 0 | `aws` | `aws` |",
  "| 1 | `engine`, `storage` | `engine` |",
  "| 2 | `services` | |",
  "| 3 | `region` | |",
];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "house-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function check(files: Readonly<Record<string, string>>, rows: readonly string[] = table) {
  const house = {
    "docs/architecture.md": `# Architecture\n\n${rows.join("\n")}\n\nMore.\n`,
    "handlers/ingest.ts": "",
    "src/aws/arn.ts": "",
    "src/engine/execution.ts": 'import { arn } from "../aws/arn.ts";',
    "src/storage/journal.ts": 'import { open } from "node:fs";',
    "src/services/door.ts": 'import { arn } from "../aws/arn.ts";',
    "src/services/kinesis/streams.ts": 'import { shard } from "./log/shard.ts";\nimport "../door.ts";',
    "src/services/kinesis/log/shard.ts": 'import { journal } from "../../../storage/journal.ts";',
    "src/services/pipes/pipe.ts": "",
    "src/region/region.ts": 'import { streams } from "../services/kinesis/streams.ts";',
    ...files,
  };
  for (const [path, text] of Object.entries(house)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, root], { encoding: "utf8" });
  return { status, stdout: stdout.trim(), offences: stderr.split("\n").filter((line) => line !== "") };
}

test("imports that point down are let be", () => {
  expect(check({})).toMatchObject({ status: 0, stdout: "imports point down" });
});

test.each<[what: string, files: Readonly<Record<string, string>>, offence: string]>([
  [
    "a service that imports another",
    { "src/services/pipes/pipe.ts": 'import type { Shard } from "../kinesis/log/shard.ts";' },
    'src/services/pipes/pipe.ts: imports ../kinesis/log/shard.ts, but "pipes" and "kinesis" are services, which never import each other',
  ],
  [
    "what all services share, that imports one",
    { "src/services/door.ts": 'export { pipe } from "./pipes/pipe.ts";' },
    "src/services/door.ts: imports ./pipes/pipe.ts, but what all services share may import none of them",
  ],
  [
    "a service that imports the region",
    { "src/services/pipes/pipe.ts": 'const { region } = await import("../../region/region.ts");' },
    'src/services/pipes/pipe.ts: imports ../../region/region.ts, but "services" may only import from floors below its own',
  ],
  [
    "a room that imports one on its floor",
    { "src/storage/journal.ts": 'import { run } from "../engine/execution.ts";' },
    'src/storage/journal.ts: imports ../engine/execution.ts, but "storage" may only import from floors below its own',
  ],
  [
    "a pure room that reaches outside",
    { "src/engine/execution.ts": 'import { readFileSync } from "node:fs";' },
    'src/engine/execution.ts: imports node:fs, but "engine" is pure',
  ],
  [
    "a room on no floor",
    { "src/attic/box.ts": "" },
    'src/attic/box.ts: room "attic" stands on no floor of the table in docs/architecture.md',
  ],
  [
    "a handler that imports the runtime",
    { "handlers/ingest.ts": 'import { arn } from "../src/aws/arn.ts";' },
    "handlers/ingest.ts: a handler may only import npm packages and src/weather, not src/aws/arn.ts",
  ],
])("%s is told", (_, files, offence) => {
  expect(check(files)).toEqual({ status: 1, stdout: "offences of imports: 1", offences: [offence] });
});

test("a room of the table that there is not is told", () => {
  expect(check({}, [...table, "| 4 | `cli` | |"])).toMatchObject({
    status: 1,
    offences: ['docs/architecture.md: the table of floors names "cli", which is no room of src'],
  });
});

test("without its table nothing is checked, and that is an error", () => {
  expect(check({}, [])).toMatchObject({
    status: 1,
    offences: expect.arrayContaining([
      expect.stringContaining("docs/architecture.md has no table of floors"),
    ]),
  });
});
