// StartSyncExecution over HTTP, side by side with a bare node:http server that answers the same bytes: what the region adds
// to the front door as a client sees it. What the client itself takes is in both figures.

import type { StateMachineDefinition } from "../../src/asl/definition.ts";
import { type BenchRow, median, type Pace } from "./bench-row.ts";
import { fiveStates, order } from "./executions.ts";
import { KeepAliveClient } from "./keep-alive-client.ts";
import { withServer } from "./server-process.ts";

const connections = 16;
const stepFunctions = { target: "AWSStepFunctions", contentType: "application/x-amz-json-1.0" };

export async function httpBenches(pace: Pace): Promise<BenchRow[]> {
  return withServer("http-millrace.ts", async (port) => {
    const client = new KeepAliveClient(port, stepFunctions);
    const start = JSON.stringify({
      stateMachineArn: await createdMachine(client),
      input: JSON.stringify(order),
    });
    const answer = await client.send("StartSyncExecution", start);
    if (!answer.includes("SUCCEEDED")) throw new Error(`StartSyncExecution answered ${answer}`);
    const [millrace = Number.NaN, peer = Number.NaN] = await withServer(
      "http-bare.ts",
      (barePort) => takeTurns([client, new KeepAliveClient(barePort, stepFunctions)], start, pace),
      [stepFunctions.contentType, answer],
    );
    const name = "StartSyncExecution of five states over HTTP";
    const peerName = "bare node:http, same bytes";
    return [{ name, millrace, peer, peerName, ratio: millrace / peer, unit: "requests/s" }];
  });
}

/** The five states, of which the caller is told the price and not the workings. */
const pricing: StateMachineDefinition = {
  ...fiveStates,
  States: { ...fiveStates.States, Done: { Type: "Succeed", OutputPath: "$.priced" } },
};

async function createdMachine(client: KeepAliveClient): Promise<string> {
  const { stateMachineArn } = await client.call<{ readonly stateMachineArn: string }>("CreateStateMachine", {
    name: "orders",
    type: "EXPRESS",
    definition: JSON.stringify(pricing),
    roleArn: "arn:aws:iam::000000000000:role/orders",
  });
  return stateMachineArn;
}

async function takeTurns(clients: readonly KeepAliveClient[], body: string, pace: Pace): Promise<number[]> {
  const measured: number[][] = clients.map(() => []);
  for (let round = 0; round <= pace.rounds; round++) {
    for (const [index, client] of clients.entries()) {
      const rate = await requestsPerSecond(client, body, pace.millisecondsPerRound * 2);
      // The first round warms up.
      if (round > 0) measured[index]?.push(rate);
    }
  }
  for (const client of clients) client.close();
  return measured.map(median);
}

async function requestsPerSecond(
  client: KeepAliveClient,
  body: string,
  milliseconds: number,
): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + milliseconds;
  let answers = 0;
  const keepAsking = async () => {
    do {
      await client.send("StartSyncExecution", body);
      answers += 1;
    } while (performance.now() < endsAt);
  };
  await Promise.all(Array.from({ length: connections }, keepAsking));
  return (answers * 1000) / (performance.now() - startedAt);
}
