// What Lambda's operations work on.

import type { CodeSources } from "../code/code-source.ts";
import type { DurableExecutions } from "../durable/durable-executions.ts";
import type { EventSourceMappings } from "../event-source-mappings/event-source-mappings.ts";
import type { FunctionPermits } from "../function-permits.ts";
import type { CapacityProviders } from "../functions/capacity-providers.ts";
import type { CodeSigning } from "../functions/code-signing.ts";
import type { Concurrency } from "../functions/concurrency.ts";
import type { EventConfigs } from "../functions/event-configs.ts";
import type { Functions } from "../functions/functions.ts";
import type { Layers } from "../functions/layers.ts";
import type { Settling } from "../functions/settling.ts";
import type { InvocationRequest, InvocationResult } from "../invocation.ts";
import type { FunctionUrls } from "../urls/function-urls.ts";
import type { UrlMetrics } from "../urls/url-metrics.ts";

export interface LambdaParts {
  readonly functions: Functions;
  readonly layers: Layers;
  readonly sources: CodeSources;
  readonly eventConfigs: EventConfigs;
  readonly urls: FunctionUrls;
  readonly urlMetrics: UrlMetrics;
  readonly concurrency: Concurrency;
  readonly codeSigning: CodeSigning;
  readonly capacityProviders: CapacityProviders;
  readonly settling: Settling;
  /** Undefined if nobody looks at permissions. */
  readonly permits?: FunctionPermits | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  invoke(request: InvocationRequest): Promise<InvocationResult>;
  readonly mappings: EventSourceMappings;
  readonly durable: DurableExecutions;
}
