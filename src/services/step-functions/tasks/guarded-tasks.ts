// Tasks that are done once it is known that the machine's role may: denied, a task fails as the service that it calls denies it.
// https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html

import { objectOrEmpty } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { sdkRequest } from "../../../aws/wire/sdk-members.ts";
import type { Failure } from "../../../engine/failure.ts";
import type { TaskCall, TaskRunner } from "../../../engine/seams.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { AccessGuard } from "../../permissions.ts";
import { clientNameOf } from "./aws-sdk/client-names.ts";
import { isOptimized, optimizedServices } from "./optimized/optimized-services.ts";
import { operationOf, parseTaskResource } from "./resource.ts";
import { optimizedFailure, sdkFailure } from "./service-failure.ts";
import { machineCaller, taskCaller } from "./task-caller.ts";

/** What a Resource calls; undefined for what needs no permission of anybody here. */
interface Called {
  readonly service: string;
  readonly operation: string;
  readonly requestOf: (call: TaskCall) => WireObject;
  readonly failureOf: (denial: ServiceError) => Failure;
  /** What Step Functions asks for while it waits for the end, and does without. */
  readonly watching?: readonly string[];
}

export function guardedTasks(tasks: TaskRunner, access: AccessGuard): TaskRunner {
  const known = new Map<string, Called | undefined>();
  const calledBy = (resource: string) => {
    if (!known.has(resource)) known.set(resource, calledOf(resource));
    return known.get(resource);
  };
  const denialOf = (call: TaskCall): Failure | undefined | Promise<Failure | undefined> => {
    const called = calledBy(call.resource);
    return called && inSlices(checked(called, call, access));
  };
  const { resume, lacks } = tasks;
  return {
    ...(lacks && { lacks: (activityArn) => lacks.call(tasks, activityArn) }),
    run: (call) => {
      const denial = denialOf(call);
      if (denial instanceof Promise) return denial.then((found) => found ?? tasks.run(call));
      return denial ?? tasks.run(call);
    },
    // What is taken up again was allowed when it began.
    ...(resume && { resume: (call, submitted) => resume.call(tasks, call, submitted) }),
  };
}

function* checked(called: Called, call: TaskCall, access: AccessGuard): Generator<void, Failure | undefined> {
  const { service, operation, requestOf, failureOf, watching = [] } = called;
  const other = call.credentials?.roleArn;
  try {
    if (other !== undefined)
      yield* access.checkInPieces({
        ...{ service: "sts", operation: "AssumeRole", request: { RoleArn: other } },
        caller: machineCaller(call),
      });
    const caller = taskCaller(call);
    yield* access.checkInPieces({ service, operation, request: requestOf(call), caller });
    for (const watch of watching)
      yield* access.checkInPieces({
        service,
        operation: watch,
        request: watchedIn(call),
        caller,
        isWished: true,
      });
    return undefined;
  } catch (problem) {
    if (problem instanceof ServiceError) return failureOf(problem);
    throw problem;
  }
}

const members = ({ arguments: given }: TaskCall): WireObject => objectOrEmpty(given);

function calledOf(text: string): Called | undefined {
  const resource = parseTaskResource(text);
  if (resource === undefined || resource.type === "activity") return undefined;
  if (resource.type === "function") {
    const { functionArn } = resource;
    return {
      ...{ service: "lambda", operation: "Invoke", requestOf: () => ({ FunctionName: functionArn }) },
      failureOf: (denial) => optimizedFailure(optimizedServices.lambda, denial),
    };
  }
  const { type, service, action, pattern } = resource;
  const operation = operationOf(action);
  if (type === "sdk")
    return {
      ...{ service, operation },
      requestOf: (call) => sdkRequest(service, members(call) as never),
      failureOf: (denial) => sdkFailure({ name: clientNameOf(service), unmodelled }, denial),
    };
  if (!isOptimized(service)) return undefined;
  const named = optimizedServices[service];
  // No service that goes by its errors' own names has one for this.
  const spelling = { ...named, modelled: named.modelled ?? new Set<string>() };
  return {
    ...{ service, operation },
    watching: pattern.startsWith(".sync") ? (watchings[service] ?? []) : [],
    requestOf: service === "states" ? (call) => startOf(members(call)) : members,
    failureOf: (denial) => optimizedFailure(spelling, denial),
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html, and likewise of the others. */
const watchings: Readonly<Record<string, readonly string[]>> = {
  states: ["DescribeExecution", "StopExecution"],
  glue: ["GetJobRun", "GetJobRuns", "BatchStopJobRun"],
};

/** Executions of the machine that is started, whatever their names; or the job. */
function watchedIn(call: TaskCall): WireObject {
  const { StateMachineArn: machine, JobName } = members(call);
  return typeof machine === "string"
    ? { executionArn: `${machine.replace(":stateMachine:", ":execution:")}:*` }
    : { JobName };
}

/** The optimized integration has the members of the SDK for Java. */
function startOf({ StateMachineArn: stateMachineArn }: WireObject): WireObject {
  return { stateMachineArn };
}

const unmodelled = new Set(["AccessDeniedException", "AccessDenied"]);
