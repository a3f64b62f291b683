// What Map Runs need of their machines' roles beside what they read and write: to start their children, to look after them and to
// redrive them.
// https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { statesError } from "../../../engine/error-names.ts";
import { Failure } from "../../../engine/failure.ts";
import type { MapRunStart } from "../../../engine/map-run/map-runner.ts";
import type { AccessGuard, RoleCaller } from "../../permissions.ts";

type Started = Pick<MapRunStart, "execution" | "label">;

export class MapRunPermits {
  readonly #access: AccessGuard;

  constructor(access: AccessGuard) {
    this.#access = access;
  }

  /** Why the children may not be started. AWS tells the cause so; what it calls the error nobody has told. */
  denial(start: Started): Failure | undefined {
    const { stateMachineArn } = start.execution;
    try {
      const request = { stateMachineArn };
      this.#access.check({
        ...{ service: "states", operation: "StartExecution", request, caller: callerOf(start) },
      });
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      return new Failure(
        statesError.runtime,
        `Error contacting AWS Service. | Message from Service: ${problem.message} ` +
          `(Service: Sfn, Status Code: ${problem.status}, Request ID: ${randomUUID()})`,
      );
    }
    this.#note(start, "DescribeExecution");
    this.#note(start, "StopExecution");
    return undefined;
  }

  redriven(start: Started): void {
    this.#note(start, "RedriveExecution");
  }

  /** It is seen that the role is asked for it: here nobody but the Map Run itself can see to its children. */
  #note(start: Started, operation: string): void {
    const { stateMachineArn } = start.execution;
    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}/${start.label}:*`;
    this.#access.check({
      ...{ service: "states", operation, request: { executionArn }, caller: callerOf(start) },
      isWished: true,
    });
  }
}

function callerOf({ execution: { roleArn, name, stateMachineArn } }: Started): RoleCaller {
  const via = { service: "states.amazonaws.com", sourceArn: stateMachineArn };
  return { roleArn, sessionName: name.slice(0, 64), via };
}
