// Moving a function's alias to another version bit by bit, as CodeDeploy does.
// https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { TrafficShift } from "../../../aws/template/traffic-shift.ts";
import { type ShiftSeams, shiftGradually } from "../../../time/gradual-shift.ts";
import type { Functions } from "./functions.ts";

export interface MovedAlias {
  readonly functionName: string;
  readonly name: string;
  /** Where it goes. */
  readonly version: string;
}

export class AliasShifts {
  readonly #functions: Functions;
  readonly #seams: ShiftSeams;

  constructor(functions: Functions, seams: ShiftSeams) {
    this.#functions = functions;
    this.#seams = seams;
  }

  /**
   * Resolves once the alias stands for the version alone. One that does so in part was being moved when that was cut off, or is
   * moved back: it is moved at once. Rejects with DeploymentFailed once an alarm sounds; then the alias is as it was. Rejects as well
   * when it is given up; then it stays where it is.
   */
  async move(
    { functionName, name, version }: MovedAlias,
    shift: TrafficShift,
    signal?: AbortSignal,
  ): Promise<void> {
    const functions = this.#functions;
    const former = functions.get(functionName).aliases.find((alias) => alias.name === name);
    if (former === undefined || former.version === version || Object.hasOwn(former.weights, version)) return;
    const give = (percentage: number) =>
      functions.updateAlias(
        functionName,
        name,
        percentage === 100
          ? { version, weights: {} }
          : { version: former.version, weights: { [version]: percentage / 100 } },
      );
    try {
      await shiftGradually(shift, this.#seams, give, signal);
    } catch (problem) {
      if (problem instanceof ServiceError) {
        const { version, weights } = former;
        functions.updateAlias(functionName, name, { version, weights });
      }
      throw problem;
    }
  }
}
