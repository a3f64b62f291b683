// The instances of one's own that functions are to run on: who has which is kept and told. Nothing is launched here: a function runs on
// this machine whatever its capacity provider says.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Functions } from "./functions.ts";
import { type CapacityProviderConfig, providerIn, providerOf } from "./provided-functions.ts";
import { checkTags, conflict, invalidParameter, notFound } from "./refusals.ts";

/** Members of AWS's own, told as they were set. */
export type CapacityProviderSettings = JsonObject;

export interface CapacityProvider {
  readonly name: string;
  readonly arn: string;
  readonly settings: CapacityProviderSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface NewCapacityProvider extends Pick<CapacityProvider, "settings" | "tags"> {
  /** Or its ARN. */
  readonly name: string;
}

export interface CapacityProvidersParts {
  readonly book: RecordBook;
  readonly identity: RegionIdentity;
  readonly functions: Functions;
  readonly now: () => number;
}

/** "Maximum capacity providers per account: 1,000" */
const mostProviders = 1000;

export class CapacityProviders {
  readonly #parts: CapacityProvidersParts;
  readonly #providers: Records<CapacityProvider>;

  constructor(parts: CapacityProvidersParts) {
    this.#parts = parts;
    this.#providers = parts.book.records("capacityProviders");
  }

  list(): readonly CapacityProvider[] {
    return this.#providers.values();
  }

  /** By its name or its ARN. */
  find(nameOrArn: string): CapacityProvider | undefined {
    const provider = this.#providers.get(nameOf(nameOrArn));
    return provider === undefined || !nameOrArn.includes(":") || provider.arn === nameOrArn
      ? provider
      : undefined;
  }

  /** Throws ResourceNotFoundException. */
  get(nameOrArn: string): CapacityProvider {
    const provider = this.find(nameOrArn);
    if (provider !== undefined) return provider;
    throw notFound(`Capacity provider not found: ${this.#arnOf(nameOf(nameOrArn))}`);
  }

  /** Throws ResourceConflictException, InvalidParameterValueException or CapacityProviderLimitExceededException. */
  create({ name: nameOrArn, settings, tags }: NewCapacityProvider): CapacityProvider {
    const name = nameOf(nameOrArn);
    if (this.#providers.has(name)) throw conflict(`Capacity provider already exists: ${this.#arnOf(name)}`);
    checkSettings(settings);
    checkTags(tags);
    if (this.list().length >= mostProviders)
      throw new ServiceError(
        "CapacityProviderLimitExceededException",
        `The account has ${mostProviders} capacity providers, which is as many as it may have.`,
        { members: { Type: "User" } },
      );
    return this.#put({ ...{ name, settings, tags }, arn: this.#arnOf(name), modifiedAt: this.#parts.now() });
  }

  /** What is not given stays. Throws ResourceNotFoundException. */
  update(nameOrArn: string, change: CapacityProviderSettings): CapacityProvider {
    const provider = this.get(nameOrArn);
    const settings = { ...provider.settings, ...change };
    return this.#put({ ...provider, settings, modifiedAt: this.#parts.now() });
  }

  /** Throws ResourceNotFoundException or InvalidParameterValueException. */
  setTags(nameOrArn: string, tags: Readonly<Record<string, string>>): void {
    checkTags(tags);
    this.#put({ ...this.get(nameOrArn), tags });
  }

  /** Throws ResourceNotFoundException, and ResourceConflictException while a version of a function has it. */
  delete(nameOrArn: string): CapacityProvider {
    const provider = this.get(nameOrArn);
    const [first] = this.versionsOf(provider);
    if (first !== undefined)
      throw conflict(
        `The capacity provider ${provider.arn} cannot be deleted: function versions are attached to it, such as ${first}.`,
      );
    this.#providers.remove(provider.name);
    return provider;
  }

  /** The ARNs of the versions of functions that have it, $LATEST among them. */
  versionsOf({ arn }: CapacityProvider): readonly string[] {
    return this.#parts.functions
      .list()
      .flatMap((record) =>
        [record.latest, ...record.published]
          .filter((version) => providerOf(version) === arn)
          .map(({ version }) => `${record.arn}:${version}`),
      );
  }

  /** For a function that is to have one. Throws ResourceNotFoundException. */
  checkIsThere(config: CapacityProviderConfig | undefined): void {
    const arn = providerIn(config);
    if (arn !== undefined) this.get(arn);
  }

  #arnOf(name: string): string {
    return formatArn(this.#parts.identity, "lambda", `capacity-provider:${name}`);
  }

  #put(provider: CapacityProvider): CapacityProvider {
    this.#providers.put(provider.name, provider);
    return provider;
  }
}

function nameOf(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf(":") + 1);
}

/** "You can specify only one of AllowedInstanceTypes or ExcludedInstanceTypes" */
function checkSettings({ InstanceRequirements }: CapacityProviderSettings): void {
  const { AllowedInstanceTypes: allowed = [], ExcludedInstanceTypes: excluded = [] } =
    (InstanceRequirements ?? {}) as Readonly<Record<string, readonly string[] | undefined>>;
  if (allowed.length > 0 && excluded.length > 0)
    throw invalidParameter(
      "Only one of AllowedInstanceTypes or ExcludedInstanceTypes can be specified in InstanceRequirements.",
    );
}
