// Step Functions on the wire: state machines and executions by AWS's member names.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html

import { loadDefinition } from "../asl/validate/validate.ts";
import type { HistoryEvent } from "../engine/history/event.ts";
import {
  type ExecutionRecord,
  endMembers,
  type ListedExecution,
  statusOf,
} from "../states/execution-record.ts";
import type { LoggingConfiguration, LogLevel, StateMachine } from "../states/state-machine.ts";
import type { States, SyncEnd } from "../states/states.ts";
import {
  constraintError,
  optionalBoolean,
  optionalInteger,
  optionalList,
  optionalObject,
  optionalString,
  requiredString,
} from "./members.ts";
import type { Operation, ServiceApi, WireObject } from "./operation.ts";
import { testStateOperation } from "./sfn-test-state.ts";

export function stepFunctionsApi(states: States): ServiceApi {
  return {
    targetPrefix: "AWSStepFunctions",
    errorNamespace: "com.amazonaws.swf.service.v2.model",
    jsonVersion: "1.0",
    operations: {
      ...machineOperations(states),
      ...executionOperations(states),
      TestState: testStateOperation(states),
    },
  };
}

function machineOperations(states: States): Readonly<Record<string, Operation>> {
  const { machines } = states;
  return {
    async CreateStateMachine(request) {
      const machine = machines.create({
        name: requiredString(request, "name"),
        definition: requiredString(request, "definition"),
        roleArn: requiredString(request, "roleArn"),
        type: workflowType(request),
        logging: loggingOf(request),
        tracingEnabled: tracingOf(request),
        tags: tagsOf(request),
      });
      await states.committed();
      return { stateMachineArn: machine.arn, creationDate: new Date(machine.createdAt) };
    },
    async UpdateStateMachine(request) {
      const machine = machines.update({
        stateMachineArn: requiredString(request, "stateMachineArn"),
        definition: optionalString(request, "definition"),
        roleArn: optionalString(request, "roleArn"),
        logging: loggingOf(request),
        tracingEnabled: tracingOf(request),
      });
      await states.committed();
      return { updateDate: new Date(machine.updatedAt), revisionId: machine.revisionId };
    },
    DescribeStateMachine(request) {
      return described(machines.describe(requiredString(request, "stateMachineArn")));
    },
    async DeleteStateMachine(request) {
      machines.delete(requiredString(request, "stateMachineArn"));
      await states.committed();
      return {};
    },
    ListStateMachines(request) {
      const page = machines.list(pageRequest(request));
      const stateMachines = page.items.map(({ arn, name, type, createdAt }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate: new Date(createdAt),
      }));
      return { stateMachines, nextToken: page.nextToken };
    },
    ValidateStateMachineDefinition(request) {
      const loaded = loadDefinition(requiredString(request, "definition"), {
        type: workflowType(request) ?? "STANDARD",
      });
      const least = optionalString(request, "severity") ?? "ERROR";
      const shown = loaded.diagnostics.filter(({ severity }) => least === "WARNING" || severity === "ERROR");
      return {
        result: loaded.definition === undefined ? "FAIL" : "OK",
        diagnostics: shown.map(({ severity, code, message, path }) => ({
          severity,
          code,
          message,
          location: path,
        })),
      };
    },
  };
}

function executionOperations(states: States): Readonly<Record<string, Operation>> {
  const { standard } = states;
  return {
    async StartExecution(request) {
      const started = await states.startExecution(startRequest(request));
      return { executionArn: started.executionArn, startDate: new Date(started.startedAt) };
    },
    async StartSyncExecution(request) {
      return synced(await states.startSyncExecution(startRequest(request)));
    },
    async StopExecution(request) {
      const { executionArn, error, cause } = {
        executionArn: requiredString(request, "executionArn"),
        error: optionalString(request, "error"),
        cause: optionalString(request, "cause"),
      };
      return { stopDate: new Date(await standard.stop(executionArn, error, cause)) };
    },
    async RedriveExecution(request) {
      const executionArn = requiredString(request, "executionArn");
      const redrivenAt = await standard.redrive(executionArn, optionalString(request, "clientToken"));
      return { redriveDate: new Date(redrivenAt) };
    },
    DescribeExecution(request) {
      return executed(standard.describe(requiredString(request, "executionArn")));
    },
    ListExecutions(request) {
      const machine = states.standardMachine(requiredString(request, "stateMachineArn"));
      const statusFilter = optionalString(request, "statusFilter");
      const page = standard.list(machine, { ...pageRequest(request), statusFilter });
      return { executions: page.items.map(listed), nextToken: page.nextToken };
    },
    async GetExecutionHistory(request) {
      const page = await standard.history(requiredString(request, "executionArn"), {
        ...pageRequest(request),
        reverseOrder: optionalBoolean(request, "reverseOrder"),
      });
      const withData = optionalBoolean(request, "includeExecutionData") !== false;
      return { events: page.items.map((event) => historyEvent(event, withData)), nextToken: page.nextToken };
    },
  };
}

function startRequest(request: WireObject) {
  return {
    stateMachineArn: requiredString(request, "stateMachineArn"),
    input: optionalString(request, "input"),
    name: optionalString(request, "name"),
    traceHeader: optionalString(request, "traceHeader"),
  };
}

function pageRequest(request: WireObject) {
  return {
    maxResults: optionalInteger(request, "maxResults"),
    nextToken: optionalString(request, "nextToken"),
  };
}

function workflowType(request: WireObject): "STANDARD" | "EXPRESS" | undefined {
  const type = optionalString(request, "type");
  if (type === undefined || type === "STANDARD" || type === "EXPRESS") return type;
  throw constraintError("type", type, "satisfy enum value set: [STANDARD, EXPRESS]");
}

const logLevels: readonly string[] = ["ALL", "ERROR", "FATAL", "OFF"] satisfies LogLevel[];

function loggingOf(request: WireObject): LoggingConfiguration | undefined {
  const logging = optionalObject(request, "loggingConfiguration");
  if (logging === undefined) return undefined;
  const level = optionalString(logging, "level") ?? "OFF";
  if (!logLevels.includes(level)) {
    throw constraintError(
      "loggingConfiguration.level",
      level,
      `satisfy enum value set: [${logLevels.join(", ")}]`,
    );
  }
  const groups = (optionalList(logging, "destinations") ?? []).map((destination) =>
    requiredString(optionalObject(destination, "cloudWatchLogsLogGroup") ?? {}, "logGroupArn"),
  );
  const includeExecutionData = optionalBoolean(logging, "includeExecutionData") ?? false;
  return { level: level as LogLevel, includeExecutionData, logGroupArns: groups };
}

function tracingOf(request: WireObject): boolean | undefined {
  const tracing = optionalObject(request, "tracingConfiguration");
  return tracing === undefined ? undefined : (optionalBoolean(tracing, "enabled") ?? false);
}

function tagsOf(request: WireObject): Readonly<Record<string, string>> {
  const tags = optionalList(request, "tags") ?? [];
  return Object.fromEntries(
    tags.map((tag) => [requiredString(tag, "key"), optionalString(tag, "value") ?? ""]),
  );
}

function described(machine: StateMachine): WireObject {
  const { level, includeExecutionData, logGroupArns } = machine.logging;
  const destinations = logGroupArns.map((logGroupArn) => ({ cloudWatchLogsLogGroup: { logGroupArn } }));
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: "ACTIVE",
    definition: machine.definition,
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: new Date(machine.createdAt),
    loggingConfiguration: {
      level,
      includeExecutionData,
      ...(destinations.length > 0 ? { destinations } : {}),
    },
    tracingConfiguration: { enabled: machine.tracingEnabled },
    revisionId: machine.revisionId,
  };
}

function executed(record: ExecutionRecord): WireObject {
  const { output, error, cause } = endMembers(record.end);
  const status = statusOf(record);
  return {
    executionArn: record.arn,
    stateMachineArn: record.stateMachine.arn,
    name: record.name,
    status,
    startDate: new Date(record.startedAt),
    stopDate: record.endedAt === undefined ? undefined : new Date(record.endedAt),
    input: record.input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
    traceHeader: record.traceHeader,
    redriveCount: record.redriveCount,
    redriveDate: record.redrivenAt === undefined ? undefined : new Date(record.redrivenAt),
    redriveStatus: record.redrive.redriveStatus,
    redriveStatusReason: record.redrive.redriveStatusReason,
  };
}

function listed(record: ListedExecution): WireObject {
  return {
    executionArn: record.arn,
    stateMachineArn: record.stateMachine.arn,
    name: record.name,
    status: statusOf(record),
    startDate: new Date(record.startedAt),
    stopDate: record.endedAt === undefined ? undefined : new Date(record.endedAt),
    redriveCount: record.redriveCount,
    redriveDate: record.redrivenAt === undefined ? undefined : new Date(record.redrivenAt),
  };
}

/** AWS bills 64 MB and 100 ms at least, and in those steps. */
const billedMemoryMb = 64;
const billedStepMs = 100;

function synced(sync: SyncEnd): WireObject {
  const { output, error, cause } = endMembers(sync.end);
  const durationMs = sync.endedAt - sync.startedAt;
  return {
    executionArn: sync.executionArn,
    stateMachineArn: sync.stateMachineArn,
    name: sync.name,
    startDate: new Date(sync.startedAt),
    stopDate: new Date(sync.endedAt),
    status: sync.end.status,
    input: sync.input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
    billingDetails: {
      billedMemoryUsedInMB: billedMemoryMb,
      billedDurationInMilliseconds: Math.max(1, Math.ceil(durationMs / billedStepMs)) * billedStepMs,
    },
  };
}

const dataMembers = new Set([
  "input",
  "inputDetails",
  "output",
  "outputDetails",
  "parameters",
  "assignedVariables",
  "assignedVariablesDetails",
]);

function historyEvent(event: HistoryEvent, withData: boolean): WireObject {
  const members = Object.entries(event).map(([name, value]) => {
    if (name === "timestamp") return [name, new Date(value as number)];
    if (withData || typeof value !== "object" || value === null) return [name, value];
    return [name, Object.fromEntries(Object.entries(value).filter(([member]) => !dataMembers.has(member)))];
  });
  return Object.fromEntries(members);
}
