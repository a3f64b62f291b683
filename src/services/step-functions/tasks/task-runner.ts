// Means a Task state's Resource. Each resource text is resolved to a handler once and kept; a resource that this region
// cannot serve resolves to a handler that fails and says why. A handler never throws to the engine.

import type { Failure } from "../../../engine/failure.ts";
import type { TaskRunner } from "../../../engine/seams.ts";
import { ArgumentProblem, argumentFailure } from "./arguments.ts";
import { answerableJob, awaitingCallback } from "./callback.ts";
import { apiGatewayInvoke } from "./http/api-gateway.ts";
import { invokeFunctionArn } from "./optimized/lambda.ts";
import { runNested } from "./optimized/nested-execution.ts";
import { configureOutside } from "./outside/configure-outside.ts";
import { type MissingService, missingService } from "./outside/missing-services.ts";
import { mockedCallback, type OutsideParts, outsideJob, outsideRequest } from "./outside/outside-services.ts";
import { noSettings, type TaskSettings } from "./outside/settings.ts";
import { ownRequest } from "./own-services.ts";
import type { TaskParts } from "./parts.ts";
import { type IntegrationResource, nameOf, parseTaskResource } from "./resource.ts";
import { refusalOf } from "./service-patterns.ts";
import { failing, type Request, requestOnly, type TaskHandler } from "./task-handler.ts";
import { unknownOutcomeOf } from "./unknown-outcome.ts";

interface Runner extends TaskParts {
  readonly outside: OutsideParts;
}

/** What stands in for services that are not here. */
export interface StandIns {
  /** What a Task's Resource asks of such a service that nothing stands in for. */
  missing(resource: string): MissingService | undefined;
  /** From now on what the user has configured. */
  configure(settings: TaskSettings): void;
}

export function createTaskRunner(given: TaskParts): TaskRunner & StandIns {
  const parts: Runner = { ...given, outside: outsideOf(given) };
  const handlers = new Map<string, TaskHandler>();
  const handlerOf = (resource: string): TaskHandler => {
    let handler = handlers.get(resource);
    if (handler === undefined) {
      handler = caught(resolve(resource, parts));
      handlers.set(resource, handler);
    }
    return handler;
  };
  return {
    run: (call) => handlerOf(call.resource).run(call),
    resume: (call, submitted) => handlerOf(call.resource).resume(call, submitted),
    lacks: (activityArn) => given.activities?.has(activityArn) === false,
    missing: (resource) => missingService(resource, parts),
    configure(settings) {
      const { mocks, jobs, aws } = parts.outside;
      mocks.use(settings.mocks);
      jobs.use(settings.jobs);
      aws.use(settings.allowAwsCalls);
      handlers.clear();
    },
  };
}

function outsideOf({ clock, identity, outside }: TaskParts): OutsideParts {
  return { clock, identity, ...(outside ?? configureOutside(noSettings, { clock, identity, folder: "." })) };
}

/** A problem with the arguments is the workflow's failure. Whatever else is thrown the engine reports as States.Runtime. */
function caught({ run, resume }: TaskHandler): TaskHandler {
  return {
    async run(call) {
      try {
        return await run(call);
      } catch (error) {
        return problemOf(call.resource, error);
      }
    },
    async resume(call, submitted) {
      try {
        return await resume(call, submitted);
      } catch (error) {
        return problemOf(call.resource, error);
      }
    },
  };
}

function problemOf(resource: string, error: unknown): Failure {
  if (error instanceof ArgumentProblem) return argumentFailure(resource, error);
  throw error;
}

function resolve(text: string, parts: Runner): TaskHandler {
  const resource = parseTaskResource(text);
  if (resource === undefined) return failing(`The resource '${text}' is none that a Task can name.`);
  switch (resource.type) {
    case "activity":
      return activityHandler(text, parts);
    case "function":
      return functionHandler(resource.functionArn, parts);
    default:
      return integrationHandler(text, resource, parts);
  }
}

/** An activity's task is queued again: its worker may never have got it, and answers for it by its token. */
function activityHandler(text: string, { activities }: TaskParts): TaskHandler {
  if (activities === undefined)
    return failing(`There are no activities here: nobody will do the task '${text}'.`);
  return {
    run: (call) => toPromise(activities.run(call)),
    resume: (call) => toPromise(activities.resume(call)),
  };
}

function toPromise<Value>(value: Value | PromiseLike<Value>): Promise<Value> {
  return Promise.resolve(value);
}

function functionHandler(functionArn: string, { functions }: TaskParts): TaskHandler {
  if (functions === undefined)
    return failing(`There are no functions here: '${functionArn}' cannot be called.`);
  return requestOnly(
    (call) => invokeFunctionArn(functions, functionArn, call),
    unknownOutcomeOf({ type: "optimized", service: "lambda" }),
  );
}

function integrationHandler(text: string, resource: IntegrationResource, parts: Runner): TaskHandler {
  const refusal = refusalOf(resource);
  if (refusal !== undefined) return failing(`The task '${text}' cannot be done. ${refusal}`);
  const unknownOutcome = unknownOutcomeOf(resource);
  const own = ownRequest(resource, parts);
  const request = own ?? outsideRequestOf(resource, parts);
  switch (resource.pattern) {
    case "request-response":
      return requestOnly(request, unknownOutcome);
    case ".waitForTaskToken": {
      const { tokens } = parts;
      const handler =
        tokens === undefined
          ? failing(`There are no task tokens here: nobody can answer for '${text}'.`)
          : awaitingCallback(request, tokens, unknownOutcome);
      return own === undefined ? mockedCallback(resource, handler, parts.outside.mocks) : handler;
    }
    default: {
      const job = jobHandler(resource, parts, unknownOutcome);
      return parts.tokens === undefined ? job : answerableJob(job, parts.tokens);
    }
  }
}

function outsideRequestOf(resource: IntegrationResource, { outside, apis }: Runner): Request {
  const request = outsideRequest(resource, outside);
  return nameOf(resource) === "apigateway:invoke" ? apiGatewayInvoke({ ...outside, apis }, request) : request;
}

function jobHandler(resource: IntegrationResource, parts: Runner, unknownOutcome: Failure): TaskHandler {
  const { executions, clock } = parts;
  if (resource.service !== "states" || executions === undefined)
    return outsideJob(resource, parts.outside, unknownOutcome);
  return runNested({ executions, clock }, resource.pattern === ".sync:2" ? "json" : "text", unknownOutcome);
}
