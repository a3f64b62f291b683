// AWS::IoT::TopicRule, AWS::IoT::Thing and AWS::IoT::Policy
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IoT.html

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { alreadyExists } from "../../aws/template/already-exists.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Iot } from "./iot.ts";
import type { TopicRulePayload } from "./rules/topic-rule.ts";

export const topicRule: ResourceKind<Iot> = {
  type: "AWS::IoT::TopicRule",
  create(properties, { service, generatedName, mayExist }) {
    const ruleName = properties.optionalText("RuleName") ?? generatedName;
    if (!mayExist && service.rules.find(ruleName) !== undefined)
      throw alreadyExists("AWS::IoT::TopicRule", ruleName);
    return settleRule(service, ruleName, properties);
  },
  update(properties, { service, ref }) {
    properties.inert("RuleName");
    return settleRule(service, ref, properties);
  },
  async delete(ref, { service: { rules, tags, book } }) {
    if (rules.find(ref) !== undefined) rules.delete(ref);
    tags.set(rules.arn(ref), {});
    await book.committed();
  },
};

async function settleRule(
  { rules, tags, book, brokerHost }: Iot,
  ruleName: string,
  properties: Properties,
): Promise<CreatedResource> {
  const payload = rulePayload(properties.section("TopicRulePayload"));
  if (rules.find(ruleName) === undefined) rules.create(ruleName, payload);
  else rules.replace(ruleName, payload);
  const Arn = rules.arn(ruleName);
  tags.set(Arn, properties.tags());
  await brokerHost.need();
  await book.committed();
  return { ref: ruleName, attributes: { Arn } };
}

function rulePayload(properties: Properties): TopicRulePayload {
  const errorAction = properties.json("ErrorAction");
  const actions = properties.json("Actions");
  return {
    sql: properties.text("Sql"),
    description: properties.optionalText("Description"),
    ruleDisabled: properties.optionalBoolean("RuleDisabled"),
    awsIotSqlVersion: properties.optionalText("AwsIotSqlVersion"),
    actions: Array.isArray(actions)
      ? (actions as readonly Json[]).map((each) => actionIn(each, properties, "Actions"))
      : properties.fail("Actions", "must be a list of actions"),
    errorAction: errorAction === undefined ? undefined : actionIn(errorAction, properties, "ErrorAction"),
  };
}

function actionIn(value: Json, properties: Properties, place: string): JsonObject {
  return isJsonObject(value) ? asInApi(value) : properties.fail(place, "must be an object");
}

/** Names begin with a small letter in the API, and a template may hold what is true or a number as text. */
function asInApi(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const apiName = name.charAt(0).toLowerCase() + name.slice(1);
      return [apiName, memberInApi(apiName, member)];
    }),
  );
}

function memberInApi(name: string, value: Json): Json {
  if (isJsonObject(value)) return asInApi(value);
  if (Array.isArray(value))
    return (value as readonly Json[]).map((each) => (isJsonObject(each) ? asInApi(each) : each));
  if (flags.has(name) && (value === "true" || value === "false")) return value === "true";
  if (name === "qos" && typeof value === "string" && /^\d$/.test(value)) return Number(value);
  return typeof value === "number" && name !== "qos" ? String(value) : value;
}

const flags = new Set(["useBase64", "batchMode", "enableBatching"]);

export const iotThing: ResourceKind<Iot> = {
  type: "AWS::IoT::Thing",
  async create(properties, { service, generatedName, mayExist }) {
    const { things, book, brokerHost } = service;
    const thingName = properties.optionalText("ThingName") ?? generatedName;
    const isThere = things.find(thingName) !== undefined;
    if (isThere && !mayExist) throw alreadyExists("AWS::IoT::Thing", thingName);
    const attributes = properties.section("AttributePayload").textMap("Attributes");
    if (isThere) things.update(thingName, { attributes });
    else things.create(thingName, { attributes });
    await brokerHost.need();
    await book.committed();
    return thingResource(service, thingName);
  },
  async update(properties, { service, ref }) {
    properties.inert("ThingName");
    service.things.update(ref, { attributes: properties.section("AttributePayload").textMap("Attributes") });
    await service.book.committed();
    return thingResource(service, ref);
  },
  async delete(ref, { service: { things, book } }) {
    things.delete(ref);
    await book.committed();
  },
};

function thingResource({ things }: Iot, thingName: string): CreatedResource {
  return {
    ref: thingName,
    attributes: { Arn: things.arn(thingName), Id: things.get(thingName).thingId },
  };
}

export const iotPolicy: ResourceKind<Iot> = {
  type: "AWS::IoT::Policy",
  create(properties, { service, generatedName, mayExist }) {
    const policyName = properties.optionalText("PolicyName") ?? generatedName;
    if (!mayExist && service.policies.find(policyName) !== undefined)
      throw alreadyExists("AWS::IoT::Policy", policyName);
    return settlePolicy(service, policyName, properties);
  },
  update(properties, { service, ref }) {
    properties.inert("PolicyName");
    return settlePolicy(service, ref, properties);
  },
  async delete(ref, { service: { policies, tags, book } }) {
    const policy = policies.find(ref);
    for (const { id } of policy?.versions ?? [])
      if (id !== policy?.defaultVersionId) policies.deleteVersion(ref, id);
    if (policy !== undefined) policies.delete(ref);
    tags.set(policies.arn(ref), {});
    await book.committed();
  },
};

/** Another document is another version, which takes the place of the one before. */
async function settlePolicy(
  { policies, tags, book, brokerHost }: Iot,
  policyName: string,
  properties: Properties,
): Promise<CreatedResource> {
  const document = properties.jsonText("PolicyDocument") ?? properties.text("PolicyDocument");
  const present = policies.find(policyName);
  if (present === undefined) policies.create(policyName, document);
  else if (policies.version(policyName).document !== document) {
    const { id } = policies.createVersion(policyName, document, true);
    for (const version of present.versions)
      if (version.id !== id) policies.deleteVersion(policyName, version.id);
  }
  const Arn = policies.arn(policyName);
  tags.set(Arn, properties.tags());
  await brokerHost.need();
  await book.committed();
  return { ref: policyName, attributes: { Arn, Id: policyName } };
}
