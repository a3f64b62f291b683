// Moving a function's alias to another version bit by bit, as CodeDeploy does.
// https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { DeploymentOrder, LifecycleEvent, TrafficShift } from "../../../aws/template/traffic-shift.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { type ShiftSeams, shiftGradually } from "../../../time/gradual-shift.ts";
import type { Functions } from "./functions.ts";

export interface MovedAlias {
  readonly functionName: string;
  readonly name: string;
  /** Where it goes. */
  readonly version: string;
}

/** CodeDeploy, as it leads a deployment. */
export interface LedDeployment {
  readonly id: string;
  /** Throws ServiceError if the deployment's role may not. */
  check(service: string, operation: string, request: WireObject): void;
  /** Rejects with ServiceError unless the function that the template names for it says that it went well. */
  ask(event: LifecycleEvent, signal?: AbortSignal): Promise<void>;
  succeeded(): void;
  /** What is to be told of it. */
  failed(problem: ServiceError): ServiceError;
  stopped(): void;
}

export interface AliasShiftSeams extends ShiftSeams {
  readonly deployments: { begin(order: DeploymentOrder): LedDeployment };
}

export class AliasShifts {
  readonly #functions: Functions;
  readonly #seams: AliasShiftSeams;

  constructor(functions: Functions, seams: AliasShiftSeams) {
    this.#functions = functions;
    this.#seams = seams;
  }

  /**
   * Resolves once the alias stands for the version alone. One that does so in part was being moved when that was cut off, or is
   * moved back: it is moved at once. Rejects with DeploymentFailed once an alarm sounds, a function that is asked does not say that
   * it went well, or the deployment's role may not; then the alias is as it was. Rejects as well when it is given up; then it stays
   * where it is.
   */
  async move(
    { functionName, name, version }: MovedAlias,
    shift: TrafficShift,
    signal?: AbortSignal,
  ): Promise<void> {
    const functions = this.#functions;
    const former = functions.get(functionName).aliases.find((alias) => alias.name === name);
    if (former === undefined || former.version === version || Object.hasOwn(former.weights, version)) return;
    const deployment = shift.deployment && this.#seams.deployments.begin(shift.deployment);
    const give = (percentage: number) => {
      deployment?.check("lambda", "UpdateAlias", { functionName, name });
      functions.updateAlias(
        functionName,
        name,
        percentage === 100
          ? { version, weights: {} }
          : { version: former.version, weights: { [version]: percentage / 100 } },
      );
    };
    try {
      if (deployment !== undefined) await shift.onBegun?.(deployment.id);
      if (deployment !== undefined) checkReading(deployment, { functionName, name, alarms: shift.alarms });
      await deployment?.ask("BeforeAllowTraffic", signal);
      await shiftGradually(shift, this.#seams, give, signal);
      await deployment?.ask("AfterAllowTraffic", signal);
      deployment?.succeeded();
    } catch (problem) {
      if (!(problem instanceof ServiceError)) {
        deployment?.stopped();
        throw problem;
      }
      const { version, weights } = former;
      functions.updateAlias(functionName, name, { version, weights });
      throw deployment?.failed(problem) ?? problem;
    }
  }
}

/** What CodeDeploy looks at in the name of the deployment's role. */
function checkReading(
  deployment: LedDeployment,
  of: { readonly functionName: string; readonly name: string; readonly alarms: readonly string[] },
): void {
  const { functionName, name, alarms } = of;
  deployment.check("lambda", "GetAlias", { functionName, name });
  deployment.check("lambda", "GetProvisionedConcurrencyConfig", { functionName, Qualifier: name });
  if (alarms.length > 0) deployment.check("cloudwatch", "DescribeAlarms", { AlarmNames: alarms });
}
