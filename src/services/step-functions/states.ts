// The Step Functions service: state machines, and their executions of both types.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { Json } from "../../aws/json.ts";
import { Listeners } from "../../aws/listeners.ts";
import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { ExecutionEnd } from "../../engine/execution.ts";
import type { TaskRunner } from "../../engine/seams.ts";
import type { Clock } from "../../time/clock.ts";
import { inSlices } from "../../time/time-slice.ts";
import { Activities } from "./activities/activities.ts";
import { TaskTokens } from "./activities/task-tokens.ts";
import { parseInput } from "./executions/execution-input.ts";
import { ExecutionLists, type ExecutionQuery } from "./executions/execution-lists.ts";
import type { ListedExecution } from "./executions/execution-record.ts";
import { ExpressExecutions, type SyncEnd } from "./executions/express-executions.ts";
import { defaultRetentionMs } from "./executions/retention.ts";
import { StandardExecutions } from "./executions/standard-executions.ts";
import type { Recovery } from "./executions/standard-recovery.ts";
import { Deletions } from "./machines/deletions.ts";
import { GradualDeployments } from "./machines/gradual-deployments.ts";
import type { MachinePermits } from "./machines/machine-permits.ts";
import { hasLabel } from "./machines/map-labels.ts";
import { startTarget } from "./machines/start-target.ts";
import type { StateMachine } from "./machines/state-machine.ts";
import { StateMachines } from "./machines/state-machines.ts";
import type { ObjectStore } from "./map-runs/datasets/object-store.ts";
import { type Datasets, DistributedMaps, noDatasets } from "./map-runs/distributed-maps.ts";
import { ExpressChildren } from "./map-runs/express-children.ts";
import { MapRunChildren } from "./map-runs/map-run-children.ts";
import type { MapRunPermits } from "./map-runs/map-run-permits.ts";
import { MapRuns } from "./map-runs/map-runs.ts";
import type { TraceSink } from "./monitoring/execution-trace.ts";
import { Gauges } from "./monitoring/gauges.ts";
import type {
  ActivityMetrics,
  ExecutionBegun,
  ExecutionEnded,
  ExecutionMetrics,
  MeasuredMachine,
  StatusObserver,
  TaskAttempt,
} from "./monitoring/observers.ts";
import { type WatchingRule, watchingRules } from "./monitoring/watching-rules.ts";
import { checkName } from "./names.ts";
import type { Page } from "./page.ts";
import type { ExecutionStore } from "./store/execution-store.ts";
import { MemoryStore } from "./store/memory-store.ts";
import { TaggedResources } from "./tagged-resources.ts";
import type { StandIns } from "./tasks/task-runner.ts";
import { watchedTasks } from "./tasks/watched-tasks.ts";
import type { TestStateRequest } from "./test-state/request.ts";
import type { TestStateResult } from "./test-state/test-result.ts";
import type { TestStateSeams } from "./test-state/test-state.ts";

export interface StatesOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly tasks: TaskRunner;
  readonly logs?: LogSink;
  /** Whether there is such a log group. @default there is */
  readonly isLogGroup?: (logGroupName: string) => boolean;
  /** What the roles of machines let them do beside their tasks. @default everything */
  readonly permits?: MachinePermits | undefined;
  /** Makes the rules by which AWS is told of what machines wait for. @default nobody does */
  readonly manageRule?: ((rule: WatchingRule) => void) | undefined;
  /** What they let Map Runs do. @default everything */
  readonly mapRunPermits?: MapRunPermits | undefined;
  readonly traces?: TraceSink;
  readonly metrics?: (machine: MeasuredMachine) => ExecutionMetrics;
  readonly activityMetrics?: (activityArn: string) => ActivityMetrics;
  /** Told of what becomes of Standard executions. */
  readonly statuses?: StatusObserver;
  /** Where distributed Maps read items and write results. @default nowhere: such Maps fail */
  readonly datasets?: Datasets;
  /** Where the definitions of templates lie. @default nowhere */
  readonly objects?: Pick<ObjectStore, "getObject">;
  /** Which of the alarms of these names sounds. @default none */
  readonly soundingAlarm?: (alarmNames: readonly string[]) => string | undefined;
  /** Where Standard executions are kept. @default memory */
  readonly store?: ExecutionStore;
  /** How long closed executions are kept, and their names with them. @default 90 days */
  readonly retentionMs?: number | undefined;
  /** How much the inputs of running Standard executions may take. @default the share of the process's memory that they have */
  readonly mostHeldBytes?: number | undefined;
  /** Told once a minute how much there is of what a quota limits. */
  readonly gauges?: MetricSink;
  /** What stands in for services that are not here. @default nothing */
  readonly standIns?: StandIns;
  /** What runs in the place of services that are not here, closed with the executions that wait for it. */
  readonly jobs?: { close(): void | Promise<void> };
}

export interface StartRequest {
  readonly stateMachineArn: string;
  /** JSON text. @default "{}" */
  readonly input?: string | undefined;
  readonly name?: string | undefined;
  readonly traceHeader?: string | undefined;
}

export interface Started {
  readonly executionArn: string;
  readonly startedAt: number;
}

const noObjects: Pick<ObjectStore, "getObject"> = {
  getObject: (bucket) =>
    Promise.reject(new ServiceError("NoSuchBucket", `The specified bucket does not exist: ${bucket}`)),
};
const noStandIns: StandIns = { missing: () => undefined, configure() {} };
const nothingOpen: Recovery = { executions: 0, late: [], problems: [] };
const unmeasured: ExecutionMetrics = { started() {}, ended() {} };
const unwatched: StatusObserver = { isWatching: () => false, changed() {} };

export class States {
  readonly machines: StateMachines;
  readonly standard: StandardExecutions;
  readonly express: ExpressExecutions;
  readonly tokens = new TaskTokens((execution) => this.standard.standing(execution));
  readonly activities: Activities;
  readonly mapRuns: MapRuns;
  readonly tags: TaggedResources;
  readonly gradualDeployments: GradualDeployments;
  /** Where the definitions of templates lie. */
  readonly objects: Pick<ObjectStore, "getObject">;
  /** What stands in for services that are not here. */
  readonly standIns: StandIns;
  readonly #expressChildren: ExpressChildren;
  readonly #deletions: Deletions;
  readonly #lists: ExecutionLists;
  readonly #testSeams: TestStateSeams;
  readonly #started = new Listeners<ExecutionBegun>();
  readonly #ended = new Listeners<ExecutionEnded>();
  readonly #attempts = new Listeners<TaskAttempt>();
  readonly #gauges: Gauges | undefined;
  readonly #jobs: StatesOptions["jobs"];
  readonly #permits: MachinePermits | undefined;
  #recovery: Recovery = nothingOpen;

  constructor(options: StatesOptions) {
    const {
      clock,
      identity,
      logs,
      traces,
      datasets = noDatasets,
      store = new MemoryStore(),
      retentionMs = defaultRetentionMs,
      metrics = () => unmeasured,
      statuses = unwatched,
    } = options;
    const tasks = watchedTasks(options.tasks, { clock, attempts: this.#attempts });
    this.#testSeams = { clock, identity, tasks: options.tasks };
    const [started, ended] = [this.#started, this.#ended];
    const { isLogGroup, permits, manageRule = () => undefined } = options;
    this.#permits = permits;
    this.machines = new StateMachines({
      ...{ clock, identity, documents: store, isLogGroup },
      checkRole(machine) {
        permits?.check(machine);
        for (const rule of watchingRules(machine.definition, identity)) manageRule(rule);
      },
    });
    this.mapRuns = new MapRuns({ clock, documents: store, retentionMs });
    this.activities = new Activities({
      clock,
      identity,
      documents: store,
      tokens: this.tokens,
      metrics: options.activityMetrics,
    });
    this.tags = new TaggedResources(this.machines, this.activities);
    const { soundingAlarm = () => undefined, objects = noObjects, standIns = noStandIns } = options;
    this.gradualDeployments = new GradualDeployments({
      clock,
      aliases: this.machines.aliases,
      soundingAlarm,
    });
    this.objects = objects;
    this.standIns = standIns;
    this.express = new ExpressExecutions({ clock, identity, tasks, logs, traces, metrics, started, ended });
    this.standard = new StandardExecutions({
      ...{ clock, identity, tasks, logs, traces, metrics, statuses, started, ended, store, retentionMs },
      mostHeldBytes: options.mostHeldBytes,
      isDeleting: (arn) => this.machines.get(arn)?.isDeleting === true,
      mapRuns: { startMapRun: (start) => distributedMaps.startMapRun(start) },
    });
    const { machines, standard, express, mapRuns } = this;
    this.#deletions = new Deletions({ machines, standard });
    this.#lists = new ExecutionLists({
      mapRuns,
      records: standard.records,
      standardMachine: (arn) => this.standardMachine(arn),
    });
    this.#expressChildren = new ExpressChildren({ clock, identity, store, standard, express });
    const children = new MapRunChildren({ identity, standard, express: this.#expressChildren });
    const distributedMaps = new DistributedMaps({
      ...{ mapRuns, children, datasets },
      permits: options.mapRunPermits,
    });
    this.#gauges =
      options.gauges && new Gauges({ clock, metrics: options.gauges, machines, mapRuns, standard });
    this.#jobs = options.jobs;
  }

  /** Tells of every execution that ends, before whoever started it is told. Answers with a function that ends the telling. */
  onExecutionEnded(listener: (info: ExecutionEnded) => void): () => void {
    return this.#ended.add(listener);
  }

  /** The same of every execution that starts. */
  onExecutionStarted(listener: (info: ExecutionBegun) => void): () => void {
    return this.#started.add(listener);
  }

  /** The same of every attempt at a task that fails, or comes after one that did. */
  onTaskAttempt(listener: (attempt: TaskAttempt) => void): () => void {
    return this.#attempts.add(listener);
  }

  /**
   * Resolves once all that was created, changed or deleted so far is on disk: only then may it be acknowledged. Rejects with
   * InternalFailure.
   */
  committed(): Promise<void> {
    return this.standard.committed();
  }

  /** Resolves once what was told of tasks has become turns of their executions, and these are on disk. */
  async settled(): Promise<void> {
    // A turn that goes on takes what waits for it when it ends: at most so many turns of the event loop later.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    await this.committed();
  }

  /** Takes up what was open when the region last went down, before anything is started. It goes on with `goOn`. */
  async recover(): Promise<Recovery> {
    this.#expressChildren.abandon(this.mapRuns);
    this.#recovery = await this.standard.recover();
    return this.#recovery;
  }

  /** What was open when the region last went down. */
  get recovery(): Recovery {
    return this.#recovery;
  }

  goOn(): void {
    for (const machine of this.machines.all()) this.#permits?.note(machine);
    this.standard.goOn();
    void this.#deletions.finish();
    this.#gauges?.start();
  }

  async close(): Promise<void> {
    this.#gauges?.stop();
    this.express.stopAll();
    this.activities.close();
    // Before what runs its tasks: what that can no longer answer is an open task, not a failed one.
    await this.standard.close();
    await this.#jobs?.close();
  }

  /** Runs one state by itself. Throws ValidationException and InvalidDefinition. */
  async testState(request: TestStateRequest): Promise<TestStateResult> {
    // Most regions are never asked, and the shapes of AWS's answers are a third of a megabyte.
    const { testState } = await import("./test-state/test-state.ts");
    return testState(request, this.#testSeams);
  }

  /** As `Deletions` has it. */
  deleteStateMachine(arn: string): Promise<void> {
    return this.#deletions.delete(arn);
  }

  /** Rejects as `ExecutionLists` throws. */
  async listExecutions(query: ExecutionQuery): Promise<Page<ListedExecution>> {
    return inSlices(this.#lists.list(query));
  }

  /** The machine whose distributed Map has this label. Throws StateMachineDoesNotExist. */
  labelledMachine(arn: string, label: string): StateMachine {
    const machine = this.machines.get(arn.slice(0, arn.lastIndexOf("/")));
    if (machine !== undefined && (this.mapRuns.hasRunOf(arn) || hasLabel(machine.definition, label)))
      return machine;
    throw new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  }

  /** Starts an execution of either type and does not wait for its end; a Standard one is on disk when this resolves. */
  async startExecution(request: StartRequest): Promise<Started> {
    const { input = "{}", name, traceHeader } = request;
    const target = startTarget(this.machines, request.stateMachineArn, name);
    const { machine, stateMachineVersionArn, stateMachineAliasArn } = target;
    const compiling = machine.compiling?.();
    // It may be another by then, or gone.
    if (compiling !== undefined) return compiling.then(() => this.startExecution(request));
    if (name !== undefined) checkName(name);
    const start = { input, name, traceHeader, stateMachineVersionArn, stateMachineAliasArn };
    const { arn, startedAt } =
      machine.type === "EXPRESS"
        ? this.express.start(machine, { ...start, input: parseInput(input), inputText: input })
        : await this.standard.start(machine, start);
    return { executionArn: arn, startedAt };
  }

  /** Starts an Express execution and answers when it has ended, however it ended. */
  startSyncExecution(request: StartRequest): Promise<SyncEnd> {
    const { input = "{}", name, traceHeader } = request;
    const target = startTarget(this.machines, request.stateMachineArn, name);
    const { machine, stateMachineVersionArn, stateMachineAliasArn } = target;
    if (machine.type !== "EXPRESS") throw typeNotSupported();
    const compiling = machine.compiling?.();
    if (compiling !== undefined) return compiling.then(() => this.startSyncExecution(request));
    if (name !== undefined) checkName(name);
    return this.express.startSync(machine, {
      input: parseInput(input),
      inputText: input,
      name,
      traceHeader,
      stateMachineVersionArn,
      stateMachineAliasArn,
    });
  }

  /** For pipes and rules: an input that is parsed already, of a machine that is known. */
  startExpress(machine: StateMachine, input: Json, onEnd: (end: ExecutionEnd) => void): void {
    this.express.start(machine, { input, onEnd });
  }

  /** Throws StateMachineTypeNotSupported for an Express machine, whose executions are not kept. */
  standardMachine(arn: string): StateMachine {
    const machine = this.machines.describe(arn);
    if (machine.type === "EXPRESS") throw typeNotSupported();
    return machine;
  }
}

function typeNotSupported(): ServiceError {
  return new ServiceError(
    "StateMachineTypeNotSupported",
    "This operation is not supported by this type of state machine",
  );
}
