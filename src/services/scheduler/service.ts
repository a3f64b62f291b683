// EventBridge Scheduler: schedules that invoke targets at times, in groups.

import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { schedulerApi } from "./api/api.ts";
import { Targets } from "./invocations/targets.ts";
import { UniversalTargets } from "./invocations/universal-target.ts";
import { schedulerPermissions } from "./needs.ts";
import { publishedMetrics } from "./published-metrics.ts";
import { schedule, scheduleGroup } from "./resources.ts";
import { Scheduler } from "./scheduler.ts";
import { accountQuotas } from "./schedules/schedules.ts";

export interface SchedulerNeeds
  extends Pick<House, "api" | "clock" | "identity" | "folder" | "repair" | "router" | "onFault" | "access">,
    Pick<House, "enforceLimits"> {
  readonly cloudwatch: { readonly metrics: MetricSink };
  /** Where it is told that a target was not invoked. */
  readonly logs: LogSink;
}

export const scheduler: ServiceDoor<"scheduler", SchedulerNeeds, Scheduler> = {
  name: "scheduler",
  async open({ api, access, clock, identity, folder, repair, router, onFault, enforceLimits, ...others }) {
    const { cloudwatch, logs } = others;
    const book = await RecordBook.open({ directory: folder("scheduler"), name: "schedules.journal", repair });
    return new Scheduler({
      quotas: enforceLimits === true ? accountQuotas : undefined,
      ...{ access, clock, identity, book },
      targets: new Targets(router, new UniversalTargets(api, access), identity),
      count: publishedMetrics(cloudwatch.metrics),
      dropped({ scheduleArn, scheduleKey, target }, { code, message }) {
        const text = `${scheduleArn}: ${target.arn} was not invoked: ${code}: ${message}`;
        logs.append("/millrace/schedules", scheduleKey, [{ timestamp: clock.now(), message: text }]);
      },
      fault: (fault, where) => onFault(fault, `the schedule ${where}`),
    });
  },
  permissions: schedulerPermissions,
  apis: { scheduler: schedulerApi },
  sources: [
    {
      name: "schedule",
      only: [
        ...["queue", "FIFO queue", "topic", "function", "bus", "stream", "delivery stream"],
        ...["Express state machine", "Standard state machine"],
      ],
    },
    { name: "schedule's dead-letter config", only: ["queue"] },
  ],
  kinds: [scheduleGroup, schedule],
  keeps: { "scheduler/schedules.journal": "all schedules and their groups" },
  start: (service) => service.start(),
  stop: (service) => service.stop(),
  close: (service) => service.close(),
};
