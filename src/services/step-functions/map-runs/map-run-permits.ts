// What Map Runs need of their machines' roles beside what they read and write: to start their children, to look after them and to
// redrive them.
// https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html#maprun-iam-permission

import { randomUUID } from "node:crypto";
import type { RoleCaller } from "../../../aws/role-caller.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { statesError } from "../../../engine/error-names.ts";
import { Failure } from "../../../engine/failure.ts";
import type { MapRunStart } from "../../../engine/map-run/map-runner.ts";
import type { AccessCheck, AccessGuard } from "../../permissions.ts";

type Started = Pick<MapRunStart, "execution" | "label">;

export class MapRunPermits {
  readonly #access: AccessGuard;

  constructor(access: AccessGuard) {
    this.#access = access;
  }

  /** Why the children may not be started. */
  denial(start: Started): Failure | undefined {
    const { stateMachineArn } = start.execution;
    const denied = this.#denialOf(start, "StartExecution", { stateMachineArn });
    if (denied !== undefined) return denied;
    // It is seen that the role is asked for it: here nobody but the Map Run itself can see to its children.
    for (const operation of ["DescribeExecution", "StopExecution"])
      this.#access.check({ ...callOf(start, operation, childrenOf(start)), isWished: true });
    return undefined;
  }

  /** The same of one that runs again. Of Express children, too, which are started anew: AWS's page tells no two kinds apart. */
  redriveDenial(start: Started): Failure | undefined {
    return this.#denialOf(start, "RedriveExecution", childrenOf(start)) ?? this.denial(start);
  }

  /** AWS tells the cause so; what it calls the error nobody has told. */
  #denialOf(start: Started, operation: string, request: WireObject): Failure | undefined {
    try {
      this.#access.check(callOf(start, operation, request));
      return undefined;
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      return new Failure(
        statesError.runtime,
        `Error contacting AWS Service. | Message from Service: ${problem.message} ` +
          `(Service: Sfn, Status Code: ${problem.status}, Request ID: ${randomUUID()})`,
      );
    }
  }
}

function callOf(start: Started, operation: string, request: WireObject): AccessCheck {
  return { service: "states", operation, request, caller: callerOf(start) };
}

function childrenOf({ execution, label }: Started): WireObject {
  const machine = execution.stateMachineArn.replace(":stateMachine:", ":execution:");
  return { executionArn: `${machine}/${label}:*` };
}

function callerOf({ execution: { roleArn, name, stateMachineArn } }: Started): RoleCaller {
  const via = { service: "states.amazonaws.com", sourceArn: stateMachineArn };
  return { roleArn, sessionName: name.slice(0, 64), via };
}
