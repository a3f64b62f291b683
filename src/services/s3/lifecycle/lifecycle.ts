// What buckets' lifecycles let expire: once a day, at midnight in UTC, and for the days that passed at the start. Storage classes do not
// change by themselves. https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Timer } from "../../../time/clock.ts";
import { TimeSlice } from "../../../time/time-slice.ts";
import type { Version } from "../catalogue/records.ts";
import { child, children, childText, type XmlElement } from "../documents/read-xml.ts";
import { deleteObject } from "../objects/delete.ts";
import { applies, dayMs, expiryOf, midnightAfter } from "../objects/expiration.ts";
import type { Store } from "../objects/store.ts";
import { abortUpload } from "../uploads/uploads.ts";

export class Lifecycle {
  readonly #store: Store;
  readonly #onFault: (fault: unknown) => void;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(store: Store, onFault: (fault: unknown) => void) {
    this.#store = store;
    this.#onFault = onFault;
  }

  /** Does first what the time without the region has left. */
  start(): void {
    this.#isStopped = false;
    this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  #run(): void {
    this.#running = this.#expire().catch(this.#onFault);
    void this.#running.then(() => {
      if (this.#isStopped) return;
      const { clock } = this.#store;
      const now = clock.now();
      this.#timer = clock.setTimer(dayMs - (now % dayMs), () => this.#run());
    });
  }

  async #expire(): Promise<void> {
    const { buckets, catalogue } = this.#store;
    const slice = new TimeSlice();
    for (const bucket of buckets.names) {
      const rules = children(buckets.document(bucket, "lifecycle"), "Rule").filter(
        (rule) => childText(rule, "Status") === "Enabled",
      );
      if (rules.length === 0) continue;
      await this.#abortUploads(bucket, rules, slice);
      const keys = catalogue.keys(bucket);
      for (let key = keys.firstFrom(""); key !== undefined; key = keys.firstAfter(key)) {
        if (this.#isStopped) return;
        await this.#expireKey(bucket, key, rules);
        if (slice.isOver) await slice.giveWay();
      }
    }
  }

  async #expireKey(bucket: string, key: string, rules: readonly XmlElement[]): Promise<void> {
    const { catalogue, clock } = this.#store;
    const now = clock.now();
    const versions = catalogue.keys(bucket).versions(key);
    for (const old of pastVersions(versions, rules, now)) await this.#delete(old, old.versionId);
    const [newest, ...others] = catalogue.keys(bucket).versions(key);
    if (newest === undefined) return;
    if (newest.isDeleteMarker !== true) {
      if (rules.some((rule) => isExpired(rule, newest, now))) await this.#delete(newest, undefined);
    } else if (others.length === 0 && rules.some((rule) => isBareMarkerExpired(rule, newest, now)))
      await this.#delete(newest, newest.versionId);
  }

  /** What is locked stays. A marker is of the midnight before. */
  async #delete({ bucket, key }: Version, versionId: string | undefined): Promise<void> {
    const now = this.#store.clock.now();
    const marked = { cause: "LifecycleExpiration", markedAt: now - (now % dayMs) } as const;
    try {
      await deleteObject(this.#store, { bucket, key, versionId, ...marked });
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
    }
  }

  async #abortUploads(bucket: string, rules: readonly XmlElement[], slice: TimeSlice): Promise<void> {
    const { catalogue, clock } = this.#store;
    for (const upload of catalogue.uploads) {
      if (upload.bucket !== bucket) continue;
      const asVersion: Version = {
        ...upload,
        versionId: "",
        modifiedAt: upload.startedAt,
        isDeleteMarker: true,
      };
      const isPast = rules.some((rule) => {
        const days = childText(child(rule, "AbortIncompleteMultipartUpload"), "DaysAfterInitiation");
        if (days === undefined || !applies(rule, asVersion)) return false;
        return midnightAfter(upload.startedAt, Number(days)) <= clock.now();
      });
      if (isPast) await abortUpload(this.#store, upload);
      if (slice.isOver) await slice.giveWay();
    }
  }
}

function isExpired(rule: XmlElement, version: Version, now: number): boolean {
  const at = expiryOf(child(rule, "Expiration"), version.modifiedAt);
  return at !== undefined && at <= now && applies(rule, version);
}

/** A marker that hides nothing any more. */
function isBareMarkerExpired(rule: XmlElement, marker: Version, now: number): boolean {
  const isAsked = childText(child(rule, "Expiration"), "ExpiredObjectDeleteMarker") === "true";
  return isAsked ? applies(rule, marker) : isExpired(rule, marker, now);
}

/** Those that have not been the newest for as long as a rule says, save as many of them as it keeps. */
function pastVersions(
  versions: readonly Version[],
  rules: readonly XmlElement[],
  now: number,
): readonly Version[] {
  return versions.filter((version, index) => {
    const successor = versions[index - 1];
    if (successor === undefined) return false;
    return rules.some((rule) => {
      const expiration = child(rule, "NoncurrentVersionExpiration");
      const days = childText(expiration, "NoncurrentDays");
      if (days === undefined || !applies(rule, version)) return false;
      const kept = Number(childText(expiration, "NewerNoncurrentVersions") ?? 0);
      return index > kept && midnightAfter(successor.modifiedAt, Number(days)) <= now;
    });
  });
}
