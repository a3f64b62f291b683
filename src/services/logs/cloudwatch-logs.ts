// The service as a whole: logs, and what is made of events: metrics, deliveries, exports and answers to queries.

import { inSlices } from "../../time/time-slice.ts";
import { LogAnomalyDetectors } from "./anomalies/anomaly-detectors.ts";
import { Destinations } from "./destinations.ts";
import { type ExportBuckets, ExportTasks } from "./export-tasks.ts";
import { IndexPolicies } from "./index-policies.ts";
import { Queries } from "./insights/queries.ts";
import type { LogEvent } from "./log-group.ts";
import { Logs, type LogsOptions } from "./logs.ts";
import { LookupTables } from "./lookup-tables.ts";
import { type FilteredMetrics, MetricFilters } from "./metric-filters.ts";
import { DataProtection } from "./protection/data-protection.ts";
import { ScheduledQueries } from "./scheduled-queries.ts";
import { SubscriptionFilters } from "./subscription-filters.ts";
import { Transformers } from "./transformers/transformers.ts";

export class CloudWatchLogs extends Logs {
  readonly destinations: Destinations;
  readonly metricFilters: MetricFilters;
  readonly subscriptionFilters: SubscriptionFilters;
  readonly queries: Queries;
  readonly exportTasks: ExportTasks;
  readonly lookupTables: LookupTables;
  readonly scheduledQueries: ScheduledQueries;
  readonly indexPolicies: IndexPolicies;
  readonly transformers: Transformers;
  readonly dataProtection: DataProtection;
  readonly anomalyDetectors: LogAnomalyDetectors;

  constructor(options: LogsOptions) {
    super(options);
    this.destinations = new Destinations(this);
    this.transformers = new Transformers(this);
    const { transformers } = this;
    this.metricFilters = new MetricFilters(this, transformers);
    this.subscriptionFilters = new SubscriptionFilters(this, this.destinations, transformers);
    this.lookupTables = new LookupTables(this);
    this.queries = new Queries(this, {
      tables: (name) => this.lookupTables.find(name),
      transformed: (logGroupName, event) => transformers.transformed(logGroupName, event),
    });
    this.scheduledQueries = new ScheduledQueries(this, this);
    this.exportTasks = new ExportTasks(this);
    this.indexPolicies = new IndexPolicies(this);
    this.dataProtection = new DataProtection(this);
    this.anomalyDetectors = new LogAnomalyDetectors(this);
    for (const { logGroupName } of this.describeLogGroups()) this.filterAnew(logGroupName);
  }

  /** Where metric filters count, and what data protection found. */
  countInto(metrics: FilteredMetrics): void {
    this.metricFilters.countInto(metrics);
    this.dataProtection.countInto(metrics);
  }

  /** Where export tasks put events, and scheduled queries what they found. */
  exportInto(buckets: ExportBuckets): void {
    this.exportTasks.exportInto(buckets);
    this.scheduledQueries.exportInto(buckets);
  }

  /**
   * The events of those groups whose names are accepted, from a time until before another; yields where whoever asks may give way to
   * others.
   */
  *eventsOf(
    isAsked: (logGroupName: string) => boolean,
    { from, until }: { readonly from: number; readonly until: number },
  ): Generator<void, readonly LogEvent[]> {
    const found: LogEvent[] = [];
    for (const group of this.describeLogGroups().filter(({ logGroupName }) => isAsked(logGroupName))) {
      const events = yield* group.readInPieces(({ timestamp }) => timestamp >= from && timestamp < until);
      for (const event of events) found.push(event);
    }
    return found;
  }

  /** To be called when the filters of a group have changed: groups without any cost nothing. */
  filterAnew(logGroupName: string): void {
    const counted = this.metricFilters.of(logGroupName);
    const subscribed = this.subscriptionFilters.of(logGroupName);
    const isProtected = this.dataProtection.isProtected(logGroupName);
    if (counted.length === 0 && subscribed.length === 0 && !isProtected) {
      this.watchGroup(logGroupName, undefined);
      return;
    }
    this.watchGroup(logGroupName, async (_group, events) => {
      const audited = isProtected ? inSlices(this.dataProtection.audit(logGroupName, events)) : undefined;
      const sent = this.subscriptionFilters.take(subscribed, events);
      await Promise.all([audited, sent, inSlices(this.metricFilters.take(counted, events))]);
    });
  }

  override deleteLogGroup(logGroupName: string): void {
    super.deleteLogGroup(logGroupName);
    for (const { filterName } of this.metricFilters.of(logGroupName))
      this.metricFilters.forget(logGroupName, filterName);
    for (const { filterName } of this.subscriptionFilters.of(logGroupName))
      this.subscriptionFilters.forget(logGroupName, filterName);
    for (const settings of [this.transformers, this.dataProtection, this.indexPolicies])
      settings.remove(logGroupName);
  }
}
