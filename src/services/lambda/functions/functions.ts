// The functions of the region: what is kept of each, and the host that runs them. A change is on disk before it is acknowledged.

import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import type { CodeStore } from "../code/code-store.ts";
import type { FunctionConfiguration } from "../configuration.ts";
import type { FunctionHost, FunctionHostOptions } from "../function-host.ts";
import { functionNotFound, qualifierNotFound } from "../function-name.ts";
import type {
  FunctionAlias,
  FunctionPolicy,
  FunctionRecord,
  FunctionSettings,
  FunctionVersion,
} from "./function-record.ts";
import { checkSettings } from "./function-settings.ts";
import { hostingOf } from "./hosting.ts";
import type { Layers } from "./layers.ts";
import { checkPolicySize } from "./permissions.ts";
import { checkIsProvided } from "./provided-functions.ts";
import { checkRevision, checkTags, conflict, notFound } from "./refusals.ts";
import { revisionOf, withNewRevision } from "./revisions.ts";
import {
  checkDeletable,
  checkWeights,
  isVersion,
  latestPublished,
  latestVersion,
  type PublishRequest,
  unchangedVersion,
  usualVersion,
  versionBy,
  withoutQualifier,
} from "./versions.ts";

export interface FunctionsParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly code: CodeStore;
  readonly layers: Layers;
  /** Runs what `versionOf` of these functions says. */
  readonly host: (versionOf: NonNullable<FunctionHostOptions["versionOf"]>) => FunctionHost;
  /** Throws InvalidParameterValueException for a role that is not for the function of this ARN. @default every role is */
  readonly checkRole?: ((roleArn: string, functionArn: string) => void) | undefined;
}

export interface NewFunction {
  readonly name: string;
  readonly settings: FunctionSettings;
  readonly tags?: Readonly<Record<string, string>>;
}

export class Functions {
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly code: CodeStore;
  readonly host: FunctionHost;
  readonly #clock: Clock;
  readonly layers: Layers;
  readonly #records: Records<FunctionRecord>;
  readonly #checkRole: FunctionsParts["checkRole"];

  constructor({ clock, identity, book, code, layers, host, checkRole }: FunctionsParts) {
    this.identity = identity;
    this.#checkRole = checkRole;
    this.book = book;
    this.code = code;
    this.layers = layers;
    this.#clock = clock;
    this.#records = book.records("functions");
    this.host = host((name, qualifier) => this.#versionFor(name, qualifier));
    for (const record of this.#records.values()) this.#putUp(record);
  }

  list(): readonly FunctionRecord[] {
    return this.#records.values();
  }

  find(name: string): FunctionRecord | undefined {
    return this.#records.get(name);
  }

  /** Whether there is such a function or not. */
  arnOf(name: string): string {
    return formatArn(this.identity, "lambda", `function:${name}`);
  }

  /** Throws ResourceNotFoundException. */
  get(name: string): FunctionRecord {
    return this.find(name) ?? this.#unknown(name);
  }

  /** Throws ResourceNotFoundException. */
  version(name: string, qualifier: string | undefined): FunctionVersion {
    const record = this.find(name);
    return (record && versionBy(record, qualifier)) ?? this.#unknown(name, qualifier);
  }

  /** Throws ResourceConflictException for a name that is taken, and what is wrong with the settings. */
  create({ name, settings, tags = {} }: NewFunction): FunctionRecord {
    this.checkFree(name);
    checkSettings(settings);
    checkTags(tags);
    this.#checkRole?.(settings.role, this.arnOf(name));
    const record: FunctionRecord = {
      ...{ name, arn: this.arnOf(name) },
      latest: this.#stamped(settings, latestVersion),
      ...{ published: [], issued: 0, aliases: [], policies: {}, tags },
    };
    this.host.create(this.#hosted(record, record.latest));
    this.#records.put(name, record);
    return record;
  }

  /** Throws ResourceConflictException. */
  checkFree(name: string): void {
    if (this.#records.has(name)) throw conflict(`Function already exist: ${name}`);
  }

  /** Running invocations end as they began; every later one meets the new code and settings. */
  update(name: string, change: Partial<FunctionSettings>, revisionId?: string): FunctionRecord {
    const record = this.get(name);
    checkRevision(revisionId, record.latest.revisionId);
    const settings = { ...record.latest, ...change };
    checkSettings(settings);
    if (change.role !== undefined) this.#checkRole?.(change.role, record.arn);
    const updated = { ...record, latest: this.#stamped(settings, latestVersion) };
    this.host.update(this.#hosted(updated, updated.latest));
    this.#records.put(name, updated);
    return updated;
  }

  async delete(name: string): Promise<void> {
    this.get(name);
    this.#records.remove(name);
    await this.host.remove(name);
  }

  /** Throws what keeps a version from being deleted. That there is none is no failure. */
  async deleteVersion(name: string, qualifier: string): Promise<void> {
    const record = this.get(name);
    checkDeletable(record, qualifier);
    const published = record.published.filter(({ version }) => version !== qualifier);
    if (published.length === record.published.length) return;
    this.#records.put(name, { ...withoutQualifier(record, qualifier), published });
    await this.host.removeVersion(name, qualifier);
  }

  /** What has not changed since the last version is that version. */
  publish(name: string, request: PublishRequest = {}): FunctionVersion {
    const record = this.get(name);
    checkRevision(request.revisionId, record.latest.revisionId);
    if (request.to === "LATEST_PUBLISHED") {
      checkIsProvided(record.latest);
      return this.#publishAs(record, latestPublished, request.description);
    }
    const unchanged = unchangedVersion(record);
    if (unchanged !== undefined) return unchanged;
    const issued = record.issued + 1;
    return this.#publishAs({ ...record, issued }, String(issued), request.description);
  }

  #publishAs(record: FunctionRecord, name: string, given: string | undefined): FunctionVersion {
    const { description: latestDescription } = record.latest;
    const description = given ?? latestDescription;
    const version = {
      ...{ ...record.latest, description, version: name, revisionId: randomUUID() },
      ...(description === latestDescription ? {} : { latestDescription }),
    };
    const others = record.published.filter((each) => each.version !== name);
    const next = { ...withNewRevision(record), published: [...others, version] };
    this.host.update(this.#hosted(next, version));
    this.#records.put(record.name, next);
    return version;
  }

  /** Throws ResourceConflictException for an alias that is there, ResourceNotFoundException for a version that is not. */
  createAlias(name: string, alias: Omit<FunctionAlias, "revisionId">): FunctionAlias {
    const record = this.find(name) ?? this.#unknown(name, alias.version);
    if (record.aliases.some((each) => each.name === alias.name))
      throw conflict(`Alias already exists: ${record.arn}:${alias.name}`);
    return this.#putAlias(record, alias);
  }

  updateAlias(
    name: string,
    aliasName: string,
    change: Partial<Pick<FunctionAlias, "version" | "description" | "weights">>,
    revisionId?: string,
  ): FunctionAlias {
    const record = this.get(name);
    const alias = record.aliases.find((each) => each.name === aliasName);
    if (alias === undefined) throw notFound(`Alias not found: ${record.arn}:${aliasName}`);
    checkRevision(revisionId, alias.revisionId);
    return this.#putAlias(record, { ...alias, ...change });
  }

  /** That there is none is no failure. */
  deleteAlias(name: string, aliasName: string): void {
    const record = this.get(name);
    const aliases = record.aliases.filter((each) => each.name !== aliasName);
    this.#rehost(record, { ...withoutQualifier(record, aliasName), aliases });
  }

  /** All statements at once; none removes the policy. Throws PolicyLengthExceededException. */
  putPolicy(name: string, qualifier: string | undefined, statements: readonly JsonObject[]): void {
    const record = this.get(name);
    checkPolicySize(statements);
    const { [qualifier ?? ""]: _, ...others } = record.policies;
    const policies = statements.length === 0 ? others : { ...others, [qualifier ?? ""]: { statements } };
    this.#records.put(name, { ...withNewRevision(record, qualifier), policies });
  }

  /** Throws ResourceNotFoundException. */
  revision(record: FunctionRecord, qualifier: string | undefined): string {
    const revision = revisionOf(record, qualifier);
    if (revision !== undefined) return revision;
    throw qualifierNotFound(this.identity, record.name, qualifier ?? latestVersion);
  }

  /** With the revision of what it is for. Throws ResourceNotFoundException. */
  policy(
    name: string,
    qualifier: string | undefined,
  ): FunctionPolicy & { readonly revisionId: string | undefined } {
    const record = this.get(name);
    const policy = record.policies[qualifier ?? ""];
    if (policy !== undefined) return { ...policy, revisionId: revisionOf(record, qualifier) };
    throw notFound("The resource you requested does not exist.");
  }

  /** Throws InvalidParameterValueException for more than a function may have. */
  setTags(name: string, tags: Readonly<Record<string, string>>): void {
    checkTags(tags);
    this.change(name, { tags });
  }

  /** What is kept beside the versions, and does not touch what runs. */
  change(name: string, change: Partial<KeptBeside>): void {
    this.#records.put(name, { ...this.get(name), ...change });
  }

  /** What is kept beside the versions, and decides how they run. */
  changeHosting(
    name: string,
    change: Pick<FunctionRecord, "reservedConcurrency"> | Pick<FunctionRecord, "provisioned">,
  ): void {
    const record = this.get(name);
    this.#rehost(record, { ...record, ...change });
  }

  /** Environments of versions that run as they did stay. */
  #rehost(record: FunctionRecord, next: FunctionRecord): void {
    for (const version of [record.latest, ...record.published]) {
      const hosted = this.#hosted(next, version);
      if (!isDeepStrictEqual(hosted, this.#hosted(record, version))) this.host.update(hosted);
    }
    this.#records.put(record.name, next);
  }

  async close(): Promise<void> {
    await this.host.close();
    await this.book.close();
    this.code.close();
  }

  #putUp(record: FunctionRecord): void {
    this.host.create(this.#hosted(record, record.latest));
    for (const version of record.published) this.host.update(this.#hosted(record, version));
  }

  #versionFor(name: string, qualifier: string | undefined): string | undefined {
    const record = this.find(name);
    if (record === undefined || qualifier === undefined) return record && usualVersion(record);
    return versionBy(record, qualifier, Math.random())?.version;
  }

  #putAlias(record: FunctionRecord, alias: Omit<FunctionAlias, "revisionId">): FunctionAlias {
    if (versionBy(record, alias.version) === undefined || !isVersion(alias.version))
      throw notFound(`Function not found: ${record.arn}:${alias.version}`);
    checkWeights(record, alias);
    const put = { ...alias, revisionId: randomUUID() };
    const others = record.aliases.filter((each) => each.name !== alias.name);
    this.#rehost(record, { ...record, aliases: [...others, put] });
    return put;
  }

  #stamped(settings: FunctionSettings, version: string): FunctionVersion {
    return { ...settings, version, modifiedAt: this.#clock.now(), revisionId: randomUUID() };
  }

  #hosted(record: FunctionRecord, version: FunctionVersion): FunctionConfiguration {
    return hostingOf(record, version, { code: this.code, layers: this.layers });
  }

  #unknown(name: string, qualifier?: string): never {
    throw functionNotFound(this.identity, name, qualifier);
  }
}

type KeptBeside = Pick<
  FunctionRecord,
  | "tags"
  | "eventConfigs"
  | "urls"
  | "recursiveLoop"
  | "runtimeManagement"
  | "scaling"
  | "codeSigningConfigArn"
>;
