// One deployment of a function: the role that it is led in, and the functions that are asked before and after traffic moves. Each is
// called with the ids of the deployment and of its own call, and says by them whether the deployment goes on.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-lambda

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import type { Deliver } from "../../aws/delivery.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { DeploymentOrder, LifecycleEvent } from "../../aws/template/traffic-shift.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { Clock } from "../../time/clock.ts";
import type { AccessGuard } from "../permissions.ts";

export interface DeploymentParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly deliver: Deliver;
  readonly access: AccessGuard | undefined;
}

/** So long a function has to say how its check went. */
const patienceMs = 3_600_000;

export type HookStatus = "Succeeded" | "Failed";

export class Deployment {
  readonly id: string;
  readonly order: DeploymentOrder;
  readonly createdAt: number;
  status: "InProgress" | "Succeeded" | "Failed" | "Stopped" = "InProgress";
  completedAt: number | undefined;
  error: { readonly code: string; readonly message: string } | undefined;
  readonly #parts: DeploymentParts;
  /** Who waits for the word of a function, by the id of its call; undefined once it is said. */
  readonly #calls = new Map<string, ((status: HookStatus) => void) | undefined>();

  constructor(id: string, order: DeploymentOrder, parts: DeploymentParts) {
    this.id = id;
    this.order = order;
    this.createdAt = parts.clock.now();
    this.#parts = parts;
  }

  get groupArn(): string {
    const { applicationName, groupName } = this.order;
    return formatArn(this.#parts.identity, "codedeploy", `deploymentgroup:${applicationName}/${groupName}`);
  }

  /** Throws ServiceError if the group's role does not let CodeDeploy do this. */
  check(service: string, operation: string, request: WireObject): void {
    this.#parts.access?.check({ service, operation, request, caller: this.#caller });
  }

  /** Resolves at once where the template names no function. Rejects with ServiceError unless the function says that it went well. */
  async ask(event: LifecycleEvent, signal?: AbortSignal): Promise<void> {
    const named = this.order.hooks[event];
    if (named === undefined) return;
    const executionId = randomUUID();
    const said = this.#word(executionId, signal);
    // Until somebody waits for it, nobody is told that it was given up.
    said.catch(() => undefined);
    const ids = { DeploymentId: this.id, LifecycleEventHookExecutionId: executionId };
    const outcome = await this.#parts.deliver({
      arn: named.startsWith("arn:") ? named : formatArn(this.#parts.identity, "lambda", `function:${named}`),
      caller: { arn: this.groupArn, roleArn: this.order.roleArn },
      payload: { text: JSON.stringify(ids), value: ids },
    });
    if (outcome.status !== "DELIVERED") {
      this.#calls.get(executionId)?.("Failed");
      throw hookFailure(`${event} could not call ${named}: ${outcome.error.message}`);
    }
    if ((await said) === "Failed")
      throw hookFailure(
        "The deployment failed because one or more of the lifecycle event validation functions failed.",
      );
  }

  /** Throws ServiceError for a call that was not made, and for one whose word is said. */
  put(executionId: string, status: HookStatus): void {
    if (!this.#calls.has(executionId))
      throw new ServiceError(
        "InvalidLifecycleEventHookExecutionIdException",
        `The lifecycle event hook execution ID ${executionId} is not one of the deployment ${this.id}`,
      );
    const settle = this.#calls.get(executionId);
    if (settle === undefined)
      throw new ServiceError(
        "LifecycleEventAlreadyCompletedException",
        `The lifecycle event of the hook execution ${executionId} has already completed`,
      );
    settle(status);
  }

  succeeded(): void {
    this.#end("Succeeded");
  }

  /** What is to be told of it. */
  failed(problem: ServiceError): ServiceError {
    const { code, message } = problem;
    this.error = { code: code === "DeploymentFailed" ? "ALARM_ACTIVE" : code, message };
    this.#end("Failed");
    return new ServiceError("DeploymentFailed", `${this.id} failed. ${message}`);
  }

  /** Somebody gave it up. */
  stopped(): void {
    this.#end("Stopped");
  }

  #end(status: Deployment["status"]): void {
    this.status = status;
    this.completedAt = this.#parts.clock.now();
    for (const executionId of this.#calls.keys()) this.#calls.set(executionId, undefined);
  }

  get #caller() {
    return {
      ...{ roleArn: this.order.roleArn, sessionName: this.id },
      via: { service: "codedeploy.amazonaws.com", sourceArn: this.groupArn },
    };
  }

  #word(executionId: string, signal: AbortSignal | undefined): Promise<HookStatus> {
    return new Promise((resolve, reject) => {
      const over = () => {
        timer.cancel();
        signal?.removeEventListener("abort", giveUp);
        this.#calls.set(executionId, undefined);
      };
      const giveUp = () => {
        over();
        reject(new Error("The deployment was given up"));
      };
      const timer = this.#parts.clock.setTimer(patienceMs, () => {
        over();
        reject(hookFailure("The deployment timed out while waiting for a status callback."));
      });
      this.#calls.set(executionId, (status) => {
        over();
        resolve(status);
      });
      if (signal?.aborted) giveUp();
      else signal?.addEventListener("abort", giveUp, { once: true });
    });
  }
}

function hookFailure(message: string): ServiceError {
  return new ServiceError("HOOK_EXECUTION_FAILURE", message);
}
