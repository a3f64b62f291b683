// All services of one region, closed and opened again on the same folder: each finds what it kept.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Region } from "../../src/region/region.ts";
import { services } from "../../src/region/services.ts";
import { until } from "../support/until.ts";
import { putRecords, startPipe } from "./support/delivery-sources.ts";
import { targets } from "./support/delivery-targets.ts";
import { keepers } from "./support/kept-cases.ts";

/** Those that keep nothing, and why; a pipe's is shown below. */
const forgetful: Readonly<Record<string, string>> = {
  codedeploy: "a deployment is begun anew by the stack that it is of",
  sts: "it has nothing",
  xray: "traces are held in memory",
};

let folder: string;
let region: Region;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reopening-"));
  region = await open();
});
afterAll(async () => {
  await region.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<Region> {
  const opened = await Region.open({ directory: folder, endpoint: "http://127.0.0.1:4566" });
  opened.start();
  return opened;
}

async function reopen(): Promise<void> {
  await region.close();
  region = await open();
}

test("every door is one of the cases", () => {
  const names = services.list.map(({ name }) => name);
  expect([...Object.keys(keepers), ...Object.keys(forgetful)].sort()).toEqual(names.sort());
});

describe("a region on a folder", () => {
  /** By services, what was read before, of the region opened again, and of it opened once more. */
  const seen: Record<string, unknown>[] = [];
  beforeAll(async () => {
    for (const { put } of Object.values(keepers)) await put(region, folder);
    for (let life = 0; life < 3; life++) {
      if (life > 0) await reopen();
      const found: Record<string, unknown> = {};
      for (const [name, { read }] of Object.entries(keepers)) found[name] = await read(region);
      seen.push(found);
    }
  });

  test.each(Object.keys(keepers))("finds again what %s kept, and once more", (name) => {
    const [before, again, onceMore] = seen.map((found) => found[name]);
    expect(again).toEqual(before);
    expect(onceMore).toEqual(before);
  });
});

test("a pipe goes on behind what it delivered", async () => {
  const queue = await targets.queue?.(region, "of-pipe");
  const target = { targetArn: queue?.arn ?? "" };
  const taken = (count: number) =>
    until(() => {
      const texts = region.services.sqs.messages("of-pipe").map(({ body }) => JSON.parse(body).data);
      return texts.length < count ? undefined : texts.map((data) => Buffer.from(data, "base64").toString());
    });
  await startPipe(region, "p", target);
  await putRecords(region, "p", ["first"]);
  expect(await taken(1)).toEqual(["first"]);
  await reopen();
  await startPipe(region, "p", target);
  await putRecords(region, "p", ["second"]);
  expect(await taken(2)).toEqual(["first", "second"]);
});
