// How many invocations of a function may run at once, and how many environments are ready for them beforehand.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html

import { ServiceError } from "../../../aws/service-error.ts";
import { accountConcurrency } from "../account-concurrency.ts";
import { functionNotFound, qualifierNotFound } from "../function-name.ts";
import type { FunctionRecord, ProvisionedConcurrency } from "./function-record.ts";
import type { Functions } from "./functions.ts";
import { conflict, invalidParameter } from "./refusals.ts";
import { checkUntenanted } from "./tenancy.ts";
import { latestVersion, versionBy } from "./versions.ts";

/** What functions without a share of their own keep of it. */
const leastUnreserved = 100;

export class Concurrency {
  readonly #functions: Functions;
  readonly #now: () => number;

  constructor(functions: Functions, now: () => number) {
    this.#functions = functions;
    this.#now = now;
  }

  /** What is left for functions without a share of their own. */
  get unreserved(): number {
    return accountConcurrency - this.#reservedByOthers(undefined);
  }

  /** Undefined takes the limit away. Throws InvalidParameterValueException, ResourceNotFoundException. */
  reserve(name: string, count: number | undefined): void {
    const record = count === undefined ? this.#functions.get(name) : this.#functionOf(name);
    if (count !== undefined) {
      const provisioned = provisionedOf(record);
      if (count < provisioned)
        throw invalidParameter(
          ` ReservedConcurrentExecutions  ${count} should not be lower than function's total provisioned concurrency [${provisioned}].`,
        );
      if (accountConcurrency - this.#reservedByOthers(name) - count < leastUnreserved)
        throw invalidParameter(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${leastUnreserved}].`,
        );
    }
    this.#functions.changeHosting(name, { reservedConcurrency: count });
  }

  /** Throws what is wrong with it, and ResourceNotFoundException. */
  provision(name: string, qualifier: string, count: number): ProvisionedConcurrency {
    const record = this.#versionedBy(name, qualifier);
    checkUntenanted(record.latest, "Provisioned Concurrency");
    checkProvisionable(record, qualifier);
    const others = provisionedOf(record) - (record.provisioned?.[qualifier]?.requested ?? 0);
    if (record.reservedConcurrency !== undefined && others + count > record.reservedConcurrency)
      throw invalidParameter(
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
      );
    if (record.reservedConcurrency === undefined && others + count > this.unreserved)
      throw invalidParameter(
        `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${this.unreserved}].`,
      );
    if (record.reservedConcurrency === undefined && this.unreserved - others - count < leastUnreserved)
      throw invalidParameter(
        `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${leastUnreserved}].`,
      );
    const config = { requested: count, modifiedAt: this.#now() };
    this.#functions.changeHosting(name, { provisioned: { ...record.provisioned, [qualifier]: config } });
    return config;
  }

  /** Throws ProvisionedConcurrencyConfigNotFoundException. */
  provisioned(name: string, qualifier: string): ProvisionedConcurrency {
    checkProvided(qualifier);
    const config = this.#versionedBy(name, qualifier).provisioned?.[qualifier];
    if (config !== undefined) return config;
    throw new ServiceError(
      "ProvisionedConcurrencyConfigNotFoundException",
      "No Provisioned Concurrency Config found for this function",
      { status: 404, members: { Type: "User" } },
    );
  }

  /** That there is none is no failure. Throws ResourceNotFoundException for a version or an alias that is not there. */
  withdraw(name: string, qualifier: string): void {
    checkProvided(qualifier);
    const { [qualifier]: _, ...provisioned } = this.#versionedBy(name, qualifier).provisioned ?? {};
    this.#functions.changeHosting(name, { provisioned });
  }

  /** Throws ResourceNotFoundException, which names $LATEST. */
  #functionOf(name: string): FunctionRecord {
    const record = this.#functions.find(name);
    if (record !== undefined) return record;
    throw functionNotFound(this.#functions.identity, name, latestVersion);
  }

  /** Throws ResourceNotFoundException. */
  #versionedBy(name: string, qualifier: string): FunctionRecord {
    const record = this.#functions.find(name);
    if (record !== undefined && versionBy(record, qualifier) !== undefined) return record;
    throw qualifierNotFound(this.#functions.identity, name, qualifier);
  }

  #reservedByOthers(name: string | undefined): number {
    return this.#functions
      .list()
      .filter((record) => record.name !== name)
      .reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  }
}

function checkProvided(qualifier: string): void {
  if (qualifier === latestVersion)
    throw invalidParameter("The function resource provided must be an alias or a published version.");
}

function checkProvisionable(record: FunctionRecord, qualifier: string): void {
  if (qualifier === latestVersion)
    throw invalidParameter(
      "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
    );
  const provisioned = Object.keys(record.provisioned ?? {});
  const alias = record.aliases.find(({ name }) => name === qualifier);
  if (alias !== undefined && provisioned.includes(alias.version))
    throw conflict(
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
  const isPointedAt = record.aliases.some(
    ({ name, version }) => version === qualifier && provisioned.includes(name),
  );
  if (isPointedAt) throw conflict("Version is pointed by a Provisioned Concurrency alias");
}

function provisionedOf({ provisioned = {} }: FunctionRecord): number {
  return Object.values(provisioned).reduce((sum, { requested }) => sum + requested, 0);
}
