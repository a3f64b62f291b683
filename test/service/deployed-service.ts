// The service in a region in memory, with its API, deployed as `npm start` deploys it, and with its roles held to their policies.

import { rm } from "node:fs/promises";
import type { Json } from "../../src/aws/json.ts";
import type { LocalRegionOptions } from "../../src/cli/local-region.ts";
import { type LocalService, openLocalService } from "../../src/cli/local-service.ts";
import { Printer } from "../../src/cli/printer.ts";
import type { ExecutionRecord } from "../../src/services/step-functions/executions/execution-record.ts";
import { until } from "../support/until.ts";
import { linkService, type Parameters } from "./packaged-service.ts";

export interface DeployedService extends LocalService {
  readonly outputs: Readonly<Record<string, Json>>;
  /** Starts an execution of the machine that an output names. */
  start(output: string, input: Json): Promise<string>;
  /** How an execution ended, once it has. */
  ended(executionArn: string): Promise<ExecutionRecord>;
  /** The link that the topic of an output was told about a finding, once it was. */
  linkAbout(output: string, findingId: string): Promise<string>;
}

export async function deployService({
  parameters,
  ...options
}: Pick<LocalRegionOptions, "clock" | "enforceLimits"> & {
  readonly parameters?: Parameters;
} = {}): Promise<DeployedService> {
  const folder = await linkService(parameters);
  const silent = { write: () => true };
  const service = await openLocalService({
    folder,
    port: 0,
    directory: undefined,
    permissions: "enforce",
    ...options,
    printer: new Printer(silent, silent),
  });
  const { region, stacks } = service;
  const outputs = stacks[0]?.outputs ?? {};
  const { states, sns } = region.services;
  region.start();
  return {
    ...service,
    outputs,
    async start(output, input) {
      const stateMachineArn = String(outputs[output]);
      return (await states.startExecution({ stateMachineArn, input: JSON.stringify(input) })).executionArn;
    },
    ended: (executionArn) =>
      until(() => {
        const record = states.standard.records.describe(executionArn);
        return record.end === undefined ? undefined : record;
      }),
    linkAbout: (output, findingId) =>
      until(() => {
        const told = sns.published(String(outputs[output])).map(({ message }) => message);
        return told.find((message) => message.includes(findingId))?.match(/https?:\S+$/)?.[0];
      }),
    async close() {
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
