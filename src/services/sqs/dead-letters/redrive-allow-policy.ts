// Which queues may name a queue as their dead-letter queue, and have their messages go there. SQS API, SetQueueAttributes,
// "RedriveAllowPolicy".

import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { invalidValue } from "../api/refusals.ts";

const name = "RedriveAllowPolicy";
const members = new Set(["redrivePermission", "sourceQueueArns"]);
const permissions = new Set(["allowAll", "denyAll", "byQueue"]);
const mostSources = 10;

/** Whether a queue with this policy is there for the dead letters of a source. `policy`: as it is kept, checked. */
export function allowsSource(policy: string | undefined, sourceArn: string): boolean {
  if (policy === undefined || policy === "") return true;
  const { redrivePermission, sourceQueueArns = [] } = JSON.parse(policy);
  return redrivePermission === "byQueue"
    ? sourceQueueArns.includes(sourceArn)
    : redrivePermission === "allowAll";
}

/** Throws InvalidAttributeValue for what is no such policy, and InvalidParameterValue for sources that don't fit its permission. */
export function checkRedriveAllowPolicy(text: string): void {
  const policy = jsonOrUndefined(text);
  if (!isJsonObject(policy) || !Object.keys(policy).every((each) => members.has(each))) throw notValid();
  const { redrivePermission: permission, sourceQueueArns: sources = [] } = policy;
  if (permission === undefined)
    throw invalidValue(
      name,
      text,
      "Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.",
    );
  if (typeof permission !== "string" || !permissions.has(permission)) throw notValid();
  if (!Array.isArray(sources) || !sources.every((each) => typeof each === "string")) throw notValid();
  const problem = problemOfSources(permission, sources.length);
  if (problem !== undefined)
    throw invalidValue(name, text, `Amazon SQS can't create the redrive allow policy. ${problem}`);
}

function problemOfSources(permission: string, count: number): string | undefined {
  if (permission !== "byQueue")
    return count > 0
      ? "To specify one or more source queue ARNs, you must set redrivePermission to byQueue."
      : undefined;
  if (count === 0)
    return "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.";
  return count > mostSources
    ? `The maximum number of source queue ARNs you can specify is ${mostSources}.`
    : undefined;
}

function notValid(): ServiceError {
  return new ServiceError(
    "InvalidAttributeValue",
    `Invalid value for the parameter ${name}. Reason: Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.`,
  );
}
