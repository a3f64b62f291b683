// Brings an example up: a region in memory with its API, the example's template deployed into it, and what its
// millrace.config.json stands in for.

import { once } from "node:events";
import { join } from "node:path";
import type { Json } from "../src/aws/json.ts";
import { readServiceSettings } from "../src/cli/service-settings.ts";
import { deployStack } from "../src/projects/deploy-stack.ts";
import { findProject } from "../src/projects/find-project.ts";
import { Region } from "../src/region/region.ts";
import { ApiServer } from "../src/server/server.ts";
import type { ExecutionRecord } from "../src/services/step-functions/executions/execution-record.ts";

export const exampleNames = ["retry-and-catch", "human-approval", "glue-job-lambda-sns"] as const;

export interface OpenExample {
  readonly region: Region;
  readonly url: string;
  readonly outputs: Readonly<Record<string, Json>>;
  /** Starts an execution and answers with its ARN. */
  start(input: Json): Promise<string>;
  /** Resolves once the execution has ended. */
  ended(executionArn: string): Promise<ExecutionRecord>;
  close(): Promise<void>;
}

export async function openExample(name: (typeof exampleNames)[number]): Promise<OpenExample> {
  const folder = join(import.meta.dirname, name);
  const server = new ApiServer({ onFault: (fault) => console.error(fault) });
  await server.listen(0);
  const region = await Region.open({
    directory: undefined,
    endpoint: server.url,
    permissions: "enforce",
    outside: { folder, settings: readServiceSettings(folder).tasks },
  });
  const project = findProject(folder, { stackName: name, parameters: {}, environment: process.env });
  const [stack] = await project.stacks();
  if (stack === undefined) throw new Error(`${name} has no template`);
  const { outputs } = await deployStack(stack, region.services, { allowMissing: false });
  server.serve({ services: [...region.apis.values()] });
  region.start();
  const { states } = region.services;
  return {
    region,
    url: server.url,
    outputs,
    async start(input) {
      const stateMachineArn = String(outputs.StateMachine);
      return (await states.startExecution({ stateMachineArn, input: JSON.stringify(input) })).executionArn;
    },
    async ended(executionArn) {
      const told = new EventTarget();
      const forget = states.onExecutionEnded(({ arn }) => {
        if (arn === executionArn) told.dispatchEvent(new Event("ended"));
      });
      if (states.standard.records.describe(executionArn).end === undefined) await once(told, "ended");
      forget();
      return states.standard.records.describe(executionArn);
    },
    async close() {
      await server.close();
      await region.close();
    },
  };
}
