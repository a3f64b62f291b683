// Requests of the region's own services: the optimized integrations each in their own way, and any operation of an API that the
// region serves as `aws-sdk:<service>:<action>`.

import { callSdk } from "./aws-sdk/call-sdk.ts";
import { callS3 } from "./aws-sdk/s3.ts";
import { httpInvoke } from "./http/http-invoke.ts";
import { callTable, callTableBySdk, dynamodbActions } from "./optimized/dynamodb.ts";
import { invokeFunction, invokeFunctionBySdk } from "./optimized/lambda.ts";
import { publish, putEvents, sendMessage } from "./optimized/messaging.ts";
import { startNested } from "./optimized/nested-execution.ts";
import type { TaskParts } from "./parts.ts";
import { type IntegrationResource, nameOf, operationOf } from "./resource.ts";
import type { Request } from "./task-handler.ts";

type RequestFactory = (parts: TaskParts) => Request | undefined;

/** Undefined for what the region does not have. */
export function ownRequest(resource: IntegrationResource, parts: TaskParts): Request | undefined {
  if (resource.type === "sdk") return sdkRequest(resource, parts);
  const name = nameOf(resource);
  return Object.hasOwn(optimizedRequests, name) ? optimizedRequests[name]?.(parts) : undefined;
}

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
  if (operation === undefined) return undefined;
  return service === "s3"
    ? (call) => callS3(operation, action, call.arguments)
    : (call) => callSdk(operation, { service, action }, call);
}
