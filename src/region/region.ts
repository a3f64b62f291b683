// One region on one machine: constructs every part, hands each what it needs of the others, and puts up what a template
// describes. This is the only place that knows how the parts fit together.

import { join } from "node:path";
import { localIdentity, type RegionIdentity } from "../aws/arn.ts";
import type { Deliver } from "../aws/delivery.ts";
import { reportUnexpected } from "../aws/unexpected.ts";
import { Connections } from "../events/connections.ts";
import { EventBuses } from "../events/event-buses.ts";
import { compileEventPath } from "../events/event-path.ts";
import { compileSnsPattern } from "../events/pattern/compile-pattern.ts";
import { busTarget } from "../events/targets.ts";
import { FunctionHost } from "../functions/function-host.ts";
import { functionTarget } from "../functions/targets.ts";
import type { SdkService } from "../integrations/parts.ts";
import { createTaskRunner } from "../integrations/task-runner.ts";
import { Objects } from "../objects/objects.ts";
import { Queues } from "../queues/queues.ts";
import { queueTarget } from "../queues/targets.ts";
import type { Recovery } from "../states/standard-recovery.ts";
import { States } from "../states/states.ts";
import { stateMachineTarget } from "../states/targets.ts";
import type { Repair } from "../storage/damage.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { SqliteStore } from "../store/sqlite-store.ts";
import { Streams } from "../streams/streams.ts";
import { streamTarget } from "../streams/targets.ts";
import { Tables } from "../tables/tables.ts";
import { type AlarmActionSeams, doActions } from "../telemetry/alarm-actions.ts";
import { Alarms } from "../telemetry/alarms.ts";
import { Dashboards } from "../telemetry/dashboards.ts";
import { EmbeddedMetrics } from "../telemetry/embedded-metrics.ts";
import { logGroupTarget } from "../telemetry/log-targets.ts";
import { Logs } from "../telemetry/logs.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { TaskMetrics } from "../telemetry/task-metrics.ts";
import { TraceSampling } from "../telemetry/trace-sampling.ts";
import { Traces } from "../telemetry/traces.ts";
import { type Clock, systemClock } from "../time/clock.ts";
import { topicTarget } from "../topics/targets.ts";
import { Topics } from "../topics/topics.ts";
import { explainOpening, lockDataFolder } from "./data-folder.ts";
import { createDatasets } from "./datasets.ts";
import { type Deployed, deployTemplate } from "./deploy.ts";
import { Gauges } from "./gauges.ts";
import { checkHeldFiles, noteHeldFiles } from "./held-files.ts";
import { measuredTasks } from "./measured-tasks.ts";
import { createEventMetrics, createStateMachineMetrics, createStreamMetrics } from "./metrics.ts";
import { nestedExecutions } from "./nested-executions.ts";
import { type OutsideSettings, openOutside } from "./outside.ts";
import type { Parts } from "./parts.ts";
import { Pipes } from "./pipes.ts";
import { Router } from "./router.ts";
import { statusChangeEvents } from "./status-change-events.ts";
import type { Template } from "./template/template.ts";
import { startTraceDaemon } from "./trace-daemon.ts";
import { undeliveredLog } from "./undelivered.ts";

export interface RegionOptions {
  /** Where the region keeps what it acknowledged; undefined keeps it in memory. */
  readonly directory: string | undefined;
  /** Where the region's API will be found, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** The API behind `aws-sdk:<service>:…` tasks. Asked when a task first names the service. */
  readonly sdkService?: (service: string) => SdkService | undefined;
  /** Given to keep what is whole of damaged files, instead of refusing to open. */
  readonly repair?: Repair | undefined;
  /** How long closed executions are kept, in milliseconds. @default 90 days */
  readonly retentionMs?: number | undefined;
  /** What stands in for services that the region does not have. @default nothing */
  readonly outside?: OutsideSettings;
  /**
   * Told of whatever a timer, a listener, a worker or a promise that nobody awaits threw: a fault of ours, which ended that one
   * thing and nothing else. @default written to standard error
   */
  readonly onFault?: OnFault;
  /** @default localIdentity */
  readonly identity?: RegionIdentity;
  /** @default systemClock */
  readonly clock?: Clock;
}

export type OnFault = (fault: unknown, where: string) => void;

export interface DeployOptions {
  readonly stackName: string;
  readonly codeRoot: string;
}

export class Region {
  readonly parts: Parts;
  readonly identity: RegionIdentity;
  readonly clock: Clock;

  /** What was open when the region last went down. It goes on with `start`. */
  readonly recovery: Recovery;

  readonly #unlock: () => void;
  readonly #gauges: Gauges;

  private constructor({ parts, recovery }: Opened, opening: Opening, unlock: () => void) {
    this.parts = parts;
    this.recovery = recovery;
    this.identity = opening.identity;
    this.clock = opening.clock;
    this.#unlock = unlock;
    this.#gauges = new Gauges({ ...parts, clock: opening.clock });
  }

  /** Throws DataFolderError if the folder cannot be used or belongs to another region that is up. */
  static async open(options: RegionOptions): Promise<Region> {
    const { directory, identity = localIdentity, clock = systemClock, onFault = tellFault } = options;
    const unlock = directory === undefined ? () => {} : lockDataFolder(directory);
    const opening = { ...options, identity, clock, onFault };
    const opened: Closing[] = [];
    try {
      if (directory !== undefined) checkHeldFiles(directory, options.repair);
      const parts = await openParts(opening, (part) => opened.push(part));
      if (directory !== undefined) await noteHeldFiles(directory);
      const recovery = await parts.states.recover();
      return new Region({ parts, recovery }, opening, unlock);
    } catch (error) {
      // Whatever is open keeps its files and its threads, and so the process.
      for (const part of opened.reverse()) await closeQuietly(part);
      unlock();
      throw explainOpening(error);
    }
  }

  /** Creates what the template describes. Nothing flows until `start`. */
  deploy(template: Template, { stackName, codeRoot }: DeployOptions): Promise<Deployed> {
    return deployTemplate({ template, parts: this.parts, identity: this.identity, stackName, codeRoot });
  }

  /** Lets records and events flow: first those that the last run left over. Throws DataFolderError for damaged checkpoints. */
  start(): void {
    try {
      this.parts.pipes.start();
    } catch (problem) {
      throw explainOpening(problem);
    }
    this.parts.states.standard.goOn();
    this.parts.buses.start();
    this.#gauges.start();
  }

  /** Ends what is in flight, from the sources down, and closes every part. */
  async close(): Promise<void> {
    const { pipes, buses, functions, states, jobs, alarms } = this.parts;
    const { streams, queues, topics, tables, objects, connections, traceDaemon } = this.parts;
    this.#gauges.stop();
    await pipes.stop();
    await buses.close();
    states.express.stopAll();
    states.activities.close();
    // Before functions and jobs: what they can no longer answer is an open task, not a failed one.
    await states.standard.close();
    await Promise.all([functions.close(), jobs.close()]);
    alarms.close();
    await Promise.all(
      [streams, queues, topics, tables, objects, connections, traceDaemon].map((part) => part.close()),
    );
    this.#unlock();
  }
}

interface Opened {
  readonly parts: Parts;
  readonly recovery: Recovery;
}

const tellFault: OnFault = (fault, where) => reportUnexpected(where, fault);

type Opening = RegionOptions & Required<Pick<RegionOptions, "identity" | "clock" | "onFault">>;

interface Closing {
  close(): unknown;
}

/** What it was closed for is told; that a part cannot be closed either tells nothing more. */
async function closeQuietly(part: Closing): Promise<void> {
  try {
    await part.close();
  } catch {}
}

/** `onOpened` is told of every part that must be closed if a later one does not open. */
async function openParts(opening: Opening, onOpened: (part: Closing) => void): Promise<Parts> {
  const { directory, endpoint, identity, clock, onFault, sdkService, retentionMs, repair } = opening;
  const opened = <Part extends Closing>(part: Part): Part => {
    onOpened(part);
    return part;
  };
  const folder = (name: string) => (directory === undefined ? undefined : join(directory, name));
  // First, because it is the only part that may find its file damaged or newer than it can read.
  const store = opened(
    directory === undefined
      ? new MemoryStore()
      : new SqliteStore({ directory: join(directory, "executions"), clock, repair }),
  );
  const router = new Router(identity);
  const deliver: Deliver = (request) => router.deliver(request);
  const metrics = new Metrics({ clock });
  const embedded = new EmbeddedMetrics(metrics);
  const logs = new Logs({ clock, identity, onEvent: (line, at) => embedded.take(line, at) });
  const undelivered = undeliveredLog(logs, clock);
  const dashboards = new Dashboards({ clock, identity });
  const traces = new Traces();
  const sampling = new TraceSampling();
  const traceDaemon = opened(await startTraceDaemon((document) => void traces.put(document)));
  const functions = new FunctionHost({
    clock,
    identity,
    logs,
    metrics,
    endpointUrl: () => endpoint,
    traceDaemon: traceDaemon.address,
  });
  const streams = opened(
    await Streams.open({
      ...{ directory: folder("streams"), clock, identity, repair },
      metrics: createStreamMetrics(metrics),
    }),
  );
  const queues = opened(
    await Queues.open({ directory: folder("queues"), clock, identity, endpoint, repair }),
  );
  const tables = opened(await Tables.open({ directory: folder("tables"), clock, identity, repair, onFault }));
  const objects = opened(
    await Objects.open({
      ...{ directory: folder("objects"), clock, repair },
      onDamage: (damage) => onFault(damage, "an object"),
    }),
  );
  const topics = await Topics.open({
    directory: folder("topics"),
    repair,
    clock,
    identity,
    endpoint,
    compileFilter: compileSnsPattern,
    deliver,
    onUndelivered: undelivered.ofSubscription,
  });
  opened(topics);
  const alarmSeams: AlarmActionSeams = {
    ...{ identity, deliver, onUndelivered: undelivered.ofAlarm },
    onFault: (fault, alarmName) => onFault(fault, `the alarm "${alarmName}"`),
  };
  const alarms = new Alarms({
    clock,
    identity,
    metrics,
    onStateChange: (change) => doActions(change, alarmSeams),
    onFault: alarmSeams.onFault,
  });
  const eventMetrics = createEventMetrics(metrics);
  const buses = await EventBuses.open({
    directory: folder("events"),
    repair,
    clock,
    identity,
    deliver,
    isServed: (arn) => router.isServed(arn),
    onTriggered: eventMetrics.triggered,
    onOutcome: (delivery, result, reason) => {
      eventMetrics.over(delivery, result);
      if (result === "dropped" && reason !== undefined) undelivered.ofRule(delivery, reason);
    },
    onFault: (fault, ruleArn) => onFault(fault, `the rule ${ruleArn}`),
  });
  opened(buses);
  const connections = await Connections.open({ directory: folder("events"), clock, identity, repair });
  opened(connections);
  const outside = openOutside(opening, logs);
  // States run tasks and tasks start executions, so the two are tied through what is only called once both are there.
  const tied = { states: undefined as unknown as States };
  const states = new States({
    clock,
    identity,
    logs,
    isLogGroup: (name) => logs.hasLogGroup(name),
    store,
    retentionMs,
    datasets: createDatasets(objects),
    traces: { sample: (nowMs) => sampling.sample(nowMs), put: (document) => void traces.put(document) },
    tasks: measuredTasks(
      createTaskRunner({
        identity,
        clock,
        functions,
        tables,
        queues,
        topics,
        objects,
        events: buses,
        connections,
        outside,
        ...(sdkService === undefined ? {} : { sdkService }),
        executions: nestedExecutions(() => tied.states),
        tokens: {
          wait: (task) => tied.states.tokens.wait(task),
          forget: (taskToken) => tied.states.tokens.forget(taskToken),
        },
        activities: { run: (task) => tied.states.activities.run(task) },
      }),
      { clock, metrics },
    ),
    metrics: createStateMachineMetrics(metrics),
    activityMetrics: (arn) => new TaskMetrics(metrics, "activity", arn),
    statuses: statusChangeEvents(buses),
  });
  tied.states = states;
  router.add(
    functionTarget(functions),
    streamTarget(streams),
    queueTarget(queues),
    topicTarget(topics),
    busTarget(buses),
    logGroupTarget(logs, clock),
    stateMachineTarget(states),
  );
  const pipes = new Pipes({
    ...{ clock, identity, directory: folder("pipes"), repair },
    ...{ streams, metrics, router, compilePath: compileEventPath },
  });
  return {
    router,
    streams,
    pipes,
    buses,
    connections,
    queues,
    topics,
    tables,
    objects,
    functions,
    states,
    jobs: outside.jobs,
    metrics,
    logs,
    alarms,
    dashboards,
    traces,
    traceDaemon,
  };
}
