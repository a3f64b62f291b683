// What AWS/States tells of a region once a minute: how much there is of what a quota limits. Step Functions Developer Guide,
// "CloudWatch metrics".

import type { MetricSink } from "../../../aws/metric-sink.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { StandardExecutions } from "../executions/standard-executions.ts";
import type { StateMachines } from "../machines/state-machines.ts";
import type { MapRuns } from "../map-runs/map-runs.ts";

export interface GaugeParts {
  readonly clock: Clock;
  readonly metrics: MetricSink;
  readonly machines: StateMachines;
  readonly mapRuns: MapRuns;
  readonly standard: StandardExecutions;
}

const everyMs = 60_000;
/** AWS's default quotas, which nothing holds anybody to here. */
const quotas = { OpenExecutionLimit: 1_000_000, OpenMapRunLimit: 1_000 };

export class Gauges {
  readonly #parts: GaugeParts;
  #timer: Timer | undefined = undefined;

  constructor(parts: GaugeParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#measure();
    this.#timer = this.#parts.clock.setTimer(everyMs, () => this.start());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #measure(): void {
    const { machines, mapRuns, standard } = this.#parts;
    this.#tell({
      ...quotas,
      OpenExecutionCount: standard.running,
      ApproximateOpenMapRunCount: mapRuns.running,
      // Every Map Run begins at once.
      ApproximateMapRunBacklogSize: 0,
    });
    for (const { arn } of machines.all()) {
      const counts = {
        VersionCount: machines.versions.of(arn).length,
        AliasCount: machines.aliases.of(arn).length,
      };
      if (counts.VersionCount > 0) this.#tell(counts, { ResourceArn: arn });
    }
  }

  #tell(values: Readonly<Record<string, number>>, dimensions: Readonly<Record<string, string>> = {}): void {
    for (const [name, value] of Object.entries(values))
      this.#parts.metrics.series("AWS/States", name, dimensions, "Count").record(value);
  }
}
