// The policy of a bucket: kept and told, and asked for where permissions hold.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Objects } from "../objects.ts";

const largestPolicy = 20 * 1024;

/** On disk when it resolves. Rejects with MalformedPolicy or InvalidPolicyDocument. */
export async function putPolicy(objects: Objects, bucket: string, text: string): Promise<void> {
  const malformed = (message: string) => new ServiceError("MalformedPolicy", message);
  if (text[0] !== "{") throw malformed("Policies must be valid JSON and the first byte must be '{'");
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  if (text.length > largestPolicy) throw malformed("Policies must not be larger than 20 KB");
  if (typeof policy !== "object" || policy === null || !("Statement" in policy))
    throw malformed("Missing required field Statement");
  await objects.setBucket(bucket, "policy", text);
}

/** Whether a statement lets everybody in without a condition. */
export function isPublic(text: string): boolean {
  const { Statement: said } = JSON.parse(text) as { readonly Statement: unknown };
  const statements: readonly unknown[] = Array.isArray(said) ? said : [said];
  return statements.some((each) => {
    const { Effect, Principal, Condition } = each as Record<string, unknown>;
    const isEverybody =
      Principal === "*" || (Principal as { readonly AWS?: unknown } | undefined)?.AWS === "*";
    return Effect === "Allow" && isEverybody && Condition === undefined;
  });
}
