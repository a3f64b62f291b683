// Index policies: which fields queries are to find fast. Here every event is read all the same, so that they are kept and told, and
// what a query finds does not depend on them. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs-Field-Indexing.html

import { isJsonObject, type Json } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Records } from "../../storage/record-book.ts";
import type { Logs } from "./logs.ts";
import { invalid } from "./refusals.ts";

export interface IndexPolicy {
  readonly policyDocument: string;
  readonly lastUpdateTime: number;
}

/** Of an account: of all groups, or of those that its criteria select. */
export interface AccountIndexPolicy extends IndexPolicy {
  readonly policyName: string;
  readonly selectionCriteria?: string | undefined;
}

export interface IndexedField {
  readonly name: string;
  readonly type: "FACET" | "FIELD_INDEX";
}

export interface EffectivePolicy extends IndexPolicy {
  readonly policyName?: string | undefined;
  readonly source: "ACCOUNT" | "LOG_GROUP";
}

const mostFields = 20;
/** "LogGroupNamePrefix" selects the groups of a field index policy. */
const selectsPrefix = /^\s*LogGroupNamePrefix\s+IN\s+\[\s*"([^"]+)"\s*\]\s*$/;
const mostAccountPolicies = 20;

export class IndexPolicies {
  readonly #logs: Logs;
  readonly #ofGroups: Records<IndexPolicy>;
  readonly #ofAccount: Records<AccountIndexPolicy>;

  constructor(logs: Logs) {
    this.#logs = logs;
    this.#ofGroups = logs.book.records("indexPolicy");
    this.#ofAccount = logs.book.records("accountIndexPolicy");
  }

  /** Throws ResourceNotFoundException, InvalidParameterException. */
  put(logGroupName: string, policyDocument: string): IndexPolicy {
    const { logGroupClass } = this.#logs.group(logGroupName).record;
    if (logGroupClass !== "STANDARD")
      throw invalid("Index policies are supported for log groups of the Standard class only.");
    indexedFields(policyDocument);
    const policy = { policyDocument, lastUpdateTime: this.#logs.now() };
    this.#ofGroups.put(logGroupName, policy);
    return policy;
  }

  /** Also of a group that is gone. */
  remove(logGroupName: string): void {
    this.#ofGroups.remove(logGroupName);
  }

  /** That of the group, or else the account's. */
  of(logGroupName: string): EffectivePolicy | undefined {
    const own = this.#ofGroups.get(logGroupName);
    if (own !== undefined) return { ...own, source: "LOG_GROUP" };
    const ofAccount = this.accountPolicies().find(({ selectionCriteria }) =>
      logGroupName.startsWith(prefixIn(selectionCriteria)),
    );
    return ofAccount && { ...ofAccount, source: "ACCOUNT" };
  }

  accountPolicies(): readonly AccountIndexPolicy[] {
    return this.#ofAccount.values();
  }

  /** Throws InvalidParameterException, LimitExceededException. */
  putOfAccount(given: Omit<AccountIndexPolicy, "lastUpdateTime">): AccountIndexPolicy {
    indexedFields(given.policyDocument);
    const prefix = prefixIn(given.selectionCriteria);
    for (const other of this.accountPolicies()) {
      const others = prefixIn(other.selectionCriteria);
      if (other.policyName !== given.policyName && (prefix.startsWith(others) || others.startsWith(prefix)))
        throw invalid(`The selection criteria overlap those of the policy ${other.policyName}.`);
    }
    if (!this.#ofAccount.has(given.policyName) && this.accountPolicies().length >= mostAccountPolicies)
      throw new ServiceError("LimitExceededException", "Resource limit exceeded.");
    const policy = { ...given, lastUpdateTime: this.#logs.now() };
    this.#ofAccount.put(policy.policyName, policy);
    return policy;
  }

  /** Throws ResourceNotFoundException. */
  removeOfAccount(policyName: string): void {
    if (!this.#ofAccount.has(policyName))
      throw new ServiceError("ResourceNotFoundException", `Policy with name [${policyName}] does not exist.`);
    this.#ofAccount.remove(policyName);
  }
}

/** Throws InvalidParameterException. */
function prefixIn(criteria: string | undefined): string {
  if (criteria === undefined) return "";
  const [, prefix] = selectsPrefix.exec(criteria) ?? [];
  if (prefix !== undefined) return prefix;
  throw invalid('selectionCriteria must be of the form LogGroupNamePrefix IN ["prefix"].');
}

/** `{"Fields":["a"]}`, or `{"FieldsV2":{"a":{"type":"FACET"}}}`. Throws InvalidParameterException. */
export function indexedFields(policyDocument: string): readonly IndexedField[] {
  const { Fields, FieldsV2 } = objectIn(policyDocument);
  const fields: readonly IndexedField[] = [
    ...(Array.isArray(Fields)
      ? Fields.map((name: Json) => ({ name: String(name), type: "FIELD_INDEX" as const }))
      : []),
    ...Object.entries(isJsonObject(FieldsV2) ? FieldsV2 : {}).map(([name, each]) => ({
      name,
      type: isJsonObject(each) && each.type === "FACET" ? ("FACET" as const) : ("FIELD_INDEX" as const),
    })),
  ];
  if (fields.length === 0) throw invalid("The policy document must name at least one field.");
  if (fields.length > mostFields) throw invalid(`The policy document names more than ${mostFields} fields.`);
  if (fields.some(({ name }) => name.length === 0 || name.length > 100))
    throw invalid("The name of an indexed field must have 1 to 100 characters.");
  return fields;
}

function objectIn(policyDocument: string) {
  try {
    const document = JSON.parse(policyDocument) as Json;
    if (isJsonObject(document)) return document;
  } catch {}
  throw invalid("Specified policy document is not valid JSON.");
}
