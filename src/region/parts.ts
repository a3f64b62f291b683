// The parts of a region, by the names of the services that they are.

import type { Connections } from "../events/connections.ts";
import type { EventBuses } from "../events/event-buses.ts";
import type { FunctionHost } from "../functions/function-host.ts";
import type { LocalJobs } from "../integrations/jobs/local-jobs.ts";
import type { Objects } from "../objects/objects.ts";
import type { Queues } from "../queues/queues.ts";
import type { States } from "../states/states.ts";
import type { Streams } from "../streams/streams.ts";
import type { Tables } from "../tables/tables.ts";
import type { Alarms } from "../telemetry/alarms.ts";
import type { Dashboards } from "../telemetry/dashboards.ts";
import type { Logs } from "../telemetry/logs.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Traces } from "../telemetry/traces.ts";
import type { Topics } from "../topics/topics.ts";
import type { Pipes } from "./pipes.ts";
import type { Router } from "./router.ts";
import type { TraceDaemon } from "./trace-daemon.ts";

export interface Parts {
  readonly router: Router;
  readonly streams: Streams;
  readonly pipes: Pipes;
  readonly buses: EventBuses;
  readonly connections: Connections;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly tables: Tables;
  readonly objects: Objects;
  readonly functions: FunctionHost;
  readonly states: States;
  readonly jobs: LocalJobs;
  readonly metrics: Metrics;
  readonly logs: Logs;
  readonly alarms: Alarms;
  readonly dashboards: Dashboards;
  readonly traces: Traces;
  readonly traceDaemon: TraceDaemon;
}
