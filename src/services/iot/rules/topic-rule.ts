// A topic rule as it is kept. https://docs.aws.amazon.com/iot/latest/apireference/API_TopicRule.html

import type { JsonObject } from "../../../aws/json.ts";

export interface TopicRule {
  readonly ruleName: string;
  readonly sql: string;
  readonly awsIotSqlVersion: SqlVersion;
  readonly description: string | undefined;
  readonly ruleDisabled: boolean;
  /** As they were given: each has one member, the action's name. */
  readonly actions: readonly JsonObject[];
  readonly errorAction: JsonObject | undefined;
  readonly createdAt: number;
}

export const sqlVersions = ["2015-10-08", "2016-03-23", "beta"] as const;
export type SqlVersion = (typeof sqlVersions)[number];

/** What a rule does, without what it is called. */
export interface TopicRulePayload {
  readonly sql: string;
  readonly description?: string | undefined;
  readonly actions: readonly JsonObject[];
  readonly ruleDisabled?: boolean | undefined;
  /** @default "2015-10-08" */
  readonly awsIotSqlVersion?: string | undefined;
  readonly errorAction?: JsonObject | undefined;
}
