// The functions that durable executions invoke. One that is durable as well is an execution of its own, whose name follows from who invokes
// it: after a crash the same one is found again. Any other runs again.

import { createHash } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import type { InvocationRequest, InvocationResult } from "../invocation.ts";
import { errorIn } from "./durable-invocation.ts";
import type { ChainedInvocation, DurableExecution, DurableOperation } from "./durable-record.ts";

/** Undefined for a function that is not durable. */
export type RunDurable = (
  functionName: string,
  payload: string,
  name: string,
) => Promise<DurableExecution> | undefined;

export interface ChainedParts {
  readonly run: (request: InvocationRequest) => Promise<InvocationResult>;
  readonly runDurable: RunDurable;
}

export class ChainedInvocations {
  readonly #parts: ChainedParts;
  /** By whose they are. */
  readonly #underWay = new Set<string>();

  constructor(parts: ChainedParts) {
    this.#parts = parts;
  }

  /** Resolves with what becomes of the operation; undefined if it is under way already. */
  async run(of: string, chained: ChainedInvocation): Promise<Partial<DurableOperation> | undefined> {
    if (this.#underWay.has(of)) return undefined;
    this.#underWay.add(of);
    try {
      return await this.#outcome(of, chained);
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      return { status: "FAILED", error: { ErrorType: problem.code, ErrorMessage: problem.message } };
    } finally {
      this.#underWay.delete(of);
    }
  }

  async #outcome(
    of: string,
    { functionName, payload }: ChainedInvocation,
  ): Promise<Partial<DurableOperation>> {
    const name = createHash("sha256").update(of).digest("hex");
    const durable = this.#parts.runDurable(functionName, payload, name);
    if (durable !== undefined) return outcomeOfExecution(await durable);
    const { functionError, payload: answer } = await this.#parts.run({ functionName, payload });
    return functionError === undefined
      ? { status: "SUCCEEDED", result: answer }
      : { status: "FAILED", error: errorIn(answer) };
  }
}

function outcomeOfExecution({ status, result, error = {} }: DurableExecution): Partial<DurableOperation> {
  if (status === "SUCCEEDED") return { status, result };
  return { status: status === "RUNNING" ? "FAILED" : status, error };
}
