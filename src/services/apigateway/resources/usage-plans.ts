// AWS::ApiGateway::ApiKey, UsagePlan and UsagePlanKey
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { present } from "../../../aws/wire/given.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { Throttle } from "../requests/token-bucket.ts";
import type { PlanStage, Quota, UsagePlan } from "../rest-apis/usage-plans.ts";
import { tagsIn } from "./tags.ts";

export const apiKey: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::ApiKey",
  isKept: true,
  async create(properties, { service: { usagePlans, book }, generatedName, mayExist }) {
    properties.inert("GenerateDistinctId", "StageKeys");
    const settings = keyIn(properties, generatedName);
    const value = properties.optionalText("Value");
    // What an earlier run left of it.
    const former = mayExist && value !== undefined ? usagePlans.keyOfValue(value) : undefined;
    const key =
      former === undefined
        ? usagePlans.createKey(present({ ...settings, value }))
        : usagePlans.putKey({ ...former, ...settings });
    await book.committed();
    return { ref: key.id, attributes: { APIKeyId: key.id } };
  },
  async update(properties, { service: { usagePlans, book }, ref, generatedName }) {
    properties.inert("GenerateDistinctId", "StageKeys", "Value");
    usagePlans.putKey({ ...usagePlans.key(ref), ...keyIn(properties, generatedName) });
    await book.committed();
    return { ref, attributes: { APIKeyId: ref } };
  },
  async delete(ref, { service: { usagePlans, book } }) {
    if (usagePlans.findKey(ref) !== undefined) usagePlans.deleteKey(ref);
    await book.committed();
  },
};

function keyIn(properties: Properties, generatedName: string) {
  return {
    name: properties.optionalText("Name") ?? generatedName,
    description: properties.optionalText("Description"),
    customerId: properties.optionalText("CustomerId"),
    enabled: properties.optionalBoolean("Enabled") ?? false,
    tags: tagsIn(properties),
  };
}

export const usagePlan: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::UsagePlan",
  isKept: true,
  create: (properties, { service, generatedName }) => settlePlan(service, properties, { generatedName }),
  update: (properties, { service, ref, generatedName }) =>
    settlePlan(service, properties, { generatedName, ref }),
  async delete(ref, { service: { usagePlans, book } }) {
    if (usagePlans.findPlan(ref) !== undefined) usagePlans.dropPlan(ref);
    await book.committed();
  },
};

async function settlePlan(
  { usagePlans, book }: ApiGateway,
  properties: Properties,
  { generatedName, ref }: { readonly generatedName: string; readonly ref?: string },
): Promise<CreatedResource> {
  const settings: Omit<UsagePlan, "id"> = {
    name: properties.optionalText("UsagePlanName") ?? generatedName,
    description: properties.optionalText("Description"),
    apiStages: properties.sections("ApiStages").map(stageIn),
    throttle: throttleIn(properties.section("Throttle")),
    quota: quotaIn(properties),
    tags: tagsIn(properties),
  };
  const { id } = usagePlans.putPlan(settings, ref);
  await book.committed();
  return { ref: id, attributes: { Id: id } };
}

function stageIn(properties: Properties): PlanStage {
  const given = properties.section("Throttle");
  const methods = Object.keys(given.jsonOf(() => true));
  return {
    ...{ apiId: properties.text("ApiId"), stage: properties.text("Stage") },
    ...(methods.length === 0
      ? {}
      : { throttle: Object.fromEntries(methods.map((name) => [name, throttleIn(given.section(name))])) }),
  };
}

function throttleIn(properties: Properties): Throttle {
  return present({
    rateLimit: properties.optionalNumber("RateLimit"),
    burstLimit: properties.optionalNumber("BurstLimit"),
  });
}

function quotaIn(properties: Properties): Quota | undefined {
  const given = properties.section("Quota");
  if (!properties.has("Quota")) return undefined;
  return {
    limit: given.optionalNumber("Limit") ?? given.fail("Limit", "is required"),
    offset: given.optionalNumber("Offset"),
    period: given.text("Period") as Quota["period"],
  };
}

export const usagePlanKey: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::UsagePlanKey",
  isKept: true,
  async create(properties, { service: { usagePlans, book }, mayExist }) {
    const [planId, keyId] = [properties.text("UsagePlanId"), properties.text("KeyId")];
    if (properties.text("KeyType") !== "API_KEY") properties.fail("KeyType", "must be API_KEY");
    if (!mayExist || !usagePlans.hasKey(planId, keyId)) usagePlans.addKey(planId, keyId);
    await book.committed();
    return { ref: `${keyId}:${planId}`, attributes: { Id: `${keyId}:${planId}` } };
  },
  async delete(ref, { service: { usagePlans, book } }) {
    const [keyId = "", planId = ""] = ref.split(":");
    if (usagePlans.hasKey(planId, keyId)) usagePlans.removeKey(planId, keyId);
    await book.committed();
  },
};
