// Which services AWS has, and which operations each of them. https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html

import { operationsAToL } from "./operations-a-to-l.ts";
import { operationsMToZ } from "./operations-m-to-z.ts";

const operations: Readonly<Record<string, string>> = { ...operationsAToL, ...operationsMToZ };
const decoded = new Map<string, ReadonlySet<string>>();

/** By the service's name in `aws-sdk:` resources. Undefined for a service that AWS does not have. */
export function operationsOf(service: string): ReadonlySet<string> | undefined {
  const known = decoded.get(service);
  if (known !== undefined) return known;
  const text = Object.hasOwn(operations, service) ? operations[service] : undefined;
  if (text === undefined) return undefined;
  const names = new Set(decode(text));
  decoded.set(service, names);
  return names;
}

/** Those of a service beside these, which are given by their names. */
export function otherOperations(service: string, operations: object): readonly string[] {
  return [...(operationsOf(service) ?? [])].filter((name) => !Object.hasOwn(operations, name));
}

export function sdkServices(): readonly string[] {
  return Object.keys(operations);
}

function decode(text: string): readonly string[] {
  let last = "";
  return text.split(" ").map((each) => {
    last = last.slice(0, Number.parseInt(each.charAt(0), 36)) + each.slice(1);
    return last;
  });
}
