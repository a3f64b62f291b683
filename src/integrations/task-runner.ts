// Means a Task state's Resource. Each resource text is resolved to a handler once and kept; a resource that this region
// cannot serve resolves to a handler that fails and says why. A handler never throws to the engine.

import type { Failure } from "../engine/failure.ts";
import type { TaskRunner } from "../engine/seams.ts";
import { ArgumentProblem, argumentFailure } from "./arguments.ts";
import { callSdk, operationOf } from "./aws-sdk.ts";
import { awaitingCallback } from "./callback.ts";
import { configureOutside } from "./configure-outside.ts";
import { callTable, callTableBySdk, dynamodbActions } from "./dynamodb.ts";
import { apiGatewayInvoke } from "./http/api-gateway.ts";
import { httpInvoke } from "./http/http-invoke.ts";
import { invokeFunction, invokeFunctionArn, invokeFunctionBySdk } from "./lambda.ts";
import { publish, putEvents, sendMessage } from "./messaging.ts";
import { runNested, startNested } from "./nested-execution.ts";
import { mockedCallback, type OutsideParts, outsideJob, outsideRequest } from "./outside-services.ts";
import type { TaskParts } from "./parts.ts";
import { type IntegrationResource, nameOf, parseTaskResource } from "./resource.ts";
import { refusalOf } from "./service-patterns.ts";
import { noSettings } from "./settings.ts";
import { failing, type Request, requestOnly, type TaskHandler } from "./task-handler.ts";
import { unknownOutcomeOf } from "./unknown-outcome.ts";

interface Runner extends TaskParts {
  readonly outside: OutsideParts;
}

export function createTaskRunner(given: TaskParts): TaskRunner {
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

function integrationHandler(text: string, resource: IntegrationResource, parts: Runner): TaskHandler {
  const refusal = refusalOf(resource);
  if (refusal !== undefined) return failing(`The task '${text}' cannot be done. ${refusal}`);
  const unknownOutcome = unknownOutcomeOf(resource);
  const own = requestOf(resource, parts);
  const request = own ?? outsideRequestOf(resource, parts.outside);
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
    default:
      return jobHandler(resource, parts, unknownOutcome);
  }
}

function outsideRequestOf(resource: IntegrationResource, outside: OutsideParts): Request {
  const request = outsideRequest(resource, outside);
  return nameOf(resource) === "apigateway:invoke" ? apiGatewayInvoke(outside, request) : request;
}

function jobHandler(resource: IntegrationResource, parts: Runner, unknownOutcome: Failure): TaskHandler {
  const { executions, clock } = parts;
  if (resource.service !== "states" || executions === undefined)
    return outsideJob(resource, parts.outside, unknownOutcome);
  return runNested({ executions, clock }, resource.pattern === ".sync:2" ? "json" : "text", unknownOutcome);
}

type RequestFactory = (parts: TaskParts) => Request | undefined;

const optimizedRequests: Readonly<Record<string, RequestFactory>> = {
  "lambda:invoke": ({ functions, clock }) => functions && ((call) => invokeFunction(functions, clock, call)),
  "events:putEvents": ({ events }) => events && ((call) => putEvents(events, call.execution, call.arguments)),
  "sqs:sendMessage": ({ queues, clock }) => queues && ((call) => sendMessage(queues, clock, call.arguments)),
  "sns:publish": ({ topics, clock }) => topics && ((call) => publish(topics, clock, call.arguments)),
  "http:invoke": ({ connections, ...parts }) => connections && httpInvoke(connections, parts),
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

/** Undefined as well for an operation that the region's service does not have. */
function sdkRequest({ service, action }: IntegrationResource, parts: TaskParts): Request | undefined {
  const { tables, functions } = parts;
  if (service === "dynamodb" && tables !== undefined) {
    const operation = operationOf(action);
    return (call) => callTableBySdk(tables, operation, call.arguments);
  }
  if (service === "lambda" && action === "invoke" && functions !== undefined)
    return (call) => invokeFunctionBySdk(functions, call);
  const operations = parts.sdkService?.(service)?.operations ?? {};
  const name = operationOf(action);
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  return operation && ((call) => callSdk(operation, service, call.arguments));
}
