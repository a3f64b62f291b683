// Moving an alias to another version bit by bit, as CloudFormation does for a DeploymentPreference.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-stepfunctions-statemachinealias-deploymentpreference.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Clock } from "../../../time/clock.ts";
import type { StateMachineAliases } from "./aliases.ts";
import type { Route } from "./routing.ts";

export interface DeploymentPreference {
  readonly versionArn: string;
  /** All at once, by so much at each interval, or by so much at first and the rest an interval later. */
  readonly type: "ALL_AT_ONCE" | "LINEAR" | "CANARY";
  /** Percent. */
  readonly percentage: number;
  readonly intervalMinutes: number;
  /** Names of alarms: while one of them sounds, nothing is moved, and what was moved goes back. */
  readonly alarms: readonly string[];
}

export interface GradualDeploymentsOptions {
  readonly clock: Clock;
  readonly aliases: StateMachineAliases;
  /** Which of the alarms of these names is in the state ALARM; one that there is not sounds never. */
  readonly soundingAlarm: (alarmNames: readonly string[]) => string | undefined;
}

/** Alarms are looked at so often while an alias is moved. */
const watchIntervalMs = 10_000;
const minuteMs = 60_000;

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
    try {
      this.#checkAlarms(preference);
      for (const weight of weightsOf(preference)) {
        aliases.update(aliasArn, { routing: routingOf(from.versionArn, versionArn, weight) });
        if (weight < 100) await this.#watch(preference, signal);
      }
    } catch (problem) {
      if (problem instanceof ServiceError) aliases.update(aliasArn, { routing: former });
      throw problem;
    }
  }

  /** Until the next interval is over. */
  async #watch(preference: DeploymentPreference, signal: AbortSignal | undefined): Promise<void> {
    const { clock } = this.#options;
    const end = clock.now() + preference.intervalMinutes * minuteMs;
    while (clock.now() < end) {
      await waited(clock, Math.min(watchIntervalMs, end - clock.now()), signal);
      this.#checkAlarms(preference);
    }
  }

  #checkAlarms({ alarms }: DeploymentPreference): void {
    const sounding = this.#options.soundingAlarm(alarms);
    if (sounding === undefined) return;
    throw new ServiceError(
      "DeploymentFailed",
      `The deployment was stopped because the alarm ${sounding} is in the state ALARM`,
    );
  }
}

/** Rejects when it is given up. */
function waited(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      timer.cancel();
      reject(new Error("The deployment was given up"));
    };
    const timer = clock.setTimer(delayMs, () => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    });
    if (signal?.aborted) giveUp();
    else signal?.addEventListener("abort", giveUp, { once: true });
  });
}

/** What the new version gets, from step to step. */
function weightsOf({ type, percentage }: DeploymentPreference): readonly number[] {
  if (type === "ALL_AT_ONCE") return [100];
  if (type === "CANARY") return [percentage, 100];
  const steps = Math.ceil(100 / percentage);
  return Array.from({ length: steps }, (_, step) => Math.min(100, (step + 1) * percentage));
}

function routingOf(from: string, to: string, weight: number): readonly Route[] {
  if (weight === 100) return [{ versionArn: to, weight }];
  return [
    { versionArn: from, weight: 100 - weight },
    { versionArn: to, weight },
  ];
}
