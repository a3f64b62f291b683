// A host over the handlers in test/fixtures/functions, with its log and metrics kept for inspection.

import { fileURLToPath } from "node:url";
import { localIdentity } from "../../../src/aws/arn.ts";
import type { LogEntry } from "../../../src/aws/log-sink.ts";
import type { FunctionConfiguration } from "../../../src/services/lambda/configuration.ts";
import { FunctionHost, type FunctionHostOptions } from "../../../src/services/lambda/function-host.ts";
import { systemClock } from "../../../src/time/clock.ts";

export const codeRoot = fileURLToPath(new URL("../../fixtures/functions/", import.meta.url));

export interface HostFixture {
  readonly host: FunctionHost;
  readonly log: { readonly group: string; readonly stream: string; readonly message: string }[];
  readonly metrics: Map<string, number[]>;
}

export function startHost(options: Partial<FunctionHostOptions> = {}): HostFixture {
  const log: HostFixture["log"] = [];
  const metrics: HostFixture["metrics"] = new Map();
  const host = new FunctionHost({
    clock: systemClock,
    identity: localIdentity,
    logs: {
      append: (group: string, stream: string, entries: readonly LogEntry[]) => {
        for (const { message } of entries) log.push({ group, stream, message });
      },
    },
    metrics: {
      series: (namespace, metricName, dimensions) => {
        const values: number[] = [];
        metrics.set(`${namespace} ${metricName} ${dimensions.FunctionName}`, values);
        return { record: (value: number) => void values.push(value) };
      },
    },
    ...options,
  });
  return { host, log, metrics };
}

export function everything(configuration: Partial<FunctionConfiguration> = {}): FunctionConfiguration {
  return { functionName: "everything", codeRoot, handler: "everything.handler", ...configuration };
}
