// EventBridge Scheduler by itself, on a clock that the test moves, with targets that take what they are given or refuse it.

import { localIdentity } from "../../../../src/aws/arn.ts";
import { type DeliveryOutcome, type DeliveryRequest, delivered } from "../../../../src/aws/delivery.ts";
import type { Invocation } from "../../../../src/services/scheduler/invocations/invocation.ts";
import { Scheduler } from "../../../../src/services/scheduler/scheduler.ts";
import type { ScheduleDefinition } from "../../../../src/services/scheduler/schedules/schedule.ts";
import type { ScheduleQuotas } from "../../../../src/services/scheduler/schedules/schedules.ts";
import { RecordBook } from "../../../../src/storage/record-book.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import type { SleepingClock } from "../../../support/sleeping-clock.ts";
import { until } from "../../../support/until.ts";

export const startedAt = Date.UTC(2026, 0, 1);

export interface OpenedScheduler {
  readonly clock: VirtualClock | SleepingClock;
  readonly scheduler: Scheduler;
  /** What targets were asked, with the clock's time. */
  readonly asked: (DeliveryRequest & { readonly at: number })[];
  readonly dropped: Invocation[];
  readonly counted: Map<string, number>;
  /** Moves the clock in steps of a second, or of half an hour where it is long, so that what is due is carried out at its time. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function openScheduler(
  options: {
    readonly directory?: string;
    readonly at?: number;
    /** @default one that stands still at `at` until it is told to move */
    readonly clock?: VirtualClock | SleepingClock;
    readonly deliver?: (request: DeliveryRequest) => DeliveryOutcome;
    readonly random?: () => number;
    readonly quotas?: ScheduleQuotas;
  } = {},
): Promise<OpenedScheduler> {
  const { directory, at = startedAt, deliver = () => delivered, random = () => 0 } = options;
  const { clock = new VirtualClock(at) } = options;
  const asked: OpenedScheduler["asked"] = [];
  const dropped: Invocation[] = [];
  const counted = new Map<string, number>();
  const scheduler = new Scheduler({
    ...{ clock, identity: localIdentity, random, quotas: options.quotas },
    book: await RecordBook.open({ directory, name: "schedules.journal" }),
    targets: {
      check: () => {},
      missed: () => undefined,
      deliver(request) {
        asked.push({ ...request, at: clock.now() });
        return deliver(request);
      },
    },
    count: (group, metric) => counted.set(`${group} ${metric}`, (counted.get(`${group} ${metric}`) ?? 0) + 1),
    dropped: (invocation) => dropped.push(invocation),
    fault(fault) {
      throw fault;
    },
  });
  const settled = () => until(() => (scheduler.isBusy ? undefined : true));
  return {
    ...{ clock, scheduler, asked, dropped, counted },
    async pass(ms) {
      const end = clock.now() + ms;
      clock.advanceBy(0);
      const step = ms < 3_600_000 ? 1000 : 1_800_000;
      await settled();
      while (clock.now() < end) {
        clock.advanceBy(Math.min(end - clock.now(), step));
        await settled();
      }
    },
    async close() {
      await scheduler.stop();
      await scheduler.close();
    },
  };
}

export function definition(change: Partial<ScheduleDefinition> = {}): ScheduleDefinition {
  return {
    ...{ name: "s", group: "default", expression: "rate(1 minute)", timezone: "UTC" },
    ...{ isEnabled: true, windowMinutes: 0, isDeletedAfterCompletion: false },
    target: target(),
    ...change,
  };
}

export function target(change: Partial<ScheduleDefinition["target"]> = {}): ScheduleDefinition["target"] {
  return {
    arn: "arn:aws:sqs:us-east-1:000000000000:q",
    roleArn: "arn:aws:iam::000000000000:role/any",
    retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
    ...change,
  };
}
