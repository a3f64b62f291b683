// Data protection of log groups: what comes in after a policy was put is masked wherever it is read or sent on, and what was found is
// told and counted.

import type { Records } from "../../../storage/record-book.ts";
import type { LogEvent, LogGroup } from "../log-group.ts";
import type { Logs } from "../logs.ts";
import type { FilteredMetrics } from "../metric-filters.ts";
import { type ProtectionPolicy, parseProtectionPolicy } from "./protection-policy.ts";

export interface KeptProtection {
  readonly policyDocument: string;
  readonly lastUpdatedTime: number;
}

export class DataProtection {
  readonly #logs: Logs;
  readonly #kept: Records<KeptProtection>;
  readonly #policies = new Map<string, ProtectionPolicy>();
  #metrics: FilteredMetrics | undefined;

  constructor(logs: Logs) {
    this.#logs = logs;
    this.#kept = logs.book.records("dataProtection");
    for (const group of logs.describeLogGroups()) {
      const kept = this.#kept.get(group.logGroupName);
      if (kept !== undefined) this.#protect(group, kept);
    }
  }

  countInto(metrics: FilteredMetrics): void {
    this.#metrics = metrics;
  }

  /** Throws ResourceNotFoundException, InvalidParameterException. */
  put(logGroupName: string, policyDocument: string): KeptProtection {
    const group = this.#logs.group(logGroupName);
    const kept = { policyDocument, lastUpdatedTime: this.#logs.now() };
    this.#protect(group, kept);
    this.#kept.put(logGroupName, kept);
    return kept;
  }

  of(logGroupName: string): KeptProtection | undefined {
    return this.#kept.get(logGroupName);
  }

  /** Also of a group that is gone. */
  remove(logGroupName: string): void {
    this.#kept.remove(logGroupName);
    this.#policies.delete(logGroupName);
    if (this.#logs.hasLogGroup(logGroupName)) this.#logs.group(logGroupName).maskBy(undefined);
  }

  isProtected(logGroupName: string): boolean {
    return this.#policies.has(logGroupName);
  }

  /** Tells what was found in events that came in. Yields where whoever asks may give way to others. */
  *audit(logGroupName: string, events: readonly LogEvent[]): Generator<void, void> {
    const policy = this.#policies.get(logGroupName);
    if (policy === undefined) return;
    let found = 0;
    for (const { logStreamName, message, unmasked = message } of events) {
      yield;
      const findings = policy.findings(unmasked);
      if (findings.length === 0) continue;
      found++;
      if (policy.auditedInto === undefined) continue;
      const timestamp = this.#logs.now();
      const told = {
        auditTimestamp: new Date(timestamp).toISOString(),
        resourceArn: `${this.#logs.arnOf(logGroupName)}:*`,
        dataIdentifiers: findings.map(({ name, detections }) => ({
          ...{ name, count: detections.length },
          // Both ends belong to it.
          detections: detections.map(({ start, end }) => ({ start, end: end - 1 })),
        })),
      };
      this.#logs.append(policy.auditedInto, logStreamName, [{ timestamp, message: JSON.stringify(told) }]);
    }
    if (found > 0) this.#count(logGroupName, found);
  }

  #count(LogGroupName: string, found: number): void {
    for (const DataProtectionOperation of ["Audit", "Deidentify"])
      this.#metrics
        ?.seriesOf(
          {
            ...{ namespace: "AWS/Logs", metricName: "LogEventsWithFindings" },
            dimensions: { LogGroupName, DataProtectionOperation },
          },
          "Count",
        )
        .recordAt(this.#logs.now(), found);
  }

  /** Throws InvalidParameterException. */
  #protect(group: LogGroup, { policyDocument, lastUpdatedTime }: KeptProtection): void {
    const policy = parseProtectionPolicy(policyDocument);
    this.#policies.set(group.logGroupName, policy);
    group.maskBy((event) => {
      if (event.ingestedAt < lastUpdatedTime) return event;
      const message = policy.masked(event.message);
      return message === event.message ? event : { ...event, message, unmasked: event.message };
    });
  }
}
