// A bus that is killed: the events that it accepted, its rules and its targets are there again.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import { EventBuses } from "../../../src/services/eventbridge/buses/event-buses.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";

test("every accepted event that was not delivered is delivered after a kill", async () => {
  const directory = await mkdtemp(join(tmpdir(), "events-crash-"));
  try {
    const accepted = await publishUntilKilled(directory);
    const arrived = new Set<string>();
    const buses = await EventBuses.open({
      directory,
      clock: new VirtualClock(Date.now()),
      identity: localIdentity,
      deliver: ({ payload }) => {
        arrived.add(JSON.parse(payload.text).id);
        return delivered;
      },
    });
    expect(buses.listTargetsByRule("seen", "weather")).toEqual([{ id: "one", arn: "arn:aws:x:::y" }]);
    buses.start();
    while (buses.pendingDeliveries > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.filter((id) => !arrived.has(id))).toEqual([]);
    await buses.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

async function publishUntilKilled(directory: string): Promise<readonly string[]> {
  const publisher = join(import.meta.dirname, "support", "endless-publisher.ts");
  const child = spawn(process.execPath, [publisher, directory], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.length > 4000) child.kill("SIGKILL");
  });
  await once(child.stdout, "close");
  return printed.split("\n").slice(0, -1);
}
