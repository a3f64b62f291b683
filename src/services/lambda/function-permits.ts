// Whether Lambda may assume a function's role, and the role lets it do what Lambda does in its name: write its log and send its traces;
// and whether whoever asks its URL may. On AWS what may not be written is not there, and nobody says so.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html

import { ServiceError } from "../../aws/service-error.ts";
import type { Clock } from "../../time/clock.ts";
import type { AccessCheck, AccessGuard } from "../permissions.ts";
import type { ResolvedFunction } from "./configuration.ts";
import type { FunctionUrl } from "./functions/function-record.ts";
import { invalidParameter } from "./functions/refusals.ts";

const remembersMs = 1_000;

export class FunctionPermits {
  readonly #access: AccessGuard;

  constructor(access: AccessGuard) {
    this.#access = access;
  }

  /** Throws InvalidParameterValueException for a role that Lambda may not assume. */
  checkRole(roleArn: string, functionArn: string): void {
    const via = { service: "lambda.amazonaws.com", sourceArn: functionArn };
    if (!this.#access.mayAssume({ roleArn, via }))
      throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
  }

  /**
   * Asked each time something is to be written: a grant counts at once, and what was allowed is not asked for again for a second, for
   * those who write much.
   */
  writing(configuration: ResolvedFunction, logStreamName: string, clock: Clock): () => boolean {
    return remembering(clock, () => this.#logging(configuration, logStreamName));
  }

  #logging(configuration: ResolvedFunction, logStreamName: string): boolean {
    const request = { logGroupName: configuration.logGroupName, logStreamName };
    return (
      this.#may(configuration, { service: "logs", operation: "CreateLogStream", request }) &&
      this.#may(configuration, { service: "logs", operation: "PutLogEvents", request })
    );
  }

  /** The same of sending traces, for a function that is traced. */
  tracing(configuration: ResolvedFunction, clock: Clock): () => boolean {
    const operations = configuration.isTraced ? ["PutTraceSegments", "PutTelemetryRecords"] : [];
    return remembering(clock, () =>
      operations.every((operation) => this.#may(configuration, { service: "xray", operation, request: {} })),
    );
  }

  /**
   * Whether a request may invoke a function by its URL: anyone, if the URL asks for no signature, and else the holder of a role.
   * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
   */
  byUrl(resource: string, authType: FunctionUrl["authType"], accessKeyId: string | undefined): boolean {
    const holder = accessKeyId === undefined ? undefined : this.#access.holderOf(accessKeyId);
    const caller = authType === "NONE" ? "anyone" : holder;
    if (caller === undefined) return true;
    const needs = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"].map((action) => ({
      action,
      resource,
    }));
    return this.#isLet(() =>
      this.#access.checkNeeds(needs, caller, {
        "lambda:FunctionUrlAuthType": authType,
        "lambda:InvokedViaFunctionUrl": "true",
      }),
    );
  }

  #may({ role, functionName }: ResolvedFunction, call: Omit<AccessCheck, "caller">): boolean {
    const caller = { roleArn: role, sessionName: functionName };
    return this.#isLet(() => this.#access.check({ ...call, caller }));
  }

  #isLet(check: () => void): boolean {
    try {
      check();
      return true;
    } catch (problem) {
      if (problem instanceof ServiceError) return false;
      throw problem;
    }
  }
}

function remembering(clock: Clock, may: () => boolean): () => boolean {
  let allowedUntil = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.now();
    if (now < allowedUntil) return true;
    const isAllowed = may();
    if (isAllowed) allowedUntil = now + remembersMs;
    return isAllowed;
  };
}
