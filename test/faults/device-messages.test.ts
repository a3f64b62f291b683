// A region that is killed while messages come in: whatever was acknowledged has been acted on, retained or entered in its shadow.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import mqtt from "mqtt";
import { Region } from "../../src/region/region.ts";
import { getRecords, getShardIterator } from "../../src/services/kinesis/reading/get-records.ts";
import { until } from "../support/until.ts";

test("what was acknowledged over MQTT is there after a kill", async () => {
  const directory = mkdtempSync(join(tmpdir(), "iot-crash-"));
  try {
    const { published, retained, shadow } = await publishUntilKilled(directory);
    const region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566" });
    const { kinesis, iot } = region.services;
    const found = new Set<number>();
    for (const { id: shardId } of kinesis.stream({ streamName: "readings" }).shards) {
      const from = { shardId, shardIteratorType: "TRIM_HORIZON" } as const;
      const { records } = await getRecords(
        kinesis,
        getShardIterator(kinesis, { streamName: "readings" }, from),
      );
      for (const { data } of records) found.add(JSON.parse(Buffer.from(data).toString()).n);
    }
    expect(published.length).toBeGreaterThan(0);
    expect(published.filter((n) => !found.has(n))).toEqual([]);
    expect(Number(Buffer.from(iot.retained.get("stations/last").payload, "base64"))).toBeGreaterThanOrEqual(
      retained,
    );
    expect(iot.shadows.shadows.get({ thingName: "station" }).version).toBeGreaterThanOrEqual(shadow);
    expect(iot.rules.get("readings").sql).toBe("SELECT n FROM 'stations/+/readings'");
    await region.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

async function publishUntilKilled(directory: string) {
  const script = join(import.meta.dirname, "device-messages-child.ts");
  const options = ["--disable-warning=ExperimentalWarning", script, directory];
  const child = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${await printedPort(child)}`, {
    reconnectPeriod: 0,
  });
  client.on("error", () => {});
  const published: number[] = [];
  let retained = 0;
  let shadow = 0;
  const update = "$aws/things/station/shadow/update";
  await client.subscribeAsync(`${update}/accepted`);
  client.on("message", (_, payload) => {
    shadow = JSON.parse(payload.toString()).version;
  });
  /** One round: a reading, the last one retained, and an update of the shadow. */
  const publish = async (n: number) => {
    await client.publishAsync(`stations/${n % 7}/readings`, JSON.stringify({ n }), { qos: 1 });
    published.push(n);
    await client.publishAsync("stations/last", String(n), { qos: 1, retain: true });
    retained = Math.max(retained, n);
    await client.publishAsync(update, JSON.stringify({ state: { reported: { n } } }), { qos: 1 });
  };
  const rounds = (async () => {
    for (let n = 1; client.connected; n += 4)
      await Promise.race([ended, Promise.all([n, n + 1, n + 2, n + 3].map(publish))]);
  })().catch(() => {});
  await until(() => published.length >= 60);
  child.kill("SIGKILL");
  await ended;
  client.end(true);
  await rounds;
  return { published, retained: Math.max(0, retained - 4), shadow };
}

async function printedPort({ stdout }: ChildProcess): Promise<number> {
  const [chunk] = (await once(stdout as NonNullable<typeof stdout>, "data")) as [Buffer];
  return Number(chunk.toString());
}
