// Step Functions: state machines and their executions, which the engine runs, and what they need of other services.

import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { stepFunctionsApi } from "./api/api.ts";
import { nestedExecutions } from "./executions/nested-executions.ts";
import { MachinePermits } from "./machines/machine-permits.ts";
import type { ObjectStore } from "./map-runs/datasets/object-store.ts";
import { MapRunPermits } from "./map-runs/map-run-permits.ts";
import { createDatasets } from "./map-runs/object-datasets.ts";
import type { TraceSink } from "./monitoring/execution-trace.ts";
import { stateMachineMetrics } from "./monitoring/state-machine-metrics.ts";
import { type StatusBus, statusChangeEvents } from "./monitoring/status-change-events.ts";
import { TaskMetrics } from "./monitoring/task-metrics.ts";
import type { WatchingRule } from "./monitoring/watching-rules.ts";
import { statesPermissions } from "./needs.ts";
import { activity } from "./resources/activity.ts";
import { stateMachineAlias } from "./resources/alias.ts";
import { stateMachine } from "./resources/state-machine.ts";
import { stateMachineVersion } from "./resources/version.ts";
import { States } from "./states.ts";
import { MemoryStore } from "./store/memory-store.ts";
import { SqliteStore } from "./store/sqlite-store.ts";
import { stateMachineTarget } from "./targets.ts";
import { guardedTasks } from "./tasks/guarded-tasks.ts";
import { gluePermissions } from "./tasks/jobs/glue-permissions.ts";
import { measuredTasks } from "./tasks/measured-tasks.ts";
import { type OutsideSettings, openOutside } from "./tasks/outside/outside.ts";
import type { TaskParts } from "./tasks/parts.ts";
import { createTaskRunner } from "./tasks/task-runner.ts";

type Part<Name extends keyof TaskParts> = NonNullable<TaskParts[Name]>;

export interface StepFunctionsSettings {
  /** How long closed executions are kept, in milliseconds. @default 90 days */
  readonly retentionMs?: number | undefined;
  /** What stands in for services that the region does not have. @default nothing */
  readonly outside?: OutsideSettings | undefined;
}

export interface StepFunctionsNeeds
  extends StepFunctionsSettings,
    Pick<House, "clock" | "identity" | "endpoint" | "folder" | "repair" | "api" | "access"> {
  readonly lambda: Part<"functions">;
  readonly dynamodb: Part<"tables">;
  readonly sqs: Part<"queues">;
  readonly sns: Part<"topics">;
  readonly apigateway: Part<"apis">;
  readonly s3: ObjectStore;
  readonly events: {
    readonly buses: Part<"events"> & StatusBus;
    readonly connections: Part<"connections">;
    manageRule(rule: WatchingRule): void;
  };
  readonly logs: LogSink & { hasLogGroup(name: string): boolean };
  readonly cloudwatch: { readonly metrics: MetricSink; readonly alarms: WatchedAlarms };
  readonly xray: {
    readonly traces: { put(document: string): unknown };
    readonly sampling: Pick<TraceSink, "sample">;
  };
}

export interface WatchedAlarms {
  describeAlarms(filter: {
    readonly alarmNames: readonly string[];
    readonly stateValue: string;
  }): readonly { readonly configuration: { readonly alarmName: string } }[];
}

export const stepFunctions: ServiceDoor<"states", StepFunctionsNeeds, States> = {
  name: "states",
  open: openStates,
  permissions: statesPermissions,
  permissionsFor: { glue: gluePermissions },
  apis: { sfn: stepFunctionsApi },
  kinds: [stateMachine, stateMachineVersion, stateMachineAlias, activity],
  targets: [stateMachineTarget],
  keeps: { "executions/executions.sqlite": "all executions, state machines and activities" },
  start: (states) => states.goOn(),
  close: (states) => states.close(),
};

async function openStates(needs: StepFunctionsNeeds): Promise<States> {
  const { clock, identity, folder, repair, logs, s3, events, xray, retentionMs, access } = needs;
  const { metrics, alarms } = needs.cloudwatch;
  const directory = folder("executions");
  const store = directory === undefined ? new MemoryStore() : new SqliteStore({ directory, clock, repair });
  const outside = openOutside(needs, logs);
  // States run tasks and tasks start executions, so the two are tied through what is only called once both are there.
  const tied = { states: undefined as unknown as States };
  const tasks = createTaskRunner({
    ...{ identity, clock, outside },
    functions: needs.lambda,
    tables: needs.dynamodb,
    queues: needs.sqs,
    topics: needs.sns,
    apis: needs.apigateway,
    events: events.buses,
    connections: events.connections,
    sdkService: needs.api,
    executions: nestedExecutions(() => tied.states),
    tokens: {
      wait: (task) => tied.states.tokens.wait(task),
      forget: (taskToken) => tied.states.tokens.forget(taskToken),
    },
    activities: {
      run: (task) => tied.states.activities.run(task),
      resume: (task) => tied.states.activities.resume(task),
      has: (activityArn) => tied.states.activities.has(activityArn),
    },
  });
  tied.states = new States({
    ...{ clock, identity, logs, store, retentionMs },
    isLogGroup: (name) => logs.hasLogGroup(name),
    permits: access && new MachinePermits(access),
    manageRule: (rule) => events.manageRule(rule),
    mapRunPermits: access && new MapRunPermits(access),
    datasets: createDatasets(s3, access),
    objects: s3,
    soundingAlarm: (alarmNames) =>
      alarms.describeAlarms({ alarmNames, stateValue: "ALARM" })[0]?.configuration.alarmName,
    traces: {
      sample: (nowMs) => xray.sampling.sample(nowMs),
      put: (document) => void xray.traces.put(document),
    },
    tasks: measuredTasks(access === undefined ? tasks : guardedTasks(tasks, access), { clock, metrics }),
    metrics: stateMachineMetrics(metrics),
    activityMetrics: (arn) => new TaskMetrics(metrics, "activity", arn),
    gauges: metrics,
    statuses: statusChangeEvents(events.buses),
    jobs: outside.jobs,
    standIns: tasks,
  });
  try {
    await tied.states.recover();
  } catch (problem) {
    await tied.states.close();
    throw problem;
  }
  return tied.states;
}
