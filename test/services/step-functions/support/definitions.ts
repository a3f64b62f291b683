// The ARNs and the definitions that tests of the API begin with.

import type { JsonObject } from "../../../../src/aws/json.ts";

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
