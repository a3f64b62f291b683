// The three families of a Task's history events: of functions named by their ARN, of activities, and of every service
// integration. Each says its own words for the same life: scheduled, started, submitted, succeeded, failed, timed out.

import type { CompiledTask, TaskResourceName } from "../../asl/compile/compiled-machine.ts";
import { parseArn } from "../../aws/arn.ts";
import type { Json } from "../../aws/json.ts";
import { statesError } from "../error-names.ts";
import { type Failure, failureDetails } from "../failure.ts";
import type { HistoryEventDetails, HistoryEventType, TaskResource } from "../history/event.ts";
import { dataText, inputDetails, outputDetails } from "../history/state-events.ts";
import type { Strand } from "../strand.ts";
import { roleOf, type TaskPlan } from "./task-plan.ts";

export interface TaskEvents {
  scheduled(strand: Strand, plan: TaskPlan): void;
  started(strand: Strand, workerName: string | undefined): void;
  submitted(strand: Strand, output: Json): void;
  succeeded(strand: Strand, output: Json): void;
  failed(strand: Strand, failure: Failure): void;
}

export function taskEvents(state: CompiledTask): TaskEvents {
  switch (state.resource.family) {
    case "service":
      return service;
    case "lambda":
      return lambda;
    case "activity":
      return activity;
  }
}

const service: TaskEvents = {
  scheduled(strand, plan) {
    if (!onlyCounted(strand, 2)) noteScheduled(strand, plan);
  },
  // Started when scheduled: nobody tells when a service begins.
  started() {},
  submitted(strand, output) {
    const names = resourceOf(strand);
    note(strand, "TaskSubmitted", "taskSubmittedEventDetails", () => ({
      ...names,
      ...outputDetails(output, strand.execution.recorder),
    }));
  },
  succeeded(strand, output) {
    if (!onlyCounted(strand, 1)) noteSucceeded(strand, output);
  },
  failed(strand, failure) {
    const details = () => ({ ...resourceOf(strand), ...detailsOf(failure) });
    if (isTimeout(failure)) note(strand, "TaskTimedOut", "taskTimedOutEventDetails", details);
    else note(strand, "TaskFailed", "taskFailedEventDetails", details);
  },
};

/** Functions of their own: one that has a closure makes room for what that sees whenever it is called. */
function noteScheduled(strand: Strand, plan: TaskPlan): void {
  const names = resourceOf(strand);
  note(strand, "TaskScheduled", "taskScheduledEventDetails", () => ({
    ...names,
    region: regionOf(strand),
    parameters: dataText(plan.payload, strand.execution.recorder),
    ...limits(plan),
    ...credentials(plan),
  }));
  note(strand, "TaskStarted", "taskStartedEventDetails", () => names);
}

function noteSucceeded(strand: Strand, output: Json): void {
  const names = resourceOf(strand);
  note(strand, "TaskSucceeded", "taskSucceededEventDetails", () => ({
    ...names,
    ...outputDetails(output, strand.execution.recorder),
  }));
}

const lambda: TaskEvents = {
  scheduled(strand, plan) {
    if (!onlyCounted(strand, 2)) noteInvoked(strand, plan);
  },
  started() {},
  submitted() {},
  succeeded(strand, output) {
    if (!onlyCounted(strand, 1)) noteReturned(strand, output);
  },
  failed(strand, failure) {
    const details = () => detailsOf(failure);
    if (isTimeout(failure))
      note(strand, "LambdaFunctionTimedOut", "lambdaFunctionTimedOutEventDetails", details);
    else note(strand, "LambdaFunctionFailed", "lambdaFunctionFailedEventDetails", details);
  },
};

function noteInvoked(strand: Strand, plan: TaskPlan): void {
  note(strand, "LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails", () => ({
    resource: resourceName(strand).arn,
    ...inputDetails(plan.payload, strand.execution.recorder),
    ...timeLimit(plan),
    ...credentials(plan),
  }));
  note(strand, "LambdaFunctionStarted");
}

function noteReturned(strand: Strand, output: Json): void {
  note(strand, "LambdaFunctionSucceeded", "lambdaFunctionSucceededEventDetails", () =>
    outputDetails(output, strand.execution.recorder),
  );
}

const activity: TaskEvents = {
  scheduled(strand, plan) {
    note(strand, "ActivityScheduled", "activityScheduledEventDetails", () => ({
      resource: resourceName(strand).arn,
      ...inputDetails(plan.payload, strand.execution.recorder),
      ...limits(plan),
    }));
  },
  started(strand, workerName) {
    note(strand, "ActivityStarted", "activityStartedEventDetails", () =>
      workerName === undefined ? {} : { workerName },
    );
  },
  submitted() {},
  succeeded(strand, output) {
    note(strand, "ActivitySucceeded", "activitySucceededEventDetails", () =>
      outputDetails(output, strand.execution.recorder),
    );
  },
  failed(strand, failure) {
    const details = () => detailsOf(failure);
    if (isTimeout(failure)) note(strand, "ActivityTimedOut", "activityTimedOutEventDetails", details);
    else note(strand, "ActivityFailed", "activityFailedEventDetails", details);
  },
};

function note<Member extends keyof HistoryEventDetails>(
  strand: Strand,
  type: HistoryEventType,
  member?: Member,
  details?: () => HistoryEventDetails[Member],
): void {
  strand.previousEventId = strand.execution.record(strand.previousEventId, type, member, details);
}

/** Without a recorder events are only counted. */
function onlyCounted(strand: Strand, events: number): boolean {
  const { execution } = strand;
  if (execution.recorder !== undefined) return false;
  execution.lastEventId += events;
  strand.previousEventId = execution.lastEventId;
  return true;
}

function resourceName(strand: Strand): TaskResourceName {
  return (strand.state as CompiledTask).resource;
}

function resourceOf(strand: Strand): TaskResource {
  const { service, action } = resourceName(strand);
  return { resourceType: service, resource: action };
}

/** A service integration runs in the region of its state machine. */
function regionOf(strand: Strand): string {
  return parseArn(strand.execution.start.identity.stateMachineArn)?.region ?? "";
}

function timeLimit({ timeoutSeconds }: TaskPlan) {
  return timeoutSeconds === undefined ? undefined : { timeoutInSeconds: timeoutSeconds };
}

function limits(plan: TaskPlan) {
  const { heartbeatSeconds } = plan;
  return {
    ...timeLimit(plan),
    ...(heartbeatSeconds === undefined ? undefined : { heartbeatInSeconds: heartbeatSeconds }),
  };
}

function credentials({ credentials }: TaskPlan) {
  const role = roleOf(credentials);
  return role === undefined ? undefined : { taskCredentials: role };
}

function isTimeout({ error }: Failure): boolean {
  return error === statesError.timeout;
}

function detailsOf({ error, cause }: Failure) {
  return failureDetails(error, cause);
}
