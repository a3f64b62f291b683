// StartSyncExecution over HTTP, side by side with a bare node:http server that answers the same bytes: what the region adds
// to the front door as a client sees it. What the client itself takes is in both figures.

import type { StateMachineDefinition } from "../../src/asl/definition.ts";
import { type BenchRow, inTurns, type Pace, rowOf } from "./bench-row.ts";
import { fiveStates, order } from "./executions.ts";
import { KeepAliveClient } from "./keep-alive-client.ts";
import { withServer } from "./server-process.ts";
import { type Round, startRound, stopwatchOf } from "./stopwatch.ts";

const connections = 16;
const stepFunctions = { target: "AWSStepFunctions", contentType: "application/x-amz-json-1.0" };

export async function httpBenches(pace: Pace): Promise<BenchRow[]> {
  return withServer("http-millrace.ts", async (port, pid) => {
    const client = new KeepAliveClient(port, stepFunctions);
    const start = JSON.stringify({
      stateMachineArn: await createdMachine(client),
      input: JSON.stringify(order),
    });
    const answer = await client.send("StartSyncExecution", start);
    if (!answer.includes("SUCCEEDED")) throw new Error(`StartSyncExecution answered ${answer}`);
    const [millrace = [], peer = []] = await withServer(
      "http-bare.ts",
      async (barePort, barePid) => {
        const bare = new KeepAliveClient(barePort, stepFunctions);
        const sides = [
          () => requestsPerSecond(client, start, roundOf(pace, pid)),
          () => requestsPerSecond(bare, start, roundOf(pace, barePid)),
        ];
        const measured = await inTurns(sides, pace.rounds);
        for (const each of [client, bare]) each.close();
        return measured;
      },
      [stepFunctions.contentType, answer],
    );
    const name = "StartSyncExecution of five states over HTTP";
    const peerName = "bare node:http, same bytes";
    return [rowOf({ name, millrace, peer, peerName, unit: "requests/s" })];
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

function roundOf({ seconds, millisecondsPerRound }: Pace, pid: number): Round {
  return startRound(stopwatchOf(seconds, pid), millisecondsPerRound * 2);
}

async function requestsPerSecond(client: KeepAliveClient, body: string, round: Round): Promise<number> {
  let answers = 0;
  const keepAsking = async () => {
    do {
      await client.send("StartSyncExecution", body);
      answers += 1;
    } while (!round.isOver());
  };
  await Promise.all(Array.from({ length: connections }, keepAsking));
  return answers / round.seconds();
}
