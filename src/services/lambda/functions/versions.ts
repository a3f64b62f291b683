// What a function is by its qualifiers: $LATEST, a published version, or an alias of one or two of them.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html

import { isDeepStrictEqual } from "node:util";
import { ServiceError } from "../../../aws/service-error.ts";
import type { FunctionAlias, FunctionRecord, FunctionVersion } from "./function-record.ts";
import { conflict, invalidParameter, notFound } from "./refusals.ts";

export const latestVersion = "$LATEST";
/** What a function with a capacity provider is when nobody says which version: the last that was published to it. */
export const latestPublished = "$LATEST.PUBLISHED";

export interface PublishRequest {
  /** @default that of the function */
  readonly description?: string | undefined;
  readonly revisionId?: string | undefined;
  /** In the place of the version that was put there before. @default a number of its own */
  readonly to?: "LATEST_PUBLISHED" | undefined;
}

/** Undefined for what is neither. `chance` is from 0 to 1, and says which version an alias stands for this time. */
export function versionBy(
  { latest, published, aliases }: FunctionRecord,
  qualifier: string = latestVersion,
  chance = 1,
): FunctionVersion | undefined {
  const alias = aliases.find(({ name }) => name === qualifier);
  const wanted = alias === undefined ? qualifier : versionOfAlias(alias, chance);
  return wanted === latestVersion ? latest : published.find(({ version }) => version === wanted);
}

function versionOfAlias({ version, weights }: FunctionAlias, chance: number): string {
  let rest = chance;
  for (const [other, weight] of Object.entries(weights)) {
    if (rest < weight) return other;
    rest -= weight;
  }
  return version;
}

/** What is invoked of a function when nobody says which version of it. */
export function usualVersion({ published }: FunctionRecord): string {
  return published.some(({ version }) => version === latestPublished) ? latestPublished : latestVersion;
}

/** The last published version if $LATEST is still the same: it is then not published again. */
export function unchangedVersion({ latest, published }: FunctionRecord): FunctionVersion | undefined {
  const last = published.findLast(({ version }) => version !== latestPublished);
  return last !== undefined && isSame(last, latest) ? last : undefined;
}

function isSame(last: FunctionVersion, latest: FunctionVersion): boolean {
  if ((last.latestDescription ?? last.description) !== latest.description) return false;
  return isDeepStrictEqual(comparable(last), comparable(latest));
}

/** But for the description, which a version can have of its own. */
function comparable(version: FunctionVersion): readonly unknown[] {
  const { runtime, handler, role, timeoutSeconds, memorySizeMb, environment } = version;
  const { logGroupName, layers, deadLetterArn, told, code } = version;
  const content = code.type === "package" ? code.digest : code;
  return [
    runtime,
    handler,
    role,
    timeoutSeconds,
    memorySizeMb,
    environment,
    logGroupName,
    layers,
    deadLetterArn,
    told,
    content,
  ];
}

/** Throws InvalidParameterValueException or ResourceConflictException for a version that has to stay. */
export function checkDeletable({ aliases, arn }: FunctionRecord, qualifier: string): void {
  if (qualifier === latestVersion)
    throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  if (!isVersion(qualifier)) throw invalidParameter("Deletion of aliases is not currently supported.");
  const holders = aliases.filter(({ version, weights }) => version === qualifier || qualifier in weights);
  if (holders.length > 0)
    throw conflict(
      `Unable to delete version because the following aliases reference it: [${holders.map(({ name }) => `${arn}:${name}`).join(", ")}]`,
    );
}

/** Or it is the name of an alias. */
export function isVersion(qualifier: string): boolean {
  return /^(?:\d+|\$LATEST(?:\.PUBLISHED)?)$/.test(qualifier);
}

/** Without what is kept of a version or alias that goes. */
export function withoutQualifier(record: FunctionRecord, qualifier: string): FunctionRecord {
  const without = <Of>(kept: Readonly<Record<string, Of>> = {}): Readonly<Record<string, Of>> =>
    Object.fromEntries(Object.entries(kept).filter(([key]) => key !== qualifier));
  const { policies, eventConfigs, urls, provisioned, runtimeManagement, scaling } = record;
  return {
    ...{ ...record, policies: without(policies), eventConfigs: without(eventConfigs), urls: without(urls) },
    ...{ provisioned: without(provisioned), scaling: without(scaling) },
    runtimeManagement: without(runtimeManagement),
  };
}

/** Throws ResourceNotFoundException. */
export function aliasOf({ aliases, arn }: FunctionRecord, name: string): FunctionAlias {
  const alias = aliases.find((each) => each.name === name);
  if (alias !== undefined) return alias;
  throw notFound(`Cannot find alias arn: ${arn}:${name}`);
}

/** Throws ValidationException or InvalidParameterValueException for weights that can be none. */
export function checkWeights(
  record: FunctionRecord,
  { version, weights }: Pick<FunctionAlias, "version" | "weights">,
): void {
  const others = Object.entries(weights);
  if (others.length === 0) return;
  checkBounds(others);
  if (others.length > 1)
    throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  for (const [other] of others) {
    if (version === latestVersion)
      throw invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
    if (other === version)
      throw invalidParameter(
        `Invalid function version ${other}. Function version ${other} is already included in routing configuration.`,
      );
    if (versionBy(record, other) === undefined) throw notFound(`Function not found: ${record.arn}:${other}`);
  }
}

/** Those of AWS's model, as it tells of a map: keys are numbers of versions, values shares. */
function checkBounds(weights: readonly (readonly [string, number])[]): void {
  const constraint = weights.some(([version]) => !/^[0-9]{1,1024}$/.test(version))
    ? "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]"
    : weights.some(([, weight]) => !(weight >= 0 && weight <= 1)) &&
      "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]";
  if (constraint === false) return;
  const shown = weights.map(([version, weight]) => `${version}=${decimal(weight)}`).join(", ");
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '{${shown}}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: ${constraint}`,
  );
}

function decimal(weight: number): string {
  return Number.isInteger(weight) ? weight.toFixed(1) : String(weight);
}
