// Layers: numbered versions of zips by name, which functions find unpacked in /opt.
// https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import type { KeptZip } from "../code/code-store.ts";
import { conflict, invalidParameter, notFound } from "./refusals.ts";

export interface LayerVersion {
  readonly number: number;
  readonly arn: string;
  readonly code: KeptZip;
  readonly description: string;
  readonly runtimes: readonly string[];
  readonly architectures: readonly string[];
  readonly licence?: string;
  readonly statements: readonly JsonObject[];
  readonly policyRevision: string;
  readonly createdAt: number;
}

export interface Layer {
  readonly name: string;
  readonly arn: string;
  /** Oldest first. */
  readonly versions: readonly LayerVersion[];
  /** How many there have been. */
  readonly issued: number;
}

export interface NewLayerVersion {
  readonly name: string;
  readonly code: KeptZip;
  readonly description?: string | undefined;
  readonly runtimes?: readonly string[] | undefined;
  readonly architectures?: readonly string[] | undefined;
  readonly licence?: string | undefined;
}

const mostLayers = 5;

export class Layers {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #layers: Records<Layer>;

  constructor(clock: Clock, identity: RegionIdentity, book: RecordBook) {
    this.#clock = clock;
    this.#identity = identity;
    this.#layers = book.records("layers");
  }

  all(): readonly Layer[] {
    return this.#layers.values();
  }

  find(name: string): Layer | undefined {
    return this.#layers.get(nameOf(name));
  }

  publish(request: NewLayerVersion): LayerVersion {
    const { name, code, description = "", runtimes = [], architectures = [], licence } = request;
    const arn = formatArn(this.#identity, "lambda", `layer:${name}`);
    const layer = this.find(name) ?? { name, arn, versions: [], issued: 0 };
    const number = layer.issued + 1;
    const version: LayerVersion = {
      ...{ number, arn: `${arn}:${number}`, code, description, runtimes, architectures },
      ...(licence === undefined ? {} : { licence }),
      ...{ statements: [], policyRevision: randomUUID(), createdAt: this.#clock.now() },
    };
    this.#layers.put(name, { ...layer, versions: [...layer.versions, version], issued: number });
    return version;
  }

  /** By the layer's name or ARN. Throws ResourceNotFoundException. */
  version(name: string, number: number): LayerVersion {
    const version = this.find(name)?.versions.find((each) => each.number === number);
    if (version !== undefined) return version;
    throw notFound("The resource you requested does not exist.");
  }

  /** Throws InvalidParameterValueException for what a function cannot have. */
  checkAll(arns: readonly string[]): void {
    for (const arn of arns) this.#check(arn);
    if (arns.length > mostLayers) throw invalidParameter(`Cannot reference more than ${mostLayers} layers.`);
    for (const [at, arn] of arns.entries()) {
      const same = arns
        .slice(0, at)
        .find((other) => nameOf(other) === nameOf(arn) && isSameAccount(other, arn));
      if (same !== undefined)
        throw invalidParameter(
          `Two different versions of the same layer are not allowed to be referenced in the same function. ${same} and ${arn} are versions of the same layer.`,
        );
    }
  }

  /** Throws InvalidParameterValueException for a layer of this account that is not there. */
  #check(arn: string): void {
    const [, name, number] = /^arn:[^:]+:lambda:[^:]+:\d{12}:layer:([^:]+):(\d+)$/.exec(arn) ?? [];
    if (name === undefined)
      throw invalidParameter(`Layer version ARN ${arn} is invalid: it must end in layer:NAME:VERSION`);
    if (this.isOwn(arn) && this.find(name)?.versions.some((each) => each.number === Number(number)) !== true)
      throw invalidParameter(`Layer version ${arn} does not exist.`);
  }

  /** Whether it is one of this account's, which alone are here. */
  isOwn(arn: string): boolean {
    return arn.startsWith(formatArn(this.#identity, "lambda", "layer:"));
  }

  /** The packages of these layers, by their ARNs, without those that are gone or another account's. */
  digestsOf(arns: readonly string[]): readonly string[] {
    return arns.flatMap((arn) => {
      const version = this.find(arn)?.versions.find((each) => each.arn === arn);
      return version === undefined ? [] : [version.code.digest];
    });
  }

  /** The size of a layer's package; 0 for one that is gone or another account's. */
  bytesOf(arn: string): number {
    return this.find(arn)?.versions.find((each) => each.arn === arn)?.code.bytes ?? 0;
  }

  /** That there is none is no failure. */
  delete(name: string, number: number): void {
    const layer = this.find(name);
    if (layer === undefined) return;
    // The layer stays, so that a number is never given twice.
    this.#layers.put(layer.name, {
      ...layer,
      versions: layer.versions.filter((each) => each.number !== number),
    });
  }

  addStatement(name: string, number: number, statement: JsonObject): void {
    const { statements } = this.version(name, number);
    if (statements.some(({ Sid }) => Sid === statement.Sid))
      throw conflict(
        `The statement id (${String(statement.Sid)}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    this.#setStatements(name, number, [...statements, statement]);
  }

  /** Throws ResourceNotFoundException. */
  removeStatement(name: string, number: number, id: string): void {
    const { statements } = this.version(name, number);
    const kept = statements.filter(({ Sid }) => Sid !== id);
    if (kept.length === statements.length) throw notFound(`Statement ${id} is not found in resource policy.`);
    this.#setStatements(name, number, kept);
  }

  #setStatements(name: string, number: number, statements: readonly JsonObject[]): void {
    const layer = this.find(name);
    if (layer === undefined) return;
    const versions = layer.versions.map((each) =>
      each.number === number ? { ...each, statements, policyRevision: randomUUID() } : each,
    );
    this.#layers.put(layer.name, { ...layer, versions });
  }
}

function isSameAccount(one: string, other: string): boolean {
  return one.split(":")[4] === other.split(":")[4];
}

/** A layer may be named by its ARN. */
function nameOf(text: string): string {
  return /:layer:([^:]+)/.exec(text)?.[1] ?? text;
}
