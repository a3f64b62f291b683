// Subscription filters: the events of a group that a pattern matches are sent on, in gzip, as they come in.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html

import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { parseArn } from "../../aws/arn.ts";
import type { CheckedDelivery, Deliver, DeliveryError, DeliveryRequest } from "../../aws/delivery.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Records } from "../../storage/record-book.ts";
import { InOrder } from "../../time/in-order.ts";
import { inSlices } from "../../time/time-slice.ts";
import type { Destinations } from "./destinations.ts";
import type { LogEvent } from "./log-group.ts";
import type { Logs } from "./logs.ts";
import { compileFilterPattern, type FilterPattern } from "./patterns/filter-pattern.ts";
import { invalid, limitExceeded } from "./refusals.ts";
import type { Transformers } from "./transformers/transformers.ts";

export interface SubscriptionFilter {
  readonly logGroupName: string;
  readonly filterName: string;
  readonly filterPattern: string;
  readonly destinationArn: string;
  readonly roleArn?: string | undefined;
  readonly distribution: "ByLogStream" | "Random";
  readonly applyOnTransformedLogs: boolean;
  readonly creationTime: number;
}

export interface SubscriptionSeams {
  readonly deliver: Deliver;
  /** Whether a function is there and may be invoked: one is not invoked to see whether it is. */
  readonly reaches: (delivery: CheckedDelivery) => boolean;
  /** Told of events that were given up. */
  readonly undelivered: (filter: SubscriptionFilter, error: DeliveryError) => void;
  readonly fault: (fault: unknown, filterName: string) => void;
}

const mostFilters = 2;
/** Of a filter, that wait for those before them; what comes beyond is given up. */
const mostWaiting = 1000;
const tries = 3;
const pauseMs = 1000;
const compress = promisify(gzip);
/** What takes events packed, as messages call it, by its service. */
const streamsOf: Readonly<Record<string, "Firehose" | "Kinesis">> = {
  firehose: "Firehose",
  kinesis: "Kinesis",
};

export class SubscriptionFilters {
  readonly #logs: Logs;
  readonly #destinations: Destinations;
  readonly #transformers: Transformers;
  readonly #filters: Records<SubscriptionFilter>;
  readonly #compiled = new Map<string, FilterPattern>();
  /** By the keys of filters, what they are being held against. */
  readonly #order = new InOrder<string>();
  /** The last delivery of each filter, and how many there are to come. */
  readonly #queues = new Map<string, { last: Promise<void>; waiting: number }>();
  #seams: SubscriptionSeams | undefined;

  constructor(logs: Logs, destinations: Destinations, transformers: Transformers) {
    this.#logs = logs;
    this.#transformers = transformers;
    this.#destinations = destinations;
    this.#filters = logs.book.records<SubscriptionFilter>("subscriptionFilter");
  }

  deliverBy(seams: SubscriptionSeams): void {
    this.#seams = seams;
  }

  /** Throws InvalidParameterException for a destination that does not take a message. */
  async put(filter: Omit<SubscriptionFilter, "creationTime">): Promise<void> {
    const { logGroupName, filterName } = filter;
    this.#checkAccount(filter.destinationArn);
    this.#logs.group(logGroupName);
    compileFilterPattern(filter.filterPattern);
    const key = keyOf(filter);
    const isNew = !this.#filters.has(key);
    if (isNew && this.of(logGroupName).length >= mostFilters) throw limitExceeded();
    await this.#checkDestination(filter);
    const creationTime = this.#filters.get(key)?.creationTime ?? this.#logs.now();
    this.#filters.put(key, { ...filter, creationTime });
    this.#compiled.delete(`${logGroupName}:${filterName}`);
  }

  delete(logGroupName: string, filterName: string): void {
    this.#logs.group(logGroupName);
    if (!this.#filters.has(`${logGroupName}:${filterName}`))
      throw new ServiceError(
        "ResourceNotFoundException",
        "The specified subscription filter does not exist.",
      );
    this.forget(logGroupName, filterName);
  }

  /** Also of a group that is gone. */
  forget(logGroupName: string, filterName: string): void {
    const key = `${logGroupName}:${filterName}`;
    this.#filters.remove(key);
    this.#compiled.delete(key);
  }

  of(logGroupName: string): readonly SubscriptionFilter[] {
    return this.#filters.values().filter((filter) => filter.logGroupName === logGroupName);
  }

  get all(): readonly SubscriptionFilter[] {
    return this.#filters.values();
  }

  /** Sends on what the filters of a group let through, in the order in which it came; the events are of one stream. */
  async take(filters: readonly SubscriptionFilter[], events: readonly LogEvent[]): Promise<void> {
    await Promise.all(
      filters.map((filter) => this.#order.do(keyOf(filter), () => inSlices(this.#choose(filter, events)))),
    );
  }

  /** Yields where whoever asks may give way to others. */
  *#choose(filter: SubscriptionFilter, events: readonly LogEvent[]): Generator<void, void> {
    const pattern = this.#patternOf(filter);
    const chosen: LogEvent[] = [];
    for (const [at, event] of events.entries()) {
      if (at > 0) yield;
      const seen = this.#seenBy(filter, event);
      if (pattern.matches(seen.message)) chosen.push(seen);
    }
    if (chosen.length > 0) this.#enqueue(filter, chosen);
  }

  /** An event as the filter sees and sends it. */
  #seenBy({ logGroupName, applyOnTransformedLogs }: SubscriptionFilter, event: LogEvent): LogEvent {
    if (!applyOnTransformedLogs) return event;
    return { ...event, message: this.#transformers.transformed(logGroupName, event) ?? event.message };
  }

  #enqueue(filter: SubscriptionFilter, events: readonly LogEvent[]): void {
    const key = keyOf(filter);
    const queue = this.#queues.get(key) ?? { last: Promise.resolve(), waiting: 0 };
    this.#queues.set(key, queue);
    if (queue.waiting >= mostWaiting) {
      const message = `${events.length} events were given up: ${mostWaiting} deliveries wait already`;
      this.#seams?.undelivered(filter, { code: "Throttling", message, isPassing: true });
      return;
    }
    queue.waiting++;
    queue.last = queue.last
      .then(() => this.#send(filter, this.#envelope("DATA_MESSAGE", filter, events)))
      .then((error) => {
        if (error !== undefined) this.#seams?.undelivered(filter, error);
      })
      .catch((fault: unknown) => this.#seams?.fault(fault, filter.filterName))
      .finally(() => queue.waiting--);
  }

  /** Undefined once it is delivered. */
  async #send(filter: SubscriptionFilter, envelope: Envelope): Promise<DeliveryError | undefined> {
    let error: DeliveryError | undefined;
    for (let attempt = 1; attempt <= tries; attempt++) {
      if (attempt > 1) await this.#pause(pauseMs * 2 ** (attempt - 2));
      error = await this.#try(filter, envelope);
      if (error?.isPassing !== true) return error;
    }
    return error;
  }

  async #try(filter: SubscriptionFilter, envelope: Envelope): Promise<DeliveryError | undefined> {
    if (this.#seams === undefined) return undefined;
    const arn = this.#destinations.targetOf(filter.destinationArn);
    const bytes = await compress(JSON.stringify(envelope));
    const isFunction = parseArn(arn)?.service === "lambda";
    const text = isFunction ? JSON.stringify({ awslogs: { data: bytes.toString("base64") } }) : "";
    const outcome = await this.#seams.deliver({
      arn,
      caller: this.#callerOf(filter),
      payload: isFunction ? { text } : { text, binary: bytes },
      partitionKey: filter.distribution === "Random" ? undefined : envelope.logStream || undefined,
    });
    return outcome.status === "DELIVERED" ? undefined : outcome.error;
  }

  #callerOf({
    logGroupName,
    roleArn,
  }: Pick<SubscriptionFilter, "logGroupName" | "roleArn">): DeliveryRequest["caller"] {
    return { arn: this.#logs.arnOf(logGroupName), roleArn };
  }

  /** Before all else, even if there is no such group. */
  #checkAccount(destinationArn: string): void {
    const target = parseArn(destinationArn);
    if (target?.service === "lambda" && target.accountId !== this.#logs.identity.accountId)
      throw new ServiceError(
        "AccessDeniedException",
        "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers.",
      );
  }

  async #checkDestination(filter: Omit<SubscriptionFilter, "creationTime">): Promise<void> {
    const { destinationArn } = filter;
    const target = parseArn(this.#destinations.targetOf(destinationArn));
    if (target?.service === "lambda") {
      if (filter.roleArn !== undefined)
        throw invalid("destinationArn for vendor lambda cannot be used with roleArn");
      if (this.#seams?.reaches({ arn: destinationArn, caller: this.#callerOf(filter) }) !== true)
        throw invalid(
          "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.",
        );
      return;
    }
    const called = target && streamsOf[target.service];
    if (called === undefined)
      throw invalid(
        `PutSubscriptionFilter operation cannot work with destinationArn for vendor ${target?.service ?? destinationArn}`,
      );
    const vendor = parseArn(destinationArn)?.service;
    if (filter.roleArn === undefined && vendor !== "logs")
      throw invalid(`destinationArn for vendor ${vendor} cannot be used without roleArn`);
    const whole = { ...filter, creationTime: 0 };
    if ((await this.#try(whole, this.#envelope("CONTROL_MESSAGE", whole, []))) !== undefined)
      throw invalid(
        `Could not deliver test message to specified ${called} stream. Check if the given ${called === "Kinesis" ? "kinesis" : called} stream is in ACTIVE state.`,
      );
  }

  #envelope(
    messageType: Envelope["messageType"],
    filter: SubscriptionFilter,
    events: readonly LogEvent[],
  ): Envelope {
    if (messageType === "CONTROL_MESSAGE") {
      const message = "CWL CONTROL MESSAGE: Checking health of destination Kinesis.";
      const logEvents = [{ id: "", timestamp: this.#logs.now(), message }];
      return {
        messageType,
        owner: "CloudwatchLogs",
        logGroup: "",
        logStream: "",
        subscriptionFilters: [],
        logEvents,
      };
    }
    return {
      messageType,
      owner: this.#logs.identity.accountId,
      logGroup: filter.logGroupName,
      logStream: events[0]?.logStreamName ?? "",
      subscriptionFilters: [filter.filterName],
      logEvents: events.map(({ id, timestamp, message }) => ({ id, timestamp, message })),
    };
  }

  #patternOf(filter: SubscriptionFilter): FilterPattern {
    const key = keyOf(filter);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = compileFilterPattern(filter.filterPattern);
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#logs.clock.setTimer(ms, resolve));
  }
}

interface Envelope {
  readonly messageType: "DATA_MESSAGE" | "CONTROL_MESSAGE";
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly subscriptionFilters: readonly string[];
  readonly logEvents: readonly {
    readonly id: string;
    readonly timestamp: number;
    readonly message: string;
  }[];
}

function keyOf({
  logGroupName,
  filterName,
}: Pick<SubscriptionFilter, "logGroupName" | "filterName">): string {
  return `${logGroupName}:${filterName}`;
}
