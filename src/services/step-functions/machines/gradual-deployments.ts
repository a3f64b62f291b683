// Moving an alias to another version bit by bit, as CloudFormation does for a DeploymentPreference.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-stepfunctions-statemachinealias-deploymentpreference.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { TrafficShift } from "../../../aws/template/traffic-shift.ts";
import { type ShiftSeams, shiftGradually } from "../../../time/gradual-shift.ts";
import type { StateMachineAliases } from "./aliases.ts";
import type { Route } from "./routing.ts";

export interface DeploymentPreference extends TrafficShift {
  readonly versionArn: string;
}

export interface GradualDeploymentsOptions extends ShiftSeams {
  readonly aliases: StateMachineAliases;
}

export class GradualDeployments {
  readonly #options: GradualDeploymentsOptions;

  constructor(options: GradualDeploymentsOptions) {
    this.#options = options;
  }

  /**
   * Resolves once the alias stands for the version alone. One that does so in part was being moved when that was cut off, or is
   * moved back: it is moved at once. Rejects with DeploymentFailed once an alarm sounds; then the alias is as it was. Rejects as well
   * when it is given up; then it stays where it is.
   */
  async move(aliasArn: string, preference: DeploymentPreference, signal?: AbortSignal): Promise<void> {
    const { aliases } = this.#options;
    const { versionArn } = preference;
    const { routing: former } = aliases.describe(aliasArn);
    const [from] = former;
    if (from === undefined || former.some((route) => route.versionArn === versionArn)) {
      aliases.update(aliasArn, { routing: [{ versionArn, weight: 100 }] });
      return;
    }
    const give = (weight: number) =>
      aliases.update(aliasArn, { routing: routingOf(from.versionArn, versionArn, weight) });
    try {
      await shiftGradually(preference, this.#options, give, signal);
    } catch (problem) {
      if (problem instanceof ServiceError) aliases.update(aliasArn, { routing: former });
      throw problem;
    }
  }
}

function routingOf(from: string, to: string, weight: number): readonly Route[] {
  if (weight === 100) return [{ versionArn: to, weight }];
  return [
    { versionArn: from, weight: 100 - weight },
    { versionArn: to, weight },
  ];
}
