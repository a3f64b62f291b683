// `UsagePlan` of a REST API's `Auth`: a plan with an API key, for the API alone or for all that share one.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { anyOf } from "../combined-condition.ts";
import { isDraft, own, pick, present } from "../draft.ts";
import type { Expansion, SharedPlanMember } from "../expansion.ts";
import { ref } from "../intrinsics.ts";
import type { SamResource } from "../sam-resource.ts";

/** For an API alone these follow its logical id. */
const planIds = { UsagePlan: "UsagePlan", ApiKey: "ApiKey", UsagePlanKey: "UsagePlanKey" };
const sharedPrefix = "Serverless";

const passed = ["Description", "Quota", "Tags", "Throttle", "UsagePlanName"];

/** `stage`: the logical id of the API's stage. */
export function addUsagePlan(resource: SamResource, expansion: Expansion, stage: string): void {
  const plan = own(resource.property("Auth"), "UsagePlan") ?? undefined;
  if (plan === undefined) return;
  if (!isDraft(plan)) refuse(resource, "'UsagePlan' must be a dictionary");
  const kind = own(plan, "CreateUsagePlan") ?? undefined;
  if (kind === undefined) refuse(resource, "'CreateUsagePlan' is a required field for UsagePlan.");
  if (kind !== "NONE" && kind !== "PER_API" && kind !== "SHARED")
    refuse(resource, "'CreateUsagePlan' accepts one of ['SHARED', 'PER_API', 'NONE'].");
  if (kind === "NONE") return;
  const prefix = kind === "SHARED" ? sharedPrefix : resource.id;
  for (const [attribute, id] of Object.entries(planIds))
    expansion.refer(resource.id, attribute, `${prefix}${id}`);
  const member = { api: resource, stage, plan };
  if (kind === "SHARED") expansion.sharedPlan.push(member);
  else
    addPlan(prefix, [member], resource.sharedAttributes(), (id, definition) =>
      expansion.add(resource, id, definition),
    );
}

/** The plan that several APIs share: there where any of them is, and kept if any of them is. */
export function finishUsagePlans(expansion: Expansion): void {
  const members = expansion.sharedPlan;
  if (members.length === 0) return;
  const conditions = new Set(members.map(({ api }) => api.condition));
  const attributes = present({
    Condition: anyOf(conditions, "SharedUsagePlanCondition", expansion.template),
    DeletionPolicy: strictest(members, "DeletionPolicy"),
    UpdateReplacePolicy: strictest(members, "UpdateReplacePolicy"),
  });
  addPlan(sharedPrefix, members, attributes, (id, definition) => {
    expansion.resources[id] = definition;
  });
}

function addPlan(
  prefix: string,
  members: readonly SharedPlanMember[],
  attributes: JsonObject,
  add: (id: string, definition: JsonObject) => void,
): void {
  const [plan, key, planKey] = Object.values(planIds).map((id) => `${prefix}${id}`) as [
    string,
    string,
    string,
  ];
  const last = members.at(-1)?.plan ?? {};
  add(plan, {
    DependsOn: members.map(({ api }) => api.id),
    ...attributes,
    Type: "AWS::ApiGateway::UsagePlan",
    Properties: {
      ApiStages: members.map(({ api, stage }) => ({ ApiId: ref(api.id), Stage: ref(stage) })),
      ...pick(last, passed),
    },
  });
  add(key, {
    DependsOn: [plan],
    ...attributes,
    Type: "AWS::ApiGateway::ApiKey",
    Properties: {
      Enabled: true,
      StageKeys: members.map(({ api, stage }) => ({ RestApiId: ref(api.id), StageName: ref(stage) })),
    },
  });
  add(planKey, {
    DependsOn: [key],
    ...attributes,
    Type: "AWS::ApiGateway::UsagePlanKey",
    Properties: { KeyId: ref(key), KeyType: "API_KEY", UsagePlanId: ref(plan) },
  });
}

function strictest(members: readonly SharedPlanMember[], attribute: string): Json | undefined {
  const policies = members
    .map(({ api }) => api.attribute(attribute))
    .filter((policy) => policy !== undefined);
  return policies.find((policy) => policy === "Retain") ?? policies[0];
}

function refuse(resource: SamResource, problem: string): never {
  resource.fail(problem, "Auth", "UsagePlan");
}
