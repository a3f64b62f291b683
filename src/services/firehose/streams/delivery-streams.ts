// Amazon Data Firehose: delivery streams, and the records that are put to them and delivered by them.

import { formatArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { withoutTags } from "../../../aws/tags.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { Flow } from "../delivery/flow.ts";
import type { DeliverySurroundings } from "../delivery/surroundings.ts";
import { checkTrust } from "../given-roles.ts";
import type { CountForStream } from "../published-metrics.ts";
import type { NewRecord, PendingRecords } from "../records/pending-records.ts";
import { fitting } from "../records/room.ts";
import { invalidArgument } from "../refusals.ts";
import type { OpenSource, SourceReader } from "../source/stream-source.ts";
import {
  type DeliveryStream,
  type Destination,
  destinationId,
  type KinesisSource,
  type StreamEncryption,
} from "./delivery-stream.ts";
import { changedDestination, type RequestedChange } from "./destination-changes.ts";
import { checkDestination } from "./destination-checks.ts";

export interface NewStream {
  readonly name: string;
  readonly destination: Destination;
  readonly source?: Omit<KinesisSource, "startsAt"> | undefined;
  readonly throughputHintInMBs?: number | undefined;
  readonly encryption?: StreamEncryption | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface DeliveryStreamsParts {
  readonly book: RecordBook;
  readonly records: PendingRecords;
  readonly around: Omit<DeliverySurroundings, "fault">;
  readonly readSource: SourceReader;
  /** Told of a fault of ours. */
  readonly fault: (fault: unknown, streamName: string) => void;
}

const mostStreams = 5000;
const mostTags = 50;

/** What is at work for a stream. */
interface Live {
  flow: Flow;
  source: OpenSource | undefined;
}

export class DeliveryStreams {
  readonly #parts: DeliveryStreamsParts;
  readonly #streams: Records<DeliveryStream>;
  readonly #live = new Map<string, Live>();
  /** The last change of each stream's flow that is under way. */
  readonly #changes = new Map<string, Promise<void>>();
  #isStarted = false;

  constructor(parts: DeliveryStreamsParts) {
    this.#parts = parts;
    this.#streams = parts.book.records("streams");
  }

  get book(): RecordBook {
    return this.#parts.book;
  }

  get clock(): Clock {
    return this.#parts.around.clock;
  }

  get count(): CountForStream {
    return this.#parts.around.count;
  }

  get all(): readonly DeliveryStream[] {
    return this.#streams.values();
  }

  has(name: string): boolean {
    return this.#streams.has(name);
  }

  /** Throws ResourceNotFoundException. */
  stream(name: string): DeliveryStream {
    const stream = this.#streams.get(name);
    if (stream !== undefined) return stream;
    const { accountId } = this.#parts.around.identity;
    throw new ServiceError(
      "ResourceNotFoundException",
      `Firehose ${name} under account ${accountId} not found.`,
    );
  }

  /** Throws InvalidArgumentException, ResourceInUseException and LimitExceededException. */
  create(wanted: NewStream): DeliveryStream {
    const { name, source, destination, tags = {}, ...settings } = wanted;
    const { clock, identity } = this.#parts.around;
    checkDestination(destination);
    if (this.#streams.has(name))
      throw new ServiceError(
        "ResourceInUseException",
        `Firehose ${name} under accountId ${identity.accountId} already exists`,
      );
    if (this.all.length >= mostStreams)
      throw new ServiceError(
        "LimitExceededException",
        `You have already consumed your firehose quota of ${mostStreams} hoses.`,
      );
    if (source !== undefined && settings.encryption !== undefined) throw encryptedElsewhere();
    const now = clock.now();
    const stream: DeliveryStream = {
      ...{ name, destination, createdAt: now, version: 1, tags },
      ...settings,
      arn: formatArn(identity, "firehose", `deliverystream/${name}`),
      source: source && { ...source, startsAt: now },
    };
    checkTrust(this.#parts.around.access, stream);
    this.#put(stream);
    if (this.#isStarted) this.#begin(stream);
    return stream;
  }

  /** Records that have not arrived are lost, as on AWS. Throws ResourceNotFoundException. */
  async delete(name: string): Promise<void> {
    const stream = this.stream(name);
    this.#streams.remove(name);
    const live = this.#live.get(name);
    this.#live.delete(name);
    this.#parts.records.forget(ownerOf(stream));
    await live?.source?.stop();
    await live?.flow.stop();
    live?.source?.forget();
  }

  /** Throws ResourceNotFoundException, InvalidArgumentException and ConcurrentModificationException. */
  async update(
    name: string,
    {
      versionId,
      id,
      change,
    }: { readonly versionId: string; readonly id: string; readonly change: RequestedChange },
  ): Promise<DeliveryStream> {
    const stream = this.stream(name);
    if (versionId !== String(stream.version))
      throw new ServiceError(
        "ConcurrentModificationException",
        `Another modification has already happened. Fetch VersionId again and use it to update the destination. The current version is ${stream.version}.`,
      );
    if (id !== destinationId) throw invalidArgument(`Destination Id ${id} not found`);
    return this.redirect(name, changedDestination(stream.destination, change));
  }

  /** Throws ResourceNotFoundException and InvalidArgumentException. */
  async redirect(name: string, destination: Destination): Promise<DeliveryStream> {
    const stream = this.stream(name);
    checkDestination(destination);
    checkTrust(this.#parts.around.access, { ...stream, destination });
    const changed = {
      ...{ ...stream, destination, version: stream.version + 1 },
      updatedAt: this.#parts.around.clock.now(),
    };
    this.#put(changed);
    await this.#restart(changed);
    return changed;
  }

  /** Throws ResourceNotFoundException and InvalidArgumentException. Undefined for a stream whose records are not encrypted. */
  encrypt(name: string, encryption: StreamEncryption | undefined): void {
    const stream = this.stream(name);
    if (stream.source !== undefined) throw encryptedElsewhere();
    this.#put({ ...stream, encryption });
  }

  /** Throws ResourceNotFoundException and LimitExceededException. */
  tag(name: string, tags: Readonly<Record<string, string>>): void {
    const stream = this.stream(name);
    const all = { ...stream.tags, ...tags };
    if (Object.keys(all).length > mostTags)
      throw new ServiceError("LimitExceededException", `A stream can have at most ${mostTags} tags.`);
    this.#put({ ...stream, tags: all });
  }

  /** Throws ResourceNotFoundException. */
  untag(name: string, keys: readonly string[]): void {
    const stream = this.stream(name);
    this.#put({ ...stream, tags: withoutTags(stream.tags, keys) });
  }

  /**
   * How many of these are taken, the first ones: the others find no room. Those are on disk when it resolves. Rejects with
   * ResourceNotFoundException and InvalidArgumentException, and with InternalFailure while the disk takes nothing.
   */
  async put(name: string, data: readonly Buffer[]): Promise<number> {
    const stream = this.stream(name);
    if (stream.source !== undefined)
      throw invalidArgument("This operation is not permitted on KinesisStreamAsSource delivery stream type.");
    const { count, clock } = this.#parts.around;
    const at = clock.now();
    const taken = await this.#take(
      stream,
      data.map((each) => ({ at, data: each })),
    );
    count(name, "IncomingPutRequests", "Count", 1);
    if (taken < data.length) count(name, "ThrottledRecords", "Count", data.length - taken);
    return taken;
  }

  async #take(stream: DeliveryStream, offered: readonly NewRecord[]): Promise<number> {
    const { records, around } = this.#parts;
    const owner = ownerOf(stream);
    const taken = fitting(offered, records.bytesOf(owner));
    if (taken.length === 0) return 0;
    const pending = await records.add(owner, taken, around.clock.now());
    around.count(stream.name, "IncomingRecords", "Count", taken.length);
    const bytes = taken.reduce((sum, { data }) => sum + data.length, 0);
    around.count(stream.name, "IncomingBytes", "Bytes", bytes);
    await this.#live.get(stream.name)?.flow.take(pending);
    return taken.length;
  }

  /** Lets records flow: first those that the last run left over. */
  start(): void {
    this.#isStarted = true;
    const owners = new Set(this.all.map(ownerOf));
    for (const owner of this.#parts.records.owners) if (!owners.has(owner)) this.#parts.records.forget(owner);
    for (const stream of this.all) this.#begin(stream);
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    await Promise.all(this.#changes.values());
    const all = [...this.#live.values()];
    this.#live.clear();
    await Promise.all(all.map(({ source }) => source?.stop()));
    await Promise.all(all.map(({ flow }) => flow.stop()));
  }

  async close(): Promise<void> {
    await this.#parts.records.close();
    await this.book.close();
  }

  #put(stream: DeliveryStream): void {
    this.#streams.put(stream.name, stream);
  }

  #begin(stream: DeliveryStream): void {
    const live: Live = { flow: this.#flowOf(stream), source: undefined };
    this.#live.set(stream.name, live);
    void live.flow.take(this.#parts.records.of(ownerOf(stream)));
    if (stream.source !== undefined)
      live.source = this.#parts.readSource(stream, stream.source, (records) => this.#take(stream, records));
  }

  #flowOf(stream: DeliveryStream): Flow {
    const { records, around, fault } = this.#parts;
    return new Flow({
      ...{ stream, records, owner: ownerOf(stream) },
      around: { ...around, fault: (problem) => fault(problem, stream.name) },
    });
  }

  /** What is pending goes to where the stream leads to now. */
  #restart({ name }: DeliveryStream): Promise<void> {
    const before = this.#changes.get(name) ?? Promise.resolve();
    const change = before.then(async () => {
      const live = this.#live.get(name);
      if (live === undefined) return;
      await live.flow.stop();
      const stream = this.#streams.get(name);
      if (stream === undefined || this.#live.get(name) !== live) return;
      live.flow = this.#flowOf(stream);
      void live.flow.take(this.#parts.records.of(ownerOf(stream)));
    });
    this.#changes.set(name, change);
    return change.finally(() => {
      if (this.#changes.get(name) === change) this.#changes.delete(name);
    });
  }
}

/** Another stream may have the name later, and must not deliver what this one was given. */
function ownerOf({ name, createdAt }: DeliveryStream): string {
  return `${name}:${createdAt}`;
}

function encryptedElsewhere(): ServiceError {
  return invalidArgument(
    "Server-side encryption is not supported for a delivery stream whose source is a Kinesis stream: its source is encrypted itself.",
  );
}
