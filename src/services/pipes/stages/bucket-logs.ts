// Logs of pipes in buckets: records wait a moment, so that an object has many, a line of JSON each, packed as vended logs are.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html

import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { ObjectSink } from "../../../aws/object-sink.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { reportUnexpected } from "../../../aws/unexpected.ts";
import type { Clock } from "../../../time/clock.ts";
import type { S3LogDestination } from "../pipe-definition.ts";

/** AWS delivers every five minutes; here a kill loses no more than this. */
const waitMs = 5000;
/** In characters: what waits for a bucket that fails. */
const mostWaiting = 16 * 1024 * 1024;
const pack = promisify(gzip);

interface Waiting {
  readonly pipe: string;
  readonly destination: S3LogDestination;
  lines: string[];
  characters: number;
}

export class BucketLogs {
  readonly #buckets: ObjectSink;
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #waiting = new Map<string, Waiting>();
  #isDue = false;
  #written = 0;

  constructor(buckets: ObjectSink, clock: Clock, identity: RegionIdentity) {
    this.#buckets = buckets;
    this.#clock = clock;
    this.#identity = identity;
  }

  append(pipe: string, destination: S3LogDestination, line: string): void {
    const place = JSON.stringify([pipe, destination]);
    const waiting = this.#waiting.get(place) ?? { pipe, destination, lines: [], characters: 0 };
    this.#waiting.set(place, waiting);
    waiting.lines.push(line);
    waiting.characters += line.length;
    while (waiting.characters > mostWaiting) waiting.characters -= waiting.lines.shift()?.length ?? 0;
    if (this.#isDue) return;
    this.#isDue = true;
    this.#clock.setTimer(waitMs, () => {
      this.#isDue = false;
      this.flush().catch((fault: unknown) => reportUnexpected("the log of a pipe in a bucket", fault));
    });
  }

  /** Resolves once what waits is in its buckets, but for what they refuse. */
  async flush(): Promise<void> {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    await Promise.all(all.map((each) => this.#put(each)));
  }

  async #put({ pipe, destination, lines }: Waiting): Promise<void> {
    const bytes = await pack(`${lines.join("\n")}\n`);
    try {
      await this.#buckets.putObject({
        ...{ bucket: destination.BucketName, key: this.#keyFor(pipe, destination), bytes },
        ...{ contentType: "application/x-gzip", contentEncoding: "gzip" },
      });
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      // What a bucket refuses, or one that is not there, AWS leaves out as well.
      if (problem.status >= 500) for (const line of lines) this.append(pipe, destination, line);
    }
  }

  #keyFor(pipe: string, { Prefix: prefix = "" }: S3LogDestination): string {
    const { accountId, region } = this.#identity;
    const at = new Date(this.#clock.now()).toISOString();
    const day = at.slice(0, 13).replaceAll(/[-T]/g, "/");
    const minute = `${at.slice(0, 16).replaceAll(/[-:]/g, "")}Z`;
    const hash = createHash("md5")
      .update(`${at} ${pipe} ${this.#written++} ${process.pid}`)
      .digest("hex");
    const name = `${accountId}_vendedlogs_pipes_${region}_${pipe}_${minute}_${hash.slice(0, 8)}.log.gz`;
    const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
    return `${folder}AWSLogs/${accountId}/vendedlogs/pipes/${region}/${pipe}/${day}/${name}`;
  }
}
