// Step Functions of a region in memory behind a real server, and the SDK's client of it.

import { SFNClient } from "@aws-sdk/client-sfn";
import type { Json, JsonObject } from "../../../../src/aws/json.ts";
import { Region } from "../../../../src/region/region.ts";
import { stepFunctionsApi } from "../../../../src/services/step-functions/api/api.ts";
import type { States } from "../../../../src/services/step-functions/states.ts";
import { type Clock, systemClock } from "../../../../src/time/clock.ts";
import { serve } from "../../../server/sdk-server.ts";

export interface Service {
  readonly client: SFNClient;
  readonly url: string;
  readonly region: Region;
  readonly states: States;
  /** Lets the clock of the region, but not its timers, go forward. */
  laterBy(milliseconds: number): void;
  /** Whatever the server took for a bug of its own. */
  readonly faults: readonly unknown[];
  close(): Promise<void>;
}

/** @param given a clock that the test moves, timers and all; `laterBy` is of no use with it */
export async function openService(given?: Clock): Promise<Service> {
  let ahead = 0;
  const clock = given ?? { ...systemClock, now: () => Date.now() + ahead };
  const region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566", clock });
  region.start();
  const { states } = region.services;
  const server = await serve(stepFunctionsApi(states));
  const client = new SFNClient({ ...server.clientConfiguration, disableHostPrefix: true, maxAttempts: 1 });
  return {
    client,
    url: server.url,
    region,
    states,
    laterBy: (milliseconds) => {
      ahead += milliseconds;
    },
    faults: server.faults,
    async close() {
      client.destroy();
      await server.close();
      await region.close();
    },
  };
}

export const roleArn = "arn:aws:iam::000000000000:role/test";
const prefix = "arn:aws:states:us-east-1:000000000000:";
export const machineArn = (name: string) => `${prefix}stateMachine:${name}`;
export const executionArn = (machine: string, name: string) => `${prefix}execution:${machine}:${name}`;
export const activityArn = (name: string) => `${prefix}activity:${name}`;
export const expressArn = (machine: string, name: string) => `${prefix}express:${machine}:${name}:one`;
export const mapRunArn = (label: string) => `${prefix}mapRun:${label}:2c4f7a1e-0000-4000-8000-000000000000`;

function machine(state: JsonObject): string {
  return JSON.stringify({ StartAt: "Only", States: { Only: state } });
}

export const passes = machine({ Type: "Pass", End: true });
export const fails = machine({ Type: "Fail", Error: "TooCold", Cause: "It snows" });
export const waits = machine({ Type: "Wait", Seconds: 3600, End: true });
export const task = (resource: string, fields: JsonObject = {}) =>
  machine({ Type: "Task", Resource: resource, End: true, ...fields });
export const maps = (seconds: number) =>
  machine({
    Type: "Map",
    Label: "Each",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", Seconds: seconds, End: true } },
    },
    End: true,
  });

/** A request as no client would send it. */
export async function post(service: Service, operation: string, body: unknown): Promise<Answer> {
  const response = await fetch(service.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AWSStepFunctions.${operation}`,
    },
    body: JSON.stringify(body),
  });
  const { __type, message, ...members } = (await response.json()) as Readonly<Record<string, unknown>>;
  const code = __type === undefined ? undefined : String(__type).split("#").at(-1);
  return { status: response.status, code, message: String(message ?? ""), members };
}

export interface Answer {
  readonly status: number;
  /** Of the error, without its namespace. */
  readonly code: string | undefined;
  readonly message: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** Looks again and again until something is there. */
export async function until<Found>(
  look: () => Found | undefined | Promise<Found | undefined>,
): Promise<Found> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Runs a machine to its end. */
export async function run(service: Service, stateMachineArn: string, input: Json = {}): Promise<string> {
  const { executionArn: arn } = await service.states.startExecution({
    stateMachineArn,
    input: JSON.stringify(input),
  });
  await service.states.standard.ended(arn);
  return arn;
}
