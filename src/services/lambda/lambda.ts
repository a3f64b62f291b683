// The Lambda service as others see it: what its functions and layers are, and their invocation.

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { RegionIdentity } from "../../aws/arn.ts";
import type { Deliver } from "../../aws/delivery.ts";
import type { ObjectSink } from "../../aws/object-sink.ts";
import { reportUnexpected } from "../../aws/unexpected.ts";
import type { Repair } from "../../storage/damage.ts";
import { openTogether } from "../../storage/open-together.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { CodeSources, type ObjectSource } from "./code/code-source.ts";
import { CodeStore } from "./code/code-store.ts";
import { durableFunctionOf } from "./durable/durable-config.ts";
import { DurableExecutions } from "./durable/durable-executions.ts";
import { EventSourceMappings, type MappingsParts } from "./event-source-mappings/event-source-mappings.ts";
import { KeptWindows } from "./event-source-mappings/kept-windows.ts";
import { mappedFunctions } from "./event-source-mappings/mapped-functions.ts";
import type { MappingRecord } from "./event-source-mappings/mapping-record.ts";
import { EventInvocations } from "./events/event-invocations.ts";
import { eventMetrics } from "./events/event-metrics.ts";
import { handoversOf, rulesFor } from "./events/event-rules.ts";
import { handOverBy } from "./events/handover.ts";
import { FunctionHost, type FunctionHostOptions } from "./function-host.ts";
import { parseFunctionName } from "./function-name.ts";
import { type AliasShiftSeams, AliasShifts } from "./functions/alias-shifts.ts";
import { CapacityProviders } from "./functions/capacity-providers.ts";
import { CodeSigning } from "./functions/code-signing.ts";
import { Concurrency } from "./functions/concurrency.ts";
import { EventConfigs } from "./functions/event-configs.ts";
import type { FunctionRecord } from "./functions/function-record.ts";
import { Functions } from "./functions/functions.ts";
import { Layers } from "./functions/layers.ts";
import { Settling } from "./functions/settling.ts";
import { versionBy } from "./functions/versions.ts";
import type { InvocationRequest, InvocationResult } from "./invocation.ts";
import { Invocations } from "./invocations.ts";
import { confinement } from "./sandbox/confinement.ts";
import { FunctionUrls } from "./urls/function-urls.ts";
import { UrlMetrics } from "./urls/url-metrics.ts";

export interface LambdaOptions extends Omit<FunctionHostOptions, "versionOf"> {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** Where functions and their code are kept; undefined keeps them for as long as the region is up. */
  readonly directory: string | undefined;
  readonly repair?: Repair | undefined;
  /** The buckets that code is taken from, and that are told of events. */
  readonly objects: ObjectSource & ObjectSink;
  /** Tells others of the end of events, and of records that are given up. */
  readonly deliver: Deliver;
  /** What functions are called for with what comes to them. */
  readonly eventSources: MappingsParts["sources"];
  /** Asked before anything is read for a function. @default every role may read everything */
  readonly checkReading?: MappingsParts["checkReading"];
  /** @default none sounds */
  readonly soundingAlarm?: AliasShiftSeams["soundingAlarm"];
  /** Who leads an alias to its next version where a template says so. */
  readonly deployments: AliasShiftSeams["deployments"];
  /** @default written to standard error */
  readonly onFault?: ((fault: unknown, where: string) => void) | undefined;
}

/** Whoever stops a region does not want to wait for a function that may run for fifteen minutes. */
const graceMs = 5000;

export class Lambda {
  readonly functions: Functions;
  readonly layers: Layers;
  readonly sources: CodeSources;
  readonly eventConfigs: EventConfigs;
  readonly urls: FunctionUrls;
  readonly urlMetrics: UrlMetrics;
  readonly concurrency: Concurrency;
  readonly shifts: AliasShifts;
  readonly codeSigning: CodeSigning;
  readonly capacityProviders: CapacityProviders;
  readonly settling: Settling;
  readonly mappings: EventSourceMappings;
  /** Undefined if nobody looks at permissions. */
  readonly permits: LambdaOptions["permits"];
  /** Where the region is found, such as `127.0.0.1:4566`. */
  readonly host: string;
  readonly #clock: Clock;
  readonly #invocations: Invocations;
  #stopping: Promise<void> | undefined;

  private constructor(
    { clock, endpointUrl, metrics, deployments, permits, soundingAlarm = () => undefined }: LambdaOptions,
    parts: Pick<Lambda, "functions" | "layers" | "sources" | "mappings">,
    invocations: Invocations,
  ) {
    const now = () => clock.now();
    this.#clock = clock;
    this.host = new URL(endpointUrl?.() ?? "http://127.0.0.1").host;
    this.functions = parts.functions;
    this.layers = parts.layers;
    this.sources = parts.sources;
    this.eventConfigs = new EventConfigs(parts.functions, now);
    this.urls = new FunctionUrls(parts.functions, now);
    this.urlMetrics = new UrlMetrics(metrics);
    this.concurrency = new Concurrency(parts.functions, now);
    this.shifts = new AliasShifts(parts.functions, { clock, soundingAlarm, deployments });
    this.settling = new Settling(now);
    const { functions } = parts;
    const kept = { ...{ functions, now }, book: functions.book, identity: functions.identity };
    this.codeSigning = new CodeSigning(kept);
    this.capacityProviders = new CapacityProviders(kept);
    this.mappings = parts.mappings;
    this.permits = permits;
    this.#invocations = invocations;
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open(options: LambdaOptions): Promise<Lambda> {
    const { clock, identity, directory, repair, objects, deliver, eventSources, checkReading, ...hosting } =
      options;
    const { permits } = options;
    const onFault = options.onFault ?? ((fault, where) => reportUnexpected(where, fault));
    return openTogether(async (keep) => {
      const book = keep(await RecordBook.open({ directory, name: "functions.journal", repair }));
      const events = keep(await RecordBook.open({ directory, name: "events.journal", repair }));
      const durable = keep(await RecordBook.open({ directory, name: "durable.journal", repair }));
      const code = new CodeStore(directory === undefined ? undefined : join(directory, "code"));
      const layers = new Layers(clock, identity, book);
      const functions = new Functions({
        ...{ clock, identity, book, code, layers },
        host: (versionOf) => new FunctionHost({ ...hosting, clock, identity, versionOf }),
        checkRole: permits && ((roleArn, functionArn) => permits.checkRole(roleArn, functionArn)),
      });
      code.sweep(usedCode(functions.list(), layers));
      const invocations = new Invocations({
        ...{ clock, functions },
        durable: (run) =>
          new DurableExecutions({
            ...{ clock, book: durable, run, onFault },
            durableFunction: (name) => durableFunctionOf(functions, name),
          }),
        events: (invoke) =>
          new EventInvocations({
            ...{ clock, book: events, invoke },
            rulesFor: (event) => rulesFor(functions, event),
            handoversOf: (event, condition) => handoversOf(functions, event, condition),
            handOver: handOverBy({ deliver, objects }),
            metricsOf: eventMetrics(hosting.metrics),
            onFault,
          }),
      });
      const sources = new CodeSources(code, objects);
      const mappings = new EventSourceMappings({
        ...{ clock, identity, repair, objects, deliver, onFault, sources: eventSources },
        ...mappedFunctions(functions),
        checkReading,
        metrics: hosting.metrics,
        windows: new KeptWindows(events),
        records: book.records<MappingRecord>("eventSourceMappings"),
        directory: directory === undefined ? undefined : join(directory, "event-source-mappings"),
        invoke: (request) => invocations.invoke(request),
      });
      return new Lambda(options, { functions, layers, sources, mappings }, invocations);
    });
  }

  get durable(): DurableExecutions {
    return this.#invocations.durable;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#clock.now();
  }

  /** Goes on with the events that an earlier run of the region left over, and with what is read for functions. */
  start(): void {
    this.#invocations.events.start();
    this.durable.start();
    this.mappings.start();
  }

  /** Resolves when the batches that functions were called with have ended, or have had time to: then `close` ends them. */
  async stop(): Promise<void> {
    this.#invocations.events.stop();
    this.durable.stop();
    this.#stopping ??= this.mappings.stop();
    await Promise.race([this.#stopping, setTimeout(graceMs, undefined, { ref: false })]);
  }

  /** What this machine cannot keep handlers from, each as the end of "a handler can …". */
  get unconfined(): readonly string[] {
    return confinement().gaps;
  }

  invoke(request: InvocationRequest): Promise<InvocationResult> {
    return this.#invocations.invoke(request);
  }

  /** Whether there is the function, and the version or the alias, that an ARN names. */
  has(arn: string): boolean {
    const { functionName, qualifier } = parseFunctionName(arn);
    const record = this.functions.find(functionName);
    return record !== undefined && versionBy(record, qualifier) !== undefined;
  }

  list(): readonly { readonly functionName: string }[] {
    return this.functions.list().map(({ name }) => ({ functionName: name }));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.functions.close();
    await this.#stopping;
    await this.durable.close();
    await this.#invocations.events.close();
  }
}

function usedCode(records: readonly FunctionRecord[], layers: Layers): ReadonlySet<string> {
  const versions = records.flatMap(({ latest, published }) => [latest, ...published]);
  return new Set([
    ...versions.flatMap(({ code }) => (code.type === "package" ? [code.digest] : [])),
    ...versions.flatMap((version) => layers.digestsOf(version.layers)),
    ...layers.all().flatMap((layer) => layer.versions.map(({ code }) => code.digest)),
  ]);
}
