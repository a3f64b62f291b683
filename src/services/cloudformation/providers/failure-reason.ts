// Why something failed, as CloudFormation tells it in an event.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import { extraneousKey } from "./property-names.ts";
import { ResourceFailure } from "./provider.ts";

export interface FailedResource {
  readonly logicalId: string;
  readonly type: string;
}

export function failureReason(thrown: unknown, { logicalId, type }: FailedResource): string {
  if (thrown instanceof ResourceFailure) return thrown.message;
  if (thrown instanceof ServiceError) return handlerText(thrown, type);
  if (thrown instanceof TemplateError) return propertyText(thrown, logicalId);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return `Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: InternalFailure)`;
}

function handlerText({ code, message, status }: ServiceError, type: string): string {
  const call = ` (Service: ${sdkName(type)}, Status Code: ${status}, Request ID: ${randomUUID()})`;
  // What CloudFormation finds itself, no service has said.
  const told = ownCodes.has(code) ? message : `${message}${call}`;
  return `Resource handler returned message: "${told}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${handlerErrorCode(code, status)})`;
}

const ownCodes = new Set(["AlreadyExists", "DeploymentFailed"]);

/** What is wrong with a property is told in one way if it is missing, and in another if it is not as it should be. */
function propertyText({ path, problem }: TemplateError, logicalId: string): string {
  const properties = `/Resources/${logicalId}/Properties`;
  if (!path.startsWith(properties)) return problem;
  const within = problem.startsWith(extraneousKey) ? "" : path.slice(properties.length);
  if (problem === "is required") return `Property validation failure: [The property {${within}} is required]`;
  return `Properties validation failed for resource ${logicalId} with message:\n#${within}: ${problem}`;
}

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
function handlerErrorCode(code: string, status: number): string {
  for (const [pattern, named] of handlerErrorCodes) if (pattern.test(code)) return named;
  return status < 500 ? "InvalidRequest" : "InternalFailure";
}

const handlerErrorCodes: readonly (readonly [RegExp, string])[] = [
  [
    /AlreadyExists|ResourceInUse|ResourceConflict|NameExists|AlreadyOwnedByYou|EntityAlreadyExists/,
    "AlreadyExists",
  ],
  [/AccessDenied|NotAuthorized|AuthorizationError/, "AccessDenied"],
  [/Throttl|TooManyRequests/, "Throttling"],
  [/LimitExceeded|QuotaExceeded/, "ServiceLimitExceeded"],
  [/NotFound|NoSuch|NonExistent|DoesNotExist/, "NotFound"],
  [/NotUpdatable/, "NotUpdatable"],
];

/** Whether a service said that there is no such thing. */
export function isNotFound(thrown: unknown): boolean {
  return thrown instanceof ServiceError && handlerErrorCode(thrown.code, thrown.status) === "NotFound";
}

/** Whether a service said that there is such a thing already. */
export function isAlreadyThere(thrown: unknown): boolean {
  return thrown instanceof ServiceError && handlerErrorCode(thrown.code, thrown.status) === "AlreadyExists";
}

/** The services as their SDK calls them, where that is not as the type does. */
const sdkNames: Readonly<Record<string, string>> = {
  DynamoDB: "DynamoDb",
  Events: "EventBridge",
  IAM: "Iam",
  Logs: "CloudWatchLogs",
  SNS: "Sns",
  SQS: "Sqs",
  SSM: "Ssm",
  StepFunctions: "Sfn",
};

function sdkName(type: string): string {
  const name = type.split("::")[1] ?? type;
  return sdkNames[name] ?? name;
}
