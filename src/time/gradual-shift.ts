// Traffic on its way from one version to the next: bit by bit, watched by alarms. A state machine's alias goes so by a
// DeploymentPreference, and a function's by CodeDeploy.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html

import { ServiceError } from "../aws/service-error.ts";
import type { TrafficShift } from "../aws/template/traffic-shift.ts";
import type { Clock } from "./clock.ts";

export interface ShiftSeams {
  readonly clock: Clock;
  /** Which of the alarms of these names is in the state ALARM; one that there is not sounds never. */
  readonly soundingAlarm: (alarmNames: readonly string[]) => string | undefined;
}

/** Alarms are looked at so often while traffic moves. */
const watchIntervalMs = 10_000;
const minuteMs = 60_000;

/**
 * Calls `give` with what the new version gets, in percent, from step to step, and resolves after the last. Rejects with
 * DeploymentFailed once an alarm sounds, and as well when it is given up.
 */
export async function shiftGradually(
  shift: TrafficShift,
  { clock, soundingAlarm }: ShiftSeams,
  give: (percentage: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const checkAlarms = () => {
    const sounding = soundingAlarm(shift.alarms);
    if (sounding === undefined) return;
    throw new ServiceError(
      "DeploymentFailed",
      `The deployment was stopped because the alarm ${sounding} is in the state ALARM`,
    );
  };
  checkAlarms();
  for (const percentage of stepsOf(shift)) {
    give(percentage);
    if (percentage === 100) return;
    const end = clock.now() + shift.intervalMinutes * minuteMs;
    while (clock.now() < end) {
      await waited(clock, Math.min(watchIntervalMs, end - clock.now()), signal);
      checkAlarms();
    }
  }
}

function stepsOf({ type, percentage }: TrafficShift): readonly number[] {
  if (type === "ALL_AT_ONCE") return [100];
  if (type === "CANARY") return [percentage, 100];
  const steps = Math.ceil(100 / percentage);
  return Array.from({ length: steps }, (_, step) => Math.min(100, (step + 1) * percentage));
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
