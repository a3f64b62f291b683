// All event source mappings of the region: what reads streams and queues for functions.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Records } from "../../../storage/record-book.ts";
import type { Timer } from "../../../time/clock.ts";
import { parseFunctionName } from "../function-name.ts";
import { conflict, invalidParameter, notFound } from "../functions/refusals.ts";
import { LiveMapping } from "./live-mapping.ts";
import { changedSettings, type GivenSettings, kindOf, newSettings } from "./mapping-checks.ts";
import type { MappingParts } from "./mapping-parts.ts";
import { type MappingRecord, queueNameOf, streamArnOf } from "./mapping-record.ts";
import { readingDenial } from "./reading-denial.ts";

export interface NewMapping {
  readonly sourceArn: string | undefined;
  /** As a name, an ARN or a partial ARN, perhaps with a version or an alias. */
  readonly functionName: string;
  readonly isEnabled?: boolean | undefined;
  readonly settings: GivenSettings;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface MappingChange {
  readonly functionName?: string | undefined;
  readonly isEnabled?: boolean | undefined;
  readonly settings: GivenSettings;
}

export interface MappingsParts extends MappingParts {
  readonly records: Records<MappingRecord>;
  /** The whole ARN of a function by any of its names, with the qualifier; undefined if there is none. */
  readonly arnOf: (functionName: string) => string | undefined;
  /** Throws InvalidParameterValueException for a function that nothing can be read for. */
  readonly checkMappable: (functionName: string) => void;
  readonly onFault: (fault: unknown, where: string) => void;
}

const lookEveryMs = 1000;

export class EventSourceMappings {
  readonly #parts: MappingsParts;
  readonly #live = new Map<string, LiveMapping>();
  #timer: Timer | undefined;
  #isStarted = false;

  constructor(parts: MappingsParts) {
    this.#parts = parts;
    for (const record of parts.records.values()) this.#live.set(record.uuid, new LiveMapping(record, parts));
  }

  /** In the order in which they were made. */
  get all(): readonly LiveMapping[] {
    return [...this.#live.values()];
  }

  /** Throws ResourceNotFoundException. */
  get(uuid: string): LiveMapping {
    const mapping = this.#live.get(uuid);
    if (mapping === undefined) throw notFound("The resource you requested does not exist.");
    return mapping;
  }

  find(sourceArn: string, functionArn: string): LiveMapping | undefined {
    return this.all.find(
      ({ record }) => record.sourceArn === sourceArn && record.functionArn === functionArn,
    );
  }

  /** Throws InvalidParameterValueException if the function's role may not read the source. */
  checkReadable({ sourceArn, functionName }: Pick<NewMapping, "sourceArn" | "functionName">): void {
    const functionArn = this.#parts.arnOf(functionName);
    if (sourceArn === undefined || functionArn === undefined) return;
    const denial = readingDenial({ sourceArn, functionArn }, this.#parts);
    if (denial !== undefined) throw invalidParameter(denial);
  }

  /** Throws InvalidParameterValueException and ResourceConflictException. */
  create({ sourceArn, functionName, isEnabled = true, settings: given, tags = {} }: NewMapping): LiveMapping {
    if (sourceArn === undefined) throw invalidParameter("Unrecognized event source.");
    const { clock, records } = this.#parts;
    const settings = newSettings(sourceArn, given, clock.now());
    const functionArn = this.functionArn(functionName);
    this.#checkSource(sourceArn);
    this.#checkFree(sourceArn, functionArn);
    const modifiedAt = clock.now();
    const record = {
      uuid: randomUUID(),
      ...{ sourceArn, functionArn, isEnabled, settings, tags, modifiedAt },
    };
    records.put(record.uuid, record);
    const mapping = new LiveMapping(record, this.#parts);
    this.#live.set(record.uuid, mapping);
    if (this.#isStarted) {
      mapping.start();
      this.#lookLater();
    }
    return mapping;
  }

  /** Throws ResourceInUseException while another change is under way. */
  update(uuid: string, { functionName, isEnabled, settings }: MappingChange): LiveMapping {
    const mapping = this.get(uuid);
    checkSettled(mapping, "update");
    const { record } = mapping;
    const functionArn = functionName === undefined ? record.functionArn : this.functionArn(functionName);
    if (functionArn !== record.functionArn) this.#checkFree(record.sourceArn, functionArn);
    const changed: MappingRecord = {
      ...record,
      ...{ functionArn, isEnabled: isEnabled ?? record.isEnabled },
      settings: changedSettings(record.sourceArn, record.settings, settings),
      modifiedAt: this.#parts.clock.now(),
    };
    this.#parts.records.put(uuid, changed);
    mapping.change(changed);
    return mapping;
  }

  /** It is told of until what is in flight has ended. Throws ResourceInUseException while another change is under way. */
  delete(uuid: string): LiveMapping {
    const mapping = this.get(uuid);
    checkSettled(mapping, "delete");
    this.#parts.records.remove(uuid);
    void mapping.delete().then(() => this.#live.delete(uuid));
    return mapping;
  }

  setTags(uuid: string, tags: Readonly<Record<string, string>>): void {
    const mapping = this.get(uuid);
    const record = { ...mapping.record, tags };
    this.#parts.records.put(uuid, record);
    mapping.describe(record);
  }

  /** Throws DamagedFile for checkpoints that are damaged, unless a repair is under way. */
  start(): void {
    this.#isStarted = true;
    for (const mapping of this.#live.values()) mapping.start();
    if (this.#live.size > 0) this.#lookLater();
  }

  /** Resolves when the batches in flight have ended. */
  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#timer?.cancel();
    this.#timer = undefined;
    await Promise.all(this.all.map((mapping) => mapping.stop()));
  }

  #lookLater(): void {
    this.#timer ??= this.#parts.clock.setTimer(lookEveryMs, () => {
      this.#timer = undefined;
      for (const mapping of this.#live.values()) this.#look(mapping);
      if (this.#isStarted && this.#live.size > 0) this.#lookLater();
    });
  }

  #look(mapping: LiveMapping): void {
    try {
      mapping.look();
    } catch (fault) {
      this.#parts.onFault(fault, `the event source mapping ${mapping.record.uuid}`);
    }
  }

  /** Throws InvalidParameterValueException. */
  functionArn(functionName: string): string {
    const arn = this.#parts.arnOf(functionName);
    if (arn === undefined) throw invalidParameter("Function does not exist");
    this.#parts.checkMappable(functionName);
    return arn;
  }

  #checkSource(sourceArn: string): void {
    const { kinesis, dynamodb, sqs } = this.#parts.sources;
    const kind = kindOf(sourceArn);
    try {
      if (kind === "kinesis") kinesis.stream({ streamArn: streamArnOf(sourceArn) });
      else if (kind === "dynamodb") dynamodb.changes(sourceArn);
      else sqs.getQueueAttributes(sqs.queueUrl(queueNameOf(sourceArn)));
    } catch (error) {
      if (kind !== "sqs") throw invalidParameter(`Stream not found: ${sourceArn}`);
      const message = error instanceof Error ? error.message : String(error);
      throw invalidParameter(
        `Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: ${message}`,
      );
    }
  }

  /** Throws ResourceConflictException. */
  #checkFree(sourceArn: string, functionArn: string): void {
    const present = this.find(sourceArn, functionArn);
    if (present === undefined) return;
    const { functionName } = parseFunctionName(functionArn);
    const { uuid } = present.record;
    throw conflict(
      kindOf(sourceArn) === "sqs"
        ? `An event source mapping with SQS arn (" ${sourceArn} ") and function (" ${functionName} ") already exists. Please update or delete the existing mapping with UUID ${uuid}`
        : `The event source arn (" ${sourceArn} ") and function (" ${functionName} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${uuid}`,
    );
  }
}

function checkSettled(mapping: LiveMapping, act: "update" | "delete"): void {
  if (mapping.isSettled) return;
  throw new ServiceError(
    "ResourceInUseException",
    `Cannot ${act} the event source mapping because it is in use.`,
    { members: { Type: "User" } },
  );
}
