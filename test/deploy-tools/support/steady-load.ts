// Records that go into a stream at a steady rate while something else is done, and what the machine behind it makes of them. Each
// has an id, so that what is lost is known by it; one may come twice, for a stream gives each at least once.

import { setTimeout as sleep } from "node:timers/promises";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { until } from "../../support/until.ts";
import type { Deployment } from "./deployment.ts";

const data = Buffer.from("{}");
const mostInARequest = 500;

/** What an execution of the pipeline's machine answers. */
interface Processed {
  readonly ids: readonly string[];
  readonly begun: string;
  readonly ended: string;
}

export interface LoadBooks {
  readonly sent: number;
  readonly perSecond: number;
  /** Sent, and answered by no execution. */
  readonly lost: number;
  /** By which revision of the machine executions went, from their first state to their last. */
  readonly revisions: ReadonlySet<string>;
  readonly failed: number;
}

/** Rejects as `work` does. */
export async function underLoad(
  deployment: Deployment,
  { streamName, perSecond }: { readonly streamName: string; readonly perSecond: number },
  work: () => Promise<unknown>,
): Promise<LoadBooks> {
  const missing = new Set<string>();
  const revisions = new Set<string>();
  let failed = 0;
  const stopWatching = deployment.region.services.states.onExecutionEnded(({ end }) => {
    if (end.status !== "SUCCEEDED") {
      failed++;
      return;
    }
    const { ids, begun, ended } = end.output as unknown as Processed;
    revisions.add(`${begun}–${ended}`);
    for (const id of ids) missing.delete(id);
  });
  const client = new KinesisClient({
    endpoint: deployment.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  let sent = 0;
  let isOver = false;
  const startedAt = performance.now();
  const sending = (async () => {
    while (!isOver) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond) - sent;
      const many = Math.min(due, mostInARequest);
      if (many < mostInARequest) await sleep(5);
      if (many <= 0) continue;
      const ids = Array.from({ length: many }, () => String(sent++));
      for (const id of ids) missing.add(id);
      const Records = ids.map((id) => ({ PartitionKey: id, Data: data }));
      await client.send(new PutRecordsCommand({ StreamName: streamName, Records }));
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await sending;
    client.destroy();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await until(() => missing.size === 0).catch(() => undefined);
  stopWatching();
  return { sent, perSecond: Math.round(sent / seconds), lost: missing.size, revisions, failed };
}
