// Layers: numbered versions of zips by name, which functions find unpacked in /opt.
// https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html

import { randomUUID } from "node:crypto";
import { formatArn, parseArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import type { KeptZip } from "../code/code-store.ts";
import { checkRevision, conflict, invalidParameter, notFound } from "./refusals.ts";

export interface LayerVersion {
  readonly number: number;
  readonly arn: string;
  readonly code: KeptZip;
  readonly description: string;
  /** Undefined where nothing was said. */
  readonly runtimes?: readonly string[] | undefined;
  readonly architectures?: readonly string[] | undefined;
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
  /** Those that nobody is told of any more, for the functions that have them. */
  readonly deleted?: readonly LayerVersion[];
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
    const { name, code, description = "", runtimes, architectures, licence } = request;
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

  /** By the layer's name or ARN. Throws InvalidParameterValueException and ResourceNotFoundException. */
  version(name: string, number: number): LayerVersion {
    const version = this.#versionBy(name, number);
    if (version !== undefined) return version;
    throw notFound("The resource you requested does not exist.");
  }

  /** That whose policy is meant, in the words of the policies' operations. */
  governed(name: string, number: number): LayerVersion {
    const version = this.#versionBy(name, number);
    if (version !== undefined) return version;
    const arn = formatArn(this.#identity, "lambda", `layer:${nameOf(name)}:${number}`);
    throw notFound(`Layer version ${arn} does not exist.`);
  }

  #versionBy(name: string, number: number): LayerVersion | undefined {
    if (number < 1) throw invalidParameter("Layer Version Cannot be less than 1");
    return this.find(name)?.versions.find((each) => each.number === number);
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
    const { region, accountId } = this.#identity;
    const at = parseArn(arn);
    if (at?.accountId === accountId && at.region !== region)
      throw invalidParameter(
        `Layers are not in the same region as the function. Layers are expected to be in region ${region}.`,
      );
    if (this.isOwn(arn) && this.find(name)?.versions.some((each) => each.number === Number(number)) !== true)
      throw invalidParameter(`Layer version ${arn} does not exist.`);
  }

  /** Whether it is one of this account's, which alone are here. */
  isOwn(arn: string): boolean {
    return arn.startsWith(formatArn(this.#identity, "lambda", "layer:"));
  }

  /** The packages of these layers, by their ARNs, deleted ones too, without those that are another account's. */
  digestsOf(arns: readonly string[]): readonly string[] {
    return arns.flatMap((arn) => this.#everBy(arn)?.code.digest ?? []);
  }

  /** The size of a layer's package; 0 for one that is another account's. */
  bytesOf(arn: string): number {
    return this.#everBy(arn)?.code.bytes ?? 0;
  }

  #everBy(arn: string): LayerVersion | undefined {
    const { versions = [], deleted = [] } = this.find(arn) ?? {};
    return [...versions, ...deleted].find((each) => each.arn === arn);
  }

  /** That there is none is no failure. "To avoid breaking functions, a copy of the version remains." */
  delete(name: string, number: number): void {
    const version = this.#versionBy(name, number);
    const layer = this.find(name);
    if (layer === undefined || version === undefined) return;
    // The layer stays, so that a number is never given twice.
    this.#layers.put(layer.name, {
      ...layer,
      versions: layer.versions.filter((each) => each !== version),
      deleted: [...(layer.deleted ?? []), version],
    });
  }

  /** Throws ResourceConflictException, PreconditionFailedException, ResourceNotFoundException. */
  addStatement(name: string, number: number, statement: JsonObject, revision?: string): void {
    const { statements, policyRevision } = this.governed(name, number);
    if (statements.some(({ Sid }) => Sid === statement.Sid))
      throw conflict(
        `The statement id (${String(statement.Sid)}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    checkRevision(revision, policyRevision, "GetLayerPolicy");
    this.#setStatements(name, number, [...statements, statement]);
  }

  /** Throws ResourceNotFoundException, PreconditionFailedException. */
  removeStatement(name: string, number: number, id: string, revision?: string): void {
    const { statements, policyRevision } = this.governed(name, number);
    const kept = statements.filter(({ Sid }) => Sid !== id);
    if (kept.length === statements.length) throw notFound(`Statement ${id} is not found in resource policy.`);
    checkRevision(revision, policyRevision, "GetLayerPolicy");
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
