// `ResourcePolicy`: who may call an API, or a path of it, by account, address and network.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, objectAt, own } from "../draft.ts";
import { sub } from "../intrinsics.ts";
import { type ApiDocument, methodInArn, pathInArn } from "./api-document.ts";

const action = "execute-api:Invoke";

/** Adds the policy's statements on the given methods of a path. */
export function addResourcePolicy(
  document: ApiDocument,
  path: string,
  policy: Draft,
  stage: Json,
  methods: readonly string[],
): void {
  const resources = methods.map((method) =>
    sub(`execute-api:/\${__Stage__}/${methodInArn(method)}${pathInArn(path)}`, { __Stage__: stage }),
  );
  const added = [
    ...accountStatements(policy, resources),
    ...addressStatements(policy, resources),
    ...networkStatements(policy, resources),
  ];
  append(document, added);
  addCustomStatements(document, policy);
}

export function addCustomStatements(document: ApiDocument, policy: Draft): void {
  const custom = own(policy, "CustomStatements");
  if (custom !== undefined && custom !== null) append(document, Array.isArray(custom) ? custom : [custom]);
}

function accountStatements(policy: Draft, resources: Json): readonly JsonObject[] {
  const effects = [
    ["AwsAccountWhitelist", "Allow"],
    ["AwsAccountBlacklist", "Deny"],
  ] as const;
  return effects.flatMap(([name, effect]) => {
    const accounts = list(policy, name);
    return accounts === undefined
      ? []
      : [{ Action: action, Effect: effect, Principal: { AWS: accounts }, Resource: resources }];
  });
}

function addressStatements(policy: Draft, resources: Json): readonly JsonObject[] {
  const tests = [
    ["IpRangeWhitelist", "NotIpAddress"],
    ["IpRangeBlacklist", "IpAddress"],
  ] as const;
  return tests.flatMap(([name, test]) => {
    const ranges = list(policy, name);
    return ranges === undefined ? [] : denying(resources, { [test]: { "aws:SourceIp": ranges } });
  });
}

function networkStatements(policy: Draft, resources: Json): readonly JsonObject[] {
  const tests = [
    ["Whitelist", "StringNotEquals"],
    ["Blacklist", "StringEquals"],
  ] as const;
  return tests.flatMap(([suffix, test]) => {
    const named = list(policy, `SourceVpc${suffix}`) ?? [];
    const endpoints = named.filter((one) => String(one).startsWith("vpce-"));
    const networks = named.filter((one) => !endpoints.includes(one));
    const sources = {
      "aws:SourceVpc": [...networks, ...(list(policy, `IntrinsicVpc${suffix}`) ?? [])],
      "aws:SourceVpce": [...endpoints, ...(list(policy, `IntrinsicVpce${suffix}`) ?? [])],
    };
    const given = Object.entries(sources).filter(([, values]) => values.length > 0);
    return given.length === 0 ? [] : denying(resources, { [test]: Object.fromEntries(given) });
  });
}

/** All are let in but those for whom the condition holds. */
function denying(resources: Json, condition: JsonObject): readonly JsonObject[] {
  const all = { Action: action, Effect: "Allow", Principal: "*", Resource: resources };
  return [all, { ...all, Effect: "Deny", Condition: condition }];
}

function list(policy: Draft, name: string): readonly Json[] | undefined {
  const value = own(policy, name);
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value : [value];
}

/** One statement stands alone, several in a list; none twice. */
function append(document: ApiDocument, added: readonly Json[]): void {
  if (added.length === 0) return;
  const policy = objectAt(document.root, "x-amazon-apigateway-policy");
  if (policy === undefined) return;
  const existing = policy.Statement;
  const before = existing === undefined ? [] : Array.isArray(existing) ? existing : [existing];
  const all = new Map(
    [...before, ...added].map((statement) => [JSON.stringify(statement), statement as Json]),
  );
  const statements = [...all.values()];
  policy.Version = "2012-10-17";
  policy.Statement = statements.length === 1 ? (statements[0] as Json) : statements;
}
