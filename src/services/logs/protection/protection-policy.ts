// Data protection policies: which data is masked, and where it is told that there was any.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch-logs-data-protection-policies.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import {
  customIdentifier,
  type DataIdentifier,
  type Finding,
  managedIdentifier,
  managedIdentifiers,
} from "./data-identifiers.ts";

export interface ProtectionPolicy {
  /** The log group that is told of findings. */
  readonly auditedInto: string | undefined;
  /** What is found in a message, by identifier. */
  findings(message: string): readonly { readonly name: string; readonly detections: readonly Finding[] }[];
  /** The same message if there is nothing to mask. */
  masked(message: string): string;
}

/** Throws InvalidParameterException. */
export function parseProtectionPolicy(document: string): ProtectionPolicy {
  const { Version, Statement, Configuration } = objectIn(document);
  if (Version !== "2021-06-01") throw invalid("Version must be 2021-06-01");
  if (!Array.isArray(Statement) || Statement.length !== 2)
    throw invalid("Statement must have two blocks, one that audits and one that de-identifies");
  const [audit, mask] = Statement.map((each: Json) => (isJsonObject(each) ? each : {})) as [
    JsonObject,
    JsonObject,
  ];
  const { Audit } = operationIn(audit);
  const { Deidentify } = operationIn(mask);
  if (!isJsonObject(Audit) || !isJsonObject(Audit.FindingsDestination))
    throw invalid("the first statement must have an Operation with Audit and its FindingsDestination");
  if (!isJsonObject(Deidentify) || !isJsonObject(Deidentify.MaskConfig))
    throw invalid("the second statement must have an Operation with Deidentify and its MaskConfig");
  if (Object.keys(Deidentify.MaskConfig).length > 0) throw invalid("MaskConfig must be empty");
  const names = namesIn(audit);
  if (JSON.stringify([...names].sort()) !== JSON.stringify([...namesIn(mask)].sort()))
    throw invalid("both statements must have the same DataIdentifier");
  const custom = customIn(Configuration);
  const identifiers = names.map((name) => identifierOf(name, custom));
  return {
    auditedInto: destinationIn(Audit.FindingsDestination),
    findings: (message) =>
      identifiers
        .map((each) => ({ name: each.name, detections: each.find(message) }))
        .filter(({ detections }) => detections.length > 0),
    masked(message) {
      const findings = identifiers.flatMap((each) => each.find(message));
      return findings.length === 0 ? message : withoutStretches(message, findings);
    },
  };
}

/** There may be tens of thousands of them, some within others. */
function withoutStretches(message: string, findings: readonly Finding[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of findings.toSorted((one, other) => one.start - other.start)) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    pieces.push(message.slice(at, from), "*".repeat(end - from));
    at = end;
  }
  return pieces.join("") + message.slice(at);
}

function objectIn(document: string): JsonObject {
  try {
    const parsed = JSON.parse(document) as Json;
    if (isJsonObject(parsed)) return parsed;
  } catch {}
  throw invalid("it must be a JSON object");
}

function operationIn({ Operation }: JsonObject): JsonObject {
  return isJsonObject(Operation) ? Operation : {};
}

function namesIn({ DataIdentifier }: JsonObject): readonly string[] {
  if (!Array.isArray(DataIdentifier) || DataIdentifier.length === 0)
    throw invalid("each statement must have a list as its DataIdentifier");
  return DataIdentifier.map(String);
}

const managed = /^arn:aws[\w-]*:dataprotection::aws:data-identifier\/(.+)$/;

function identifierOf(name: string, custom: ReadonlyMap<string, DataIdentifier>): DataIdentifier {
  const [, called] = managed.exec(name) ?? [];
  const found = called === undefined ? custom.get(name) : managedIdentifier(called);
  if (found !== undefined) return found;
  if (called === undefined) throw invalid(`there is no custom data identifier ${name} in its Configuration`);
  throw invalid(
    `the data identifier ${called} is not looked for here; expected custom ones, or some of ${managedIdentifiers.join(", ")}`,
  );
}

function customIn(configuration: Json | undefined): ReadonlyMap<string, DataIdentifier> {
  const { CustomDataIdentifier: listed = [] } = isJsonObject(configuration) ? configuration : {};
  if (!Array.isArray(listed) || listed.length > 10)
    throw invalid("CustomDataIdentifier must be a list of at most 10");
  return new Map(
    listed.map((each: Json) => {
      const { Name, Regex } = isJsonObject(each) ? each : {};
      if (typeof Name !== "string" || !/^[a-zA-Z0-9_-]{1,128}$/.test(Name))
        throw invalid("the Name of a custom data identifier must have 1 to 128 letters, digits, _ and -");
      if (typeof Regex !== "string" || Regex.length === 0 || Regex.length > 200)
        throw invalid(`the Regex of the custom data identifier ${Name} must have 1 to 200 characters`);
      return [Name, customIdentifier(Name, Regex)];
    }),
  );
}

function destinationIn(destination: JsonObject): string | undefined {
  const { CloudWatchLogs, ...others } = destination;
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid(`findings are told to log groups here, and not to ${other}`);
  if (CloudWatchLogs === undefined) return undefined;
  const { LogGroup } = isJsonObject(CloudWatchLogs) ? CloudWatchLogs : {};
  if (typeof LogGroup === "string") return LogGroup;
  throw invalid("FindingsDestination.CloudWatchLogs must have a LogGroup");
}

function invalid(problem: string): ServiceError {
  return new ServiceError("InvalidParameterException", `Invalid data protection policy: ${problem}.`);
}
