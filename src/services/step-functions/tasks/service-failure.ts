// How a refused service call fails a Task: the optimized integrations word it as the AWS SDK for Java 1 does, the
// `aws-sdk:` ones as version 2 does. Either names errors that its service model does not know by the service alone.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { Failure } from "../../../engine/failure.ts";

export interface OptimizedService {
  /** What precedes the dot in the error's name. */
  readonly prefix: string;
  /** As the cause names the service. */
  readonly service: string;
  /** The error name of what the service model does not know, such as `AmazonDynamoDBException`. */
  readonly unmodelled: string;
  /** The model's errors; undefined where every error goes by its own name. */
  readonly modelled: ReadonlySet<string> | undefined;
  /** Codes that this client gets, where they are other than those of the service's newer protocol. */
  readonly codes?: Readonly<Record<string, string>>;
}

export function optimizedFailure(service: OptimizedService, error: unknown): Failure {
  const refusal = asServiceError(error);
  const known = service.modelled === undefined || service.modelled.has(refusal.code);
  const name = known ? exceptionName(refusal.code) : service.unmodelled;
  return new Failure(
    `${service.prefix}.${name}`,
    `${refusal.message} (Service: ${service.service}; Status Code: ${refusal.status}; ` +
      `Error Code: ${service.codes?.[refusal.code] ?? refusal.code}; Request ID: ${requestIdOf(refusal)}; Proxy: null)`,
  );
}

export interface SdkClient {
  /** As the SDK for Java names its client, such as `DynamoDb`. */
  readonly name: string;
  /** Errors that the model of the service does not know. */
  readonly unmodelled: ReadonlySet<string>;
}

export function sdkFailure(client: SdkClient, error: unknown): Failure {
  const refusal = asServiceError(error);
  const name = client.unmodelled.has(refusal.code) ? `${client.name}Exception` : exceptionName(refusal.code);
  return new Failure(
    `${client.name}.${name}`,
    `${refusal.message} (Service: ${client.name}, Status Code: ${refusal.status}, Request ID: ${requestIdOf(refusal)}) (SDK Attempt Count: 1)`,
  );
}

/** Java's exceptions all end so, whatever the API calls the error: `AWS.SimpleQueueService.X` is `XException`. */
function exceptionName(code: string): string {
  const name = code.slice(code.lastIndexOf(".") + 1);
  return name.endsWith("Exception") ? name : `${name}Exception`;
}

/** Only refusals become failures; anything else that is thrown is a bug of ours and must be seen as such. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  throw error;
}

function requestIdOf(error: ServiceError): string {
  const { requestId } = error.members;
  return typeof requestId === "string" ? requestId : randomUUID();
}
