// API keys, usage plans and what is used of them, on the wire.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html

import { present } from "../../../aws/wire/given.ts";
import {
  decimal,
  flag,
  integer,
  listOf,
  mapOf,
  oneOf,
  optional,
  required,
  type Shape,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { badRequest } from "../refusals.ts";
import { keysIn } from "../rest-apis/key-file.ts";
import { checkTags } from "../rest-apis/tags.ts";
import { dayOf } from "../rest-apis/usage.ts";
import type { ApiKey, UsagePlan } from "../rest-apis/usage-plans.ts";
import { type PatchRules, patched, patchOperations } from "./patch.ts";
import { type NamedOperations, restOperation } from "./rest.ts";
import { itemsOf, withTags } from "./rest-api-operations.ts";

const bytes: Shape<Buffer> = {
  read: (value) => Buffer.from(value as Uint8Array),
  isRequired: true,
};
const limit = { limit: optional(text()), position: optional(text()) };
const query = { limit: "text", position: "text" } as const;
const tags = optional(mapOf(text({ max: 256 })));
const throttle = structure({ rateLimit: optional(decimal({})), burstLimit: optional(integer()) });
const stage = structure({
  ...{ apiId: required(text()), stage: required(text()) },
  throttle: optional(mapOf(throttle)),
});
const quota = structure({
  ...{ limit: required(integer()), offset: optional(integer()) },
  period: required(oneOf("DAY", "WEEK", "MONTH")),
});

export function apiKeyOperations({ usagePlans }: ApiGateway): NamedOperations {
  const path = "/apikeys";
  const apiKey = required(text());
  const rules = {
    "/name": "text",
    "/description": "text",
    "/enabled": "flag",
    "/customerId": "text",
  } as const;
  return {
    CreateApiKey: restOperation(
      structure({
        ...{ name: optional(text()), description: optional(text()), enabled: optional(flag()) },
        ...{ value: optional(text()), customerId: optional(text()), generateDistinctId: optional(flag()) },
        tags,
      }),
      { path, method: "POST", status: 201, accepts: (given) => given.get("mode") !== "import" },
      ({ generateDistinctId: _, ...given }) => {
        checkTags(given.tags);
        return { ...usagePlans.createKey(present(given)), stageKeys: [] };
      },
    ),
    ImportApiKeys: restOperation(
      structure({ body: bytes, format: required(oneOf("csv")), failOnWarnings: optional(flag()) }),
      {
        ...{ path, method: "POST", status: 201, payload: { member: "body", as: "bytes" } },
        query: { format: "text", failOnWarnings: "flag" },
        queryNames: { failOnWarnings: "failonwarnings" },
        accepts: (given) => given.get("mode") === "import",
      },
      ({ body, failOnWarnings = false }) =>
        usagePlans.importKeys(keysIn(body.toString("utf8")), failOnWarnings),
    ),
    GetApiKey: restOperation(
      structure({ apiKey, includeValue: optional(flag()) }),
      { path: `${path}/{apiKey}`, method: "GET", query: { includeValue: "flag" } },
      ({ apiKey: id, includeValue = false }) => shown(usagePlans.key(id), includeValue),
    ),
    GetApiKeys: restOperation(
      structure({
        ...{ ...limit, includeValues: optional(flag()), nameQuery: optional(text()) },
        customerId: optional(text()),
      }),
      {
        ...{ path, method: "GET", queryNames: { nameQuery: "name" } },
        query: { ...query, includeValues: "flag", nameQuery: "text", customerId: "text" },
      },
      ({ includeValues = false, nameQuery = "", customerId, ...page }) => {
        const found = usagePlans
          .keys()
          .filter(({ name = "" }) => name.startsWith(nameQuery))
          .filter((each) => customerId === undefined || each.customerId === customerId);
        return itemsOf(
          found.map((each) => shown(each, includeValues)),
          page,
          ({ id }) => id,
        );
      },
    ),
    UpdateApiKey: restOperation(
      structure({ apiKey, patchOperations }),
      { path: `${path}/{apiKey}`, method: "PATCH" },
      ({ apiKey: id, patchOperations: given }) =>
        withTags(shown(usagePlans.putKey(patched(usagePlans.key(id), given, rules, "replaced only")), false)),
    ),
    DeleteApiKey: restOperation(
      structure({ apiKey }),
      { path: `${path}/{apiKey}`, method: "DELETE", status: 202 },
      ({ apiKey: id }) => {
        usagePlans.deleteKey(id);
        return {};
      },
    ),
  };
}

function shown({ value, ...key }: ApiKey, hasValue: boolean) {
  return { ...key, stageKeys: [], ...(hasValue ? { value } : {}) };
}

export function usagePlanOperations({ usagePlans }: ApiGateway): NamedOperations {
  const path = "/usageplans";
  const usagePlanId = required(text());
  const one = `${path}/{usagePlanId}`;
  return {
    CreateUsagePlan: restOperation(
      structure({
        ...{ name: required(text({ min: 1 })), description: optional(text()), productCode: optional(text()) },
        ...{ apiStages: optional(listOf(stage)), throttle: optional(throttle), quota: optional(quota) },
        tags,
      }),
      { path, method: "POST", status: 201 },
      ({ apiStages = [], ...given }) => {
        checkTags(given.tags);
        return { ...usagePlans.putPlan({ ...present(given), name: given.name, apiStages }) };
      },
    ),
    GetUsagePlan: restOperation(structure({ usagePlanId }), { path: one, method: "GET" }, (request) =>
      withTags({ ...usagePlans.plan(request.usagePlanId) }),
    ),
    GetUsagePlans: restOperation(
      structure({ ...limit, keyId: optional(text()) }),
      { path, method: "GET", query: { ...query, keyId: "text" } },
      ({ keyId, ...page }) => {
        const found = usagePlans
          .plans()
          .filter(({ id }) => keyId === undefined || usagePlans.hasKey(id, keyId));
        return itemsOf(found, page, ({ id }) => id);
      },
    ),
    UpdateUsagePlan: restOperation(
      structure({ usagePlanId, patchOperations }),
      { path: one, method: "PATCH" },
      ({ usagePlanId: id, patchOperations: given }) => {
        const { apiStages, ...settings } = usagePlans.plan(id);
        const stages = Object.fromEntries(
          apiStages.map(({ apiId, stage: name, ...more }) => [`${apiId}:${name}`, more] as const),
        );
        const changed = patched({ ...settings, apiStages: stages }, given, planRules);
        return withTags({
          ...usagePlans.putPlan({ ...changed, apiStages: stagesOf(changed.apiStages) }, id),
        });
      },
    ),
    DeleteUsagePlan: restOperation(
      structure({ usagePlanId }),
      { path: one, method: "DELETE", status: 202 },
      (request) => {
        usagePlans.deletePlan(request.usagePlanId);
        return {};
      },
    ),
    ...planKeyOperations(usagePlans, one),
  };
}

const planRules: PatchRules = {
  ...{ "/name": "text", "/description": "text", "/productCode": "text", "/apiStages": "keys" },
  ...{ "/throttle": "gone", "/throttle/rateLimit": "number", "/throttle/burstLimit": "number" },
  ...{ "/quota": "gone", "/quota/limit": "number", "/quota/offset": "number", "/quota/period": "text" },
  ...{ "/apiStages/*/throttle/*/rateLimit": "number", "/apiStages/*/throttle/*/burstLimit": "number" },
  ...{ "/apiStages/*/throttle/*": "gone", "/apiStages/*/throttle": "gone" },
};

/** Throws BadRequestException. */
function stagesOf(stages: Readonly<Record<string, Omit<UsagePlan["apiStages"][number], "apiId" | "stage">>>) {
  return Object.entries(stages).map(([name, more]) => {
    const [apiId, called, ...rest] = name.split(":");
    if (!apiId || !called || rest.length > 0)
      throw badRequest(`Invalid API Stage: ${name}; expected apiId:stage`);
    return { ...more, apiId, stage: called };
  });
}

function planKeyOperations(usagePlans: ApiGateway["usagePlans"], one: string): NamedOperations {
  const usagePlanId = required(text());
  const keyId = required(text());
  const path = `${one}/keys`;
  const keyOf = (id: string) => {
    const { name, value } = usagePlans.key(id);
    return { id, type: "API_KEY", name, value };
  };
  const held = (planId: string, id: string) => {
    usagePlans.plan(planId);
    return usagePlans.keysOf(planId).filter((each) => id === "" || each.keyId === id);
  };
  return {
    CreateUsagePlanKey: restOperation(
      structure({ usagePlanId, keyId, keyType: required(oneOf("API_KEY")) }),
      { path, method: "POST", status: 201 },
      (request) => keyOf(usagePlans.addKey(request.usagePlanId, request.keyId).id),
    ),
    GetUsagePlanKey: restOperation(
      structure({ usagePlanId, keyId }),
      { path: `${path}/{keyId}`, method: "GET" },
      (request) => {
        const [found] = held(request.usagePlanId, request.keyId);
        return keyOf(found?.keyId ?? "");
      },
    ),
    GetUsagePlanKeys: restOperation(
      structure({ usagePlanId, ...limit, nameQuery: optional(text()) }),
      { path, method: "GET", query: { ...query, nameQuery: "text" }, queryNames: { nameQuery: "name" } },
      ({ usagePlanId: id, nameQuery = "", ...page }) => {
        const keys = held(id, "").map((each) => keyOf(each.keyId));
        return itemsOf(
          keys.filter(({ name = "" }) => name.startsWith(nameQuery)),
          page,
          (key) => key.id,
        );
      },
    ),
    DeleteUsagePlanKey: restOperation(
      structure({ usagePlanId, keyId }),
      { path: `${path}/{keyId}`, method: "DELETE", status: 202 },
      (request) => {
        usagePlans.removeKey(request.usagePlanId, request.keyId);
        return {};
      },
    ),
  };
}

export function usageOperations({ usagePlans, usage }: ApiGateway): NamedOperations {
  const usagePlanId = required(text());
  const date = text({ pattern: /\d{4}-\d\d-\d\d/ });
  return {
    GetUsage: restOperation(
      structure({
        ...{ usagePlanId, keyId: optional(text()), startDate: required(date), endDate: required(date) },
        ...limit,
      }),
      {
        ...{ path: "/usageplans/{usagePlanId}/usage", method: "GET" },
        query: { ...query, keyId: "text", startDate: "text", endDate: "text" },
      },
      ({ usagePlanId: id, keyId, startDate, endDate }) => {
        const plan = usagePlans.plan(id);
        const [first, last] = [dayIn(startDate), dayIn(endDate)];
        if (last < first || last - first > 365)
          throw badRequest("Invalid date range: endDate is before startDate, or a year after it");
        const keys = usagePlans.keysOf(id).filter((each) => keyId === undefined || each.keyId === keyId);
        const values = keys.map((each) => [
          each.keyId,
          usage.usage(plan, each.keyId, first, last).map(({ used, remaining }) => [used, remaining]),
        ]);
        return { usagePlanId: id, startDate, endDate, values: Object.fromEntries(values) };
      },
    ),
    UpdateUsage: restOperation(
      structure({ usagePlanId, keyId: required(text()), patchOperations }),
      { path: "/usageplans/{usagePlanId}/keys/{keyId}/usage", method: "PATCH" },
      ({ usagePlanId: id, keyId, patchOperations: given }) => {
        const plan = usagePlans.plan(id);
        const { remaining } = patched({ remaining: 0 }, given, { "/remaining": "number" });
        usage.setRemaining(plan, keyId, remaining);
        return { usagePlanId: id, values: { [keyId]: [[0, remaining]] } };
      },
    ),
  };
}

/** Throws BadRequestException. */
function dayIn(date: string): number {
  const at = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at)) throw badRequest(`Invalid date: ${date}`);
  return dayOf(at);
}
