// Tells others of what happens to objects. Who is to be told stands in the catalogue's journal before the request is answered, and is
// crossed out once it has been told: an event of an object that was accepted survives a crash. It may then be told twice, as on AWS.

import { randomUUID } from "node:crypto";
import { formatArn, parseArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { DeliveryRequest } from "../../../aws/delivery.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { serviceEventRequest } from "../../../aws/service-event.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { DeliveryRouter } from "../../house.ts";
import type { Buckets } from "../buckets/buckets.ts";
import type { XmlElement } from "../documents/read-xml.ts";
import type { Announcer, ObjectEvent, Origin } from "../objects/store.ts";
import { configurationOf, isTold, type NotificationTarget, overlap } from "./configuration.ts";
import { busEvent, eventRecord, type RecordedEvent } from "./event-record.ts";

export interface NotificationOptions {
  readonly router: Pick<DeliveryRouter, "deliver" | "targetOf" | "reaches">;
  /** Told of what is given up, and why. */
  readonly onFailed: (notice: Notice, reason: string) => void;
  readonly book: RecordBook;
  readonly buckets: Buckets;
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  readonly onFault: (fault: unknown) => void;
}

/** Something to be told to somebody. */
export interface Notice {
  readonly id: string;
  readonly bucket: string;
  readonly arn: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Of an event on a bus. */
  readonly detailType?: string | undefined;
}

export const noAnnouncer: Announcer = { announce: () => undefined, flush: () => undefined };

const mostAtOnce = 100;
const firstRetryMs = 1000;
const longestRetryMs = 60_000;
/** AWS tries for a day. */
const patienceMs = 24 * 60 * 60 * 1000;

export class Notifications implements Announcer {
  readonly #options: NotificationOptions;
  readonly #notices: Records<Notice>;
  /** What is to be told, the oldest first. */
  #waiting: Notice[] = [];
  readonly #announced: Notice[] = [];
  readonly #timers = new Set<Timer>();
  readonly #telling = new Set<Promise<void>>();
  #sequence = 0;
  #isStarted = false;

  constructor(options: NotificationOptions) {
    this.#options = options;
    this.#notices = options.book.records("notices");
  }

  /** Tells first what the last run left over. */
  start(): void {
    this.#isStarted = true;
    const waiting = new Set(this.#waiting);
    const left = this.#notices.values().filter((each) => !waiting.has(each));
    this.#waiting = left.concat(this.#waiting);
    this.#goOn();
  }

  announce(event: ObjectEvent): void {
    const { buckets, identity, clock } = this.#options;
    const document = buckets.document(event.bucket, "notification");
    if (document === undefined) return;
    const { targets, isOnBus } = configurationOf(document);
    this.#sequence += 1;
    const recorded: RecordedEvent = { ...event, time: clock.now(), sequence: this.#sequence };
    for (const target of targets) {
      if (!isTold(target, event.name, event.key)) continue;
      const record = eventRecord(recorded, { identity, configurationId: target.id });
      this.#announce(event.bucket, target.arn, JSON.stringify({ Records: [record] }));
    }
    const onBus = isOnBus ? busEvent(recorded, identity) : undefined;
    if (onBus === undefined) return;
    const bus = formatArn(identity, "events", "event-bus/default");
    this.#announce(event.bucket, bus, JSON.stringify(onBus.detail), onBus.detailType);
  }

  flush(): void {
    this.#waiting.push(...this.#announced.splice(0));
    this.#goOn();
  }

  /**
   * Sends each destination of a new configuration the test event, as AWS does; to functions it sends none, and only looks whether they
   * are there and it may invoke them. Rejects with InvalidArgument.
   */
  async check(bucket: string, document: XmlElement, origin: Origin, isUnchecked: boolean): Promise<void> {
    const { targets } = configurationOf(document);
    if (overlap(targets))
      throw new ServiceError(
        "InvalidArgument",
        "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
      );
    if (isUnchecked) return;
    const problems: { readonly arn: string; readonly problem: string }[] = [];
    for (const target of targets) {
      const problem = await this.#problemOf(bucket, target, origin);
      if (problem !== undefined) problems.push({ arn: target.arn, problem });
    }
    if (problems.length === 0) return;
    const named = problems.flatMap(({ arn, problem }, index) => [
      [`ArgumentName${index + 1}`, arn] as const,
      [`ArgumentValue${index + 1}`, problem] as const,
    ]);
    throw new ServiceError("InvalidArgument", "Unable to validate the following destination configurations", {
      members: Object.fromEntries(named),
    });
  }

  /** What is not told by then is told after the next start. */
  async stop(): Promise<void> {
    this.#isStarted = false;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    await Promise.allSettled(this.#telling);
  }

  #announce(bucket: string, arn: string, text: string, detailType?: string): void {
    const since = this.#options.clock.now();
    const notice: Notice = { id: randomUUID(), ...{ bucket, arn, text, since, detailType } };
    this.#notices.put(notice.id, notice);
    this.#announced.push(notice);
  }

  /** In AWS's words; undefined for a destination that has the test event. */
  async #problemOf(bucket: string, { arn }: NotificationTarget, origin: Origin): Promise<string | undefined> {
    const { router, clock, identity } = this.#options;
    const service = parseArn(arn)?.service;
    if (service === "lambda") {
      const isReached = router.reaches({ arn, caller: { arn: bucketArn(bucket, identity) } });
      return isReached ? undefined : `Not authorized to invoke function [${arn}]`;
    }
    const isThere = this.#isThere(arn);
    const kind = service === "sns" ? "topic" : "queue";
    if (!isThere) return `The destination ${kind} does not exist`;
    const text = JSON.stringify({
      Service: "Amazon S3",
      Event: "s3:TestEvent",
      Time: new Date(clock.now()).toISOString(),
      Bucket: bucket,
      RequestId: origin.requestId,
      HostId: origin.hostId,
    });
    const outcome = await router.deliver(requestOf({ bucket, arn, text, since: clock.now() }, identity));
    if (outcome.status === "DELIVERED") return undefined;
    return isDenial(outcome.error.code)
      ? `Permissions on the destination ${kind} do not allow S3 to publish notifications from this bucket`
      : `The destination ${kind} does not exist`;
  }

  #isThere(arn: string): boolean {
    try {
      const target = this.#options.router.targetOf(arn);
      target.check?.(arn, "safe");
      return target.has?.(arn) ?? true;
    } catch {
      return false;
    }
  }

  #goOn(): void {
    if (!this.#isStarted) return;
    while (this.#waiting.length > 0 && this.#telling.size < mostAtOnce) {
      const notice = this.#waiting.shift();
      if (notice === undefined) return;
      const telling = this.#tell(notice, firstRetryMs).catch(this.#options.onFault);
      this.#telling.add(telling);
      void telling.finally(() => {
        this.#telling.delete(telling);
        this.#goOn();
      });
    }
  }

  async #tell(notice: Notice, retryMs: number): Promise<void> {
    const { router, identity, clock, onFailed } = this.#options;
    const outcome = await router.deliver(requestOf(notice, identity));
    if (outcome.status !== "DELIVERED") {
      const { error } = outcome;
      if (error.isPassing && clock.now() - notice.since < patienceMs) {
        this.#tellLater(notice, retryMs);
        return;
      }
      onFailed(notice, `${error.code}: ${error.message}`);
    }
    // Should it not come to that, it is told once more.
    this.#notices.free(notice.id);
  }

  #tellLater(notice: Notice, retryMs: number): void {
    const { clock, onFault } = this.#options;
    const timer = clock.setTimer(retryMs, () => {
      this.#timers.delete(timer);
      const telling = this.#tell(notice, Math.min(longestRetryMs, 2 * retryMs)).catch(onFault);
      this.#telling.add(telling);
      void telling.finally(() => this.#telling.delete(telling));
    });
    this.#timers.add(timer);
  }
}

function requestOf(
  { bucket, arn, text, detailType, since }: Omit<Notice, "id">,
  identity: RegionIdentity,
): DeliveryRequest {
  const source = bucketArn(bucket, identity);
  if (detailType !== undefined) {
    const detail = JSON.parse(text) as JsonObject;
    return serviceEventRequest(
      { source: "aws.s3", detailType, resources: [source], detail, time: since },
      identity,
    );
  }
  const isTopics = parseArn(arn)?.service === "sns";
  return {
    arn,
    caller: { arn: source },
    payload: { text },
    ...(isTopics ? { subject: "Amazon S3 Notification" } : {}),
  };
}

function bucketArn(bucket: string, { partition }: RegionIdentity): string {
  return `arn:${partition}:s3:::${bucket}`;
}

function isDenial(code: string): boolean {
  return /AccessDenied|AuthorizationError/.test(code);
}
