// What a form may upload: its policy, held against its fields. The signature is not held against a key, as nowhere in the region.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { invalidArgument } from "../refusals.ts";

/** Bytes of the file. */
export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/** Fields that no condition has to allow. */
const free = /^(?:x-amz-signature|signature|awsaccesskeyid|policy|file|x-ignore-.*)$/;

interface Asked {
  readonly fields: ReadonlyMap<string, string>;
  readonly bucket: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How large the file may be, where the policy says so. Throws AccessDenied, InvalidPolicyDocument and InvalidArgument. */
export function checkPostPolicy({ fields, bucket, now }: Asked): SizeRange | undefined {
  const text = fields.get("policy");
  if (text === undefined) return undefined;
  checkSigned(fields);
  const { expiration, conditions } = policyIn(text);
  if (typeof expiration !== "string" || Number.isNaN(Date.parse(expiration)))
    throw invalidPolicy("Invalid Policy: Policy missing expiration.");
  if (!Array.isArray(conditions)) throw invalidPolicy("Invalid Policy: Policy missing conditions.");
  if (Date.parse(expiration) < now) throw denied("Invalid according to Policy: Policy expired.");
  const told = new Map([...fields, ["bucket", bucket]]);
  const allowed = new Set<string>();
  let range: SizeRange | undefined;
  for (const { operator, name, value, shown } of conditions.flatMap(conditionsIn)) {
    if (operator === "content-length-range") {
      range = { min: Number(name), max: Number(value) };
      continue;
    }
    const given = told.get(name);
    const holds = operator === "eq" ? given === value : given !== undefined && startsWith(name, given, value);
    if (!holds) throw denied(`Invalid according to Policy: Policy Condition failed: ${shown}`);
    allowed.add(name);
  }
  const extra = [...fields.keys()].filter((name) => !allowed.has(name) && !free.test(name));
  if (extra.length > 0) throw denied(`Invalid according to Policy: Extra input fields: ${extra.join(", ")}`);
  return range;
}

/** Content types may be several, each of which has to begin so. */
function startsWith(name: string, given: string, prefix: string): boolean {
  const values = name === "content-type" ? given.split(",") : [given];
  return values.every((each) => each.trim().startsWith(prefix));
}

function checkSigned(fields: ReadonlyMap<string, string>): void {
  const isFourth = fields.has("x-amz-algorithm") || fields.has("x-amz-credential");
  const needed = isFourth
    ? ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature"]
    : ["AWSAccessKeyId", "Signature"];
  const missing = needed.find((name) => !fields.has(name.toLowerCase()));
  if (missing !== undefined) throw missingField(missing);
}

export function missingField(name: string): ServiceError {
  return invalidArgument(
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    name,
    "",
  );
}

function policyIn(text: string): JsonObject {
  try {
    const policy: unknown = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
    if (isJsonObject(policy)) return policy;
  } catch {}
  throw invalidPolicy("Invalid Policy: Invalid JSON.");
}

interface Condition {
  readonly operator: "eq" | "starts-with" | "content-length-range";
  /** A field in small letters; of a range its least. */
  readonly name: string;
  readonly value: string;
  /** As a refusal shows it. */
  readonly shown: string;
}

function conditionsIn(condition: Json): readonly Condition[] {
  if (isJsonObject(condition))
    return Object.entries(condition).map(([name, value]) => ({
      ...{ operator: "eq" as const, name: name.toLowerCase(), value: String(value) },
      shown: JSON.stringify(["eq", `$${name}`, value]).replaceAll('","', '", "'),
    }));
  if (!Array.isArray(condition) || condition.length !== 3)
    throw invalidPolicy("Invalid Policy: Invalid Condition.");
  const [operator, name, value] = condition.map(String) as [string, string, string];
  const shown = JSON.stringify(condition).replaceAll('","', '", "');
  if (operator === "content-length-range") return [{ operator, name, value, shown }];
  if ((operator !== "eq" && operator !== "starts-with") || !name.startsWith("$"))
    throw invalidPolicy(`Invalid Policy: Invalid Condition: ${shown}.`);
  return [{ operator, name: name.slice(1).toLowerCase(), value, shown }];
}

function denied(message: string): ServiceError {
  return new ServiceError("AccessDenied", message, { status: 403 });
}

function invalidPolicy(message: string): ServiceError {
  return new ServiceError("InvalidPolicyDocument", message);
}
