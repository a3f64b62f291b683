// Means a Task state's Resource. Each resource text is resolved to a handler once and kept; a resource that this region
// cannot serve resolves to a handler that fails with what is supported instead. A handler never throws to the engine.

import type { Json } from "../aws/json.ts";
import { Failure } from "../engine/failure.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../engine/seams.ts";
import { ArgumentProblem, argumentFailure } from "./arguments.ts";
import { callSdk, operationOf, sdkServices } from "./aws-sdk.ts";
import { callTable, callTableBySdk, dynamodbActions } from "./dynamodb.ts";
import { invokeFunction, invokeFunctionArn } from "./lambda.ts";
import { publish, putEvents, sendMessage, startExecution } from "./messaging.ts";
import type { TaskParts } from "./parts.ts";
import { parseTaskResource, type TaskResource } from "./resource.ts";

type Handler = (call: TaskCall) => TaskResult | Promise<TaskResult>;
type Integration = Extract<TaskResource, { readonly action: string }>;

export function createTaskRunner(parts: TaskParts): TaskRunner {
  const handlers = new Map<string, Handler>();
  return {
    run(call) {
      let handler = handlers.get(call.resource);
      if (handler === undefined) {
        handler = caught(resolve(call.resource, parts));
        handlers.set(call.resource, handler);
      }
      return handler(call);
    },
  };
}

/** A problem with the arguments is the workflow's failure. Whatever else is thrown the engine reports as States.Runtime. */
function caught(handler: Handler): Handler {
  return async (call) => {
    try {
      return await handler(call);
    } catch (error) {
      if (error instanceof ArgumentProblem) return argumentFailure(call.resource, error);
      throw error;
    }
  };
}

function resolve(text: string, parts: TaskParts): Handler {
  const resource = parseTaskResource(text);
  if (resource === undefined) return unsupported(text);
  if (resource.type === "activity") {
    return failing(`Activities are not served here: the task '${text}' has no worker to wait for.`);
  }
  if (resource.type === "function") return functionHandler(resource.functionArn, parts) ?? unsupported(text);
  if (resource.pattern !== "request-response") {
    return failing(
      `The integration pattern '${resource.pattern}' of the task '${text}' is not served here. ` +
        `Only request-response is: 'arn:aws:states:::${resource.service}:${resource.action}'.`,
    );
  }
  const handler = resource.type === "sdk" ? sdkHandler(resource, parts) : optimizedHandler(resource, parts);
  return handler ?? unsupported(text);
}

function functionHandler(functionArn: string, { functions }: TaskParts): Handler | undefined {
  return functions && ((call) => invokeFunctionArn(functions, functionArn, call));
}

type HandlerFactory = (parts: TaskParts) => Handler | undefined;

const optimizedHandlers: Readonly<Record<string, HandlerFactory>> = {
  "lambda:invoke": ({ functions, clock }) => functions && ((call) => invokeFunction(functions, clock, call)),
  "events:putEvents": ({ events }) => events && ((call) => putEvents(events, call.execution, call.arguments)),
  "sqs:sendMessage": ({ queues, clock }) => queues && ((call) => sendMessage(queues, clock, call.arguments)),
  "sns:publish": ({ topics, clock }) => topics && ((call) => publish(topics, clock, call.arguments)),
  "states:startExecution": ({ executions, clock }) =>
    executions && ((call) => startExecution(executions, clock, call.arguments)),
  ...Object.fromEntries(
    Object.entries(dynamodbActions).map(([action, operation]) => [
      `dynamodb:${action}`,
      tableHandler(operation),
    ]),
  ),
};

function tableHandler(operation: string): HandlerFactory {
  return ({ tables, clock }) =>
    tables && ((call) => callTable(tables, clock, { operation, arguments: call.arguments }));
}

function optimizedHandler({ service, action }: Integration, parts: TaskParts): Handler | undefined {
  const name = `${service}:${action}`;
  return Object.hasOwn(optimizedHandlers, name) ? optimizedHandlers[name]?.(parts) : undefined;
}

function sdkHandler({ service, action }: Integration, parts: TaskParts): Handler | undefined {
  const { tables } = parts;
  if (service === "dynamodb" && tables !== undefined) {
    const operation = operationOf(action);
    return (call) => callTableBySdk(tables, operation, call.arguments);
  }
  const api = parts.sdkService?.(service);
  return api && ((call) => callSdk(api, { service, action, arguments: call.arguments }));
}

function unsupported(resource: string): Handler {
  return failing(
    `The resource '${resource}' is not served here. Served are Lambda function ARNs, ` +
      `${Object.keys(optimizedHandlers).join(", ")} (each as arn:aws:states:::<name>), ` +
      `and aws-sdk:<service>:<action> for ${sdkServices.join(", ")}.`,
  );
}

function failing(cause: string): Handler {
  const failure = new Failure("States.Runtime", cause);
  return (_call: TaskCall): Json | Failure => failure;
}
