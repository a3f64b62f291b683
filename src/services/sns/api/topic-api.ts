// Topics on the wire: their attributes, permissions and tags.

import {
  optionalString,
  requiredList,
  requiredString,
  requiredStringList,
} from "../../../aws/wire/members.ts";
import { namedTexts } from "../../../aws/wire/named-values.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import { withoutPermission, withPermission } from "../topics/permissions.ts";
import { joinedTags, readTags } from "../topics/tags.ts";
import type { Topics } from "../topics/topics.ts";
import { page } from "./pages.ts";
import { required } from "./required-member.ts";

export function topicOperations(topics: Topics): Record<string, Operation> {
  return {
    async CreateTopic(request) {
      const tags = readTags(request);
      const { topicArn } = topics.createTopic(
        requiredString(request, "Name"),
        namedTexts(request, "Attributes"),
        tags,
      );
      await topics.committed();
      return { TopicArn: topicArn };
    },
    ListTopics(request) {
      const { found, NextToken } = page(
        topics.listTopics(),
        (arn) => arn,
        optionalString(request, "NextToken"),
      );
      return { Topics: found.map((TopicArn) => ({ TopicArn })), NextToken };
    },
    async DeleteTopic(request) {
      topics.deleteTopic(requiredString(request, "TopicArn"));
      await topics.committed();
      return {};
    },
    GetTopicAttributes: (request) => ({
      Attributes: topics.getTopicAttributes(requiredString(request, "TopicArn")),
    }),
    async SetTopicAttributes(request) {
      const value = optionalString(request, "AttributeValue") ?? "";
      topics.setTopicAttributes(
        requiredString(request, "TopicArn"),
        requiredString(request, "AttributeName"),
        value,
      );
      await topics.committed();
      return {};
    },
    async AddPermission(request) {
      const topicArn = required(request, "TopicArn");
      const policy = withPermission(policyOf(topics, topicArn), topicArn, {
        label: required(request, "Label"),
        accountIds: requiredStringList(request, "AWSAccountId"),
        actions: requiredStringList(request, "ActionName"),
      });
      topics.setTopicAttributes(topicArn, "Policy", policy);
      await topics.committed();
      return {};
    },
    async RemovePermission(request) {
      const topicArn = required(request, "TopicArn");
      const policy = withoutPermission(policyOf(topics, topicArn), required(request, "Label"));
      topics.setTopicAttributes(topicArn, "Policy", policy);
      await topics.committed();
      return {};
    },
    GetDataProtectionPolicy: (request) => ({
      DataProtectionPolicy: topics.dataProtectionPolicy(required(request, "ResourceArn")),
    }),
    async PutDataProtectionPolicy(request) {
      const policy = required(request, "DataProtectionPolicy");
      topics.setTopicAttributes(required(request, "ResourceArn"), "DataProtectionPolicy", policy);
      await topics.committed();
      return {};
    },
    ListTagsForResource(request) {
      const tags = topics.tagsOf(required(request, "ResourceArn"));
      return { Tags: Array.from(tags, ([Key, Value]) => ({ Key, Value })) };
    },
    async TagResource(request) {
      const arn = required(request, "ResourceArn");
      topics.setTags(
        arn,
        joinedTags(topics.tagsOf(arn), readTags({ ...request, Tags: requiredList(request, "Tags") })),
      );
      await topics.committed();
      return {};
    },
    async UntagResource(request) {
      const arn = required(request, "ResourceArn");
      const keys = new Set(requiredStringList(request, "TagKeys"));
      topics.setTags(arn, new Map([...topics.tagsOf(arn)].filter(([key]) => !keys.has(key))));
      await topics.committed();
      return {};
    },
  };
}

function policyOf(topics: Topics, topicArn: string): string {
  return topics.getTopicAttributes(topicArn).get("Policy") ?? "";
}
