// Topic rules on the wire. https://docs.aws.amazon.com/iot/latest/apireference/API_CreateTopicRule.html

import type { JsonObject } from "../../../aws/json.ts";
import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  optional,
  required,
  type Shape,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { checkedTags } from "../registry/tags.ts";
import type { TopicRule } from "../rules/topic-rule.ts";
import { compileStatement } from "../sql/statement.ts";
import { TopicTree } from "../topics/topic-tree.ts";
import { pagedQuery, pageOf } from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const ruleName = required(text({ min: 1, max: 128, pattern: /^[a-zA-Z0-9_]+$/ }));
/** What an action has is checked by its kind. */
const action: Shape<JsonObject> = {
  read: (value, at) => structure({}).read(value, at) && (value as JsonObject),
};
const payloadShape = structure({
  sql: required(text({ min: 1 })),
  description: optional(text()),
  actions: required(listOf(action)),
  ruleDisabled: optional(flag()),
  awsIotSqlVersion: optional(text()),
  errorAction: optional(action),
});
const oneRule = { path: "/rules/{ruleName}" };
const payload = { member: "topicRulePayload", as: "json" } as const;

export function ruleOperations({ rules, tags, brokerHost }: Iot): RestOperations {
  return {
    CreateTopicRule: restOperation(
      structure({ ruleName, topicRulePayload: required(payloadShape), tags: optional(text()) }),
      { ...oneRule, method: "POST", payload, headers: { tags: "x-amz-tagging" } },
      async (request) => {
        const given = checkedTags(Object.fromEntries(new URLSearchParams(request.tags)));
        rules.create(request.ruleName, request.topicRulePayload);
        tags.set(rules.arn(request.ruleName), given);
        await brokerHost.need();
        return {};
      },
    ),
    GetTopicRule: restOperation(structure({ ruleName }), { ...oneRule, method: "GET" }, ({ ruleName }) => ({
      ruleArn: rules.arn(ruleName),
      rule: shownRule(rules.get(ruleName)),
    })),
    ListTopicRules: restOperation(
      structure({
        topic: optional(text({ min: 1 })),
        maxResults: optional(integer({ min: 1, max: 10_000 })),
        nextToken: optional(text()),
        ruleDisabled: optional(flag()),
      }),
      { path: "/rules", method: "GET", query: { ...pagedQuery, topic: "text", ruleDisabled: "flag" } },
      ({ topic, maxResults = 10_000, nextToken, ruleDisabled }) => {
        const wanted = rules
          .all()
          .filter((rule) => ruleDisabled === undefined || rule.ruleDisabled === ruleDisabled)
          .filter((rule) => topic === undefined || isFor(rule, topic));
        const { items, next } = pageOf({
          ...{ of: wanted, keyOf: (rule: TopicRule) => rule.ruleName, token: nextToken, limit: maxResults },
        });
        return present({
          rules: items.map((rule) =>
            present({
              ...{ ruleArn: rules.arn(rule.ruleName), ruleName: rule.ruleName },
              ...{ topicPattern: compileStatement(rule.sql).topicFilter, ruleDisabled: rule.ruleDisabled },
              createdAt: new Date(rule.createdAt),
            }),
          ),
          nextToken: next,
        });
      },
    ),
    ReplaceTopicRule: restOperation(
      structure({ ruleName, topicRulePayload: required(payloadShape) }),
      { ...oneRule, method: "PATCH", payload },
      ({ ruleName, topicRulePayload }) => {
        rules.replace(ruleName, topicRulePayload);
        return {};
      },
    ),
    EnableTopicRule: restOperation(
      structure({ ruleName }),
      { path: "/rules/{ruleName}/enable", method: "POST" },
      ({ ruleName }) => {
        rules.setEnabled(ruleName, true);
        return {};
      },
    ),
    DisableTopicRule: restOperation(
      structure({ ruleName }),
      { path: "/rules/{ruleName}/disable", method: "POST" },
      ({ ruleName }) => {
        rules.setEnabled(ruleName, false);
        return {};
      },
    ),
    DeleteTopicRule: restOperation(
      structure({ ruleName }),
      { ...oneRule, method: "DELETE" },
      ({ ruleName }) => {
        rules.delete(ruleName);
        tags.set(rules.arn(ruleName), {});
        return {};
      },
    ),
  };
}

function shownRule(rule: TopicRule): WireObject {
  const { createdAt, description = "", ...more } = rule;
  return present({ ...more, description, createdAt: new Date(createdAt) });
}

function isFor({ sql }: TopicRule, topic: string): boolean {
  const { topicFilter } = compileStatement(sql);
  if (topicFilter === undefined) return false;
  const tree = new TopicTree<true>();
  tree.add(topicFilter, true);
  return topicFilter === topic || tree.match(topic).length > 0;
}
