// Dynamic references: `{{resolve:ssm:/name}}` stands for a value that is looked up when a resource is made, so that the template
// need not hold it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { madeFrom } from "../../../aws/template/places.ts";

export interface DynamicLookups {
  /** The value of a parameter of SSM, the latest where no version is asked for; undefined where there is none. */
  parameter(name: string, options: ParameterLookup): string | undefined | Promise<string | undefined>;
  /** The text of a secret's current version where none is asked for; undefined where there is none. */
  secret(id: string, options: SecretLookup): string | undefined | Promise<string | undefined>;
}

export interface ParameterLookup {
  readonly version: string | undefined;
  /** Whether it is one of type SecureString. */
  readonly isSecure: boolean;
}

export interface SecretLookup {
  readonly versionStage: string | undefined;
  readonly versionId: string | undefined;
}

const pattern = /\{\{resolve:([^{}]*)\}\}/g;

/** Tells of a problem at a JSON pointer into the template. */
export type Fail = (path: string, problem: string) => never;

/** The value with what its texts refer to; `path` is where it stands in the template. Throws what `fail` throws. */
export async function resolveDynamicReferences(
  value: Json,
  path: string,
  lookups: DynamicLookups,
  fail: Fail,
): Promise<Json> {
  if (typeof value === "string") {
    return value.includes("{{resolve:")
      ? resolvedText(value, lookups, (problem) => fail(path, problem))
      : value;
  }
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item, index) => {
      return resolveDynamicReferences(item, memberPointer(path, index), lookups, fail);
    });
    return madeFrom(await Promise.all(items), value);
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(async ([key, member]) => {
    return [key, await resolveDynamicReferences(member, memberPointer(path, key), lookups, fail)] as const;
  });
  return madeFrom(Object.fromEntries(await Promise.all(members)), value);
}

async function resolvedText(
  text: string,
  lookups: DynamicLookups,
  fail: (problem: string) => never,
): Promise<string> {
  let resolved = "";
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    resolved += text.slice(end, match.index) + (await lookedUp(match[0], match[1] ?? "", lookups, fail));
    end = match.index + match[0].length;
  }
  return resolved + text.slice(end);
}

function lookedUp(
  whole: string,
  reference: string,
  lookups: DynamicLookups,
  fail: (problem: string) => never,
): Promise<string> {
  const [service, ...rest] = reference.split(":");
  if (service === "ssm" || service === "ssm-secure")
    return parameterValue(whole, service, rest, lookups, fail);
  if (service === "secretsmanager") return secretValue(whole, rest.join(":"), lookups, fail);
  return fail(`Template error: there is no dynamic reference to ${service}: ${whole}`);
}

async function parameterValue(
  whole: string,
  service: string,
  parts: readonly string[],
  lookups: DynamicLookups,
  fail: (problem: string) => never,
): Promise<string> {
  const [name = "", version, ...more] = parts;
  if (!/^[\w./-]+$/.test(name) || !/^\d*$/.test(version ?? "") || more.length > 0) {
    return fail(`Incorrect format is used in the following SSM reference: [${whole}]`);
  }
  const options = { version: version === "" ? undefined : version, isSecure: service === "ssm-secure" };
  const value = await lookups.parameter(name, options);
  return (
    value ?? fail(`Unable to fetch parameters [${parts.join(":")}] from parameter store for this account.`)
  );
}

/** The id may be an ARN; after it come `SecretString`, a key of its JSON, and which version. */
const secretPattern =
  /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+|[^:]+)(?::(SecretString)?(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?)?$/;

async function secretValue(
  whole: string,
  reference: string,
  lookups: DynamicLookups,
  fail: (problem: string) => never,
): Promise<string> {
  const [, id = "", , key = "", versionStage = "", versionId = ""] = secretPattern.exec(reference) ?? [];
  if (id === "" || (versionStage !== "" && versionId !== "")) {
    return fail(`Incorrect format is used in the following Secrets Manager reference: [${whole}]`);
  }
  const text = await lookups.secret(id, {
    versionStage: versionStage || undefined,
    versionId: versionId || undefined,
  });
  if (text === undefined) return fail("Secrets Manager can't find the specified secret.");
  return key === ""
    ? text
    : (memberOf(text, key) ?? fail("Could not find a value associated with JSONKey in SecretString"));
}

function memberOf(text: string, key: string): string | undefined {
  try {
    const secret: Json = JSON.parse(text);
    const value = isJsonObject(secret) && Object.hasOwn(secret, key) ? secret[key] : undefined;
    return value === undefined || value === null || typeof value === "string"
      ? (value ?? undefined)
      : JSON.stringify(value);
  } catch {
    return undefined;
  }
}
