// Whether a function's role lets it do what Lambda does in its name: write its log and send its traces. On AWS what may not be
// written is not there, and nobody says so.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html

import { ServiceError } from "../../aws/service-error.ts";
import type { AccessCheck, AccessGuard } from "../permissions.ts";
import type { ResolvedFunction } from "./configuration.ts";

export class FunctionPermits {
  readonly #access: AccessGuard;

  constructor(access: AccessGuard) {
    this.#access = access;
  }

  logging(configuration: ResolvedFunction, logStreamName: string): boolean {
    const request = { logGroupName: configuration.logGroupName, logStreamName };
    return (
      this.#may(configuration, { service: "logs", operation: "CreateLogStream", request }) &&
      this.#may(configuration, { service: "logs", operation: "PutLogEvents", request })
    );
  }

  tracing(configuration: ResolvedFunction): boolean {
    return ["PutTraceSegments", "PutTelemetryRecords"].every((operation) =>
      this.#may(configuration, { service: "xray", operation, request: {} }),
    );
  }

  #may({ role, functionName }: ResolvedFunction, call: Omit<AccessCheck, "caller">): boolean {
    try {
      this.#access.check({ ...call, caller: { roleArn: role, sessionName: functionName } });
      return true;
    } catch (problem) {
      if (problem instanceof ServiceError) return false;
      throw problem;
    }
  }
}
