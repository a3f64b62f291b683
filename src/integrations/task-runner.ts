// Means a Task state's Resource. Each resource text is resolved to a handler once and kept; a resource that this region
// cannot serve resolves to a handler that fails and says why. A handler never throws to the engine.

import type { Failure } from "../engine/failure.ts";
import type { TaskRunner } from "../engine/seams.ts";
import { ArgumentProblem, argumentFailure } from "./arguments.ts";
import { callSdk, operationOf, sdkServices } from "./aws-sdk.ts";
import { awaitingCallback } from "./callback.ts";
import { callTable, callTableBySdk, dynamodbActions } from "./dynamodb.ts";
import { invokeFunction, invokeFunctionArn } from "./lambda.ts";
import { publish, putEvents, sendMessage } from "./messaging.ts";
import { runNested, startNested } from "./nested-execution.ts";
import type { TaskParts } from "./parts.ts";
import { type IntegrationResource, nameOf, parseTaskResource } from "./resource.ts";
import { refusalOf } from "./service-patterns.ts";
import { failing, type Request, requestOnly, type TaskHandler } from "./task-handler.ts";
import { unknownOutcomeOf } from "./unknown-outcome.ts";

export function createTaskRunner(parts: TaskParts): TaskRunner {
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
  };
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

function resolve(text: string, parts: TaskParts): TaskHandler {
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
    resume: (call) => toPromise(activities.run(call)),
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

function integrationHandler(text: string, resource: IntegrationResource, parts: TaskParts): TaskHandler {
  const refusal = refusalOf(resource);
  if (refusal !== undefined) return failing(`The task '${text}' cannot be done. ${refusal}`);
  const unknownOutcome = unknownOutcomeOf(resource);
  switch (resource.pattern) {
    case "request-response": {
      const request = requestOf(resource, parts);
      return request === undefined ? unserved(text, resource) : requestOnly(request, unknownOutcome);
    }
    case ".waitForTaskToken": {
      const request = requestOf(resource, parts);
      const { tokens } = parts;
      if (request === undefined) return unserved(text, resource);
      if (tokens === undefined)
        return failing(`There are no task tokens here: nobody can answer for '${text}'.`);
      return awaitingCallback(request, tokens, unknownOutcome);
    }
    default:
      return jobHandler(text, resource, parts);
  }
}

function jobHandler(
  text: string,
  resource: IntegrationResource,
  { executions, clock }: TaskParts,
): TaskHandler {
  if (resource.service !== "states" || executions === undefined) return unserved(text, resource);
  const form = resource.pattern === ".sync:2" ? "json" : "text";
  return runNested({ executions, clock }, form, unknownOutcomeOf(resource));
}

type RequestFactory = (parts: TaskParts) => Request | undefined;

const optimizedRequests: Readonly<Record<string, RequestFactory>> = {
  "lambda:invoke": ({ functions, clock }) => functions && ((call) => invokeFunction(functions, clock, call)),
  "events:putEvents": ({ events }) => events && ((call) => putEvents(events, call.execution, call.arguments)),
  "sqs:sendMessage": ({ queues, clock }) => queues && ((call) => sendMessage(queues, clock, call.arguments)),
  "sns:publish": ({ topics, clock }) => topics && ((call) => publish(topics, clock, call.arguments)),
  "states:startExecution": ({ executions, clock }) => executions && startNested({ executions, clock }),
  ...Object.fromEntries(
    Object.entries(dynamodbActions).map(([action, operation]) => [
      `dynamodb:${action}`,
      tableRequest(operation),
    ]),
  ),
};

function tableRequest(operation: string): RequestFactory {
  return ({ tables, clock }) =>
    tables && ((call) => callTable(tables, clock, { operation, arguments: call.arguments }));
}

/** How the region's own services do it. */
function requestOf(resource: IntegrationResource, parts: TaskParts): Request | undefined {
  if (resource.type === "sdk") return sdkRequest(resource, parts);
  const name = nameOf(resource);
  return Object.hasOwn(optimizedRequests, name) ? optimizedRequests[name]?.(parts) : undefined;
}

function sdkRequest({ service, action }: IntegrationResource, parts: TaskParts): Request | undefined {
  const { tables } = parts;
  if (service === "dynamodb" && tables !== undefined) {
    const operation = operationOf(action);
    return (call) => callTableBySdk(tables, operation, call.arguments);
  }
  const api = parts.sdkService?.(service);
  return api && ((call) => callSdk(api, { service, action, arguments: call.arguments }));
}

function unserved(text: string, resource: IntegrationResource): TaskHandler {
  return failing(
    `The resource '${text}' is not served here. Served are Lambda function ARNs, ` +
      `${Object.keys(optimizedRequests).join(", ")} (each as arn:aws:states:::<name>), ` +
      `and aws-sdk:<service>:<action> for ${sdkServices.join(", ")}, not ${nameOf(resource)}.`,
  );
}
