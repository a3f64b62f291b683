// What deployments are held to: by operations that there are, for every type whose service says what its operations need.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { services } from "../../../../src/region/services.ts";
import {
  customCalls,
  deploymentCalls,
} from "../../../../src/services/cloudformation/providers/deployment-calls.ts";
import { schemaOf } from "../../../../src/services/cloudformation/schemas/schema.ts";
import { type ServedRegion, serveRegion } from "../../../server/served-region.ts";

let served: ServedRegion;
beforeAll(async () => {
  served = await serveRegion();
});
afterAll(() => served.close());

const lines = Object.entries({ ...deploymentCalls, ...customCalls }).flatMap(([type, all]) =>
  all.map((line) => [type, line] as const),
);

test.each(lines)("%s is made by operations that there are, for properties that it has", (type, line) => {
  const [service = "", create = "", update = "", remove = "", ...naming] = line.split("|");
  const apis = services.list.find(({ name }) => name === service)?.apis ?? {};
  const offered = Object.keys(apis).flatMap((name) => {
    const { operations, routes = [] } = served.region.apis.get(name) ?? { operations: {} };
    return [...Object.keys(operations), ...routes.map(({ operation }) => operation)];
  });
  const called = [create, update, remove].flatMap((each) => each.split(" ")).filter((each) => each !== "");
  expect(called.map((each) => each.split("?", 1)[0]).filter((each) => !offered.includes(each ?? ""))).toEqual(
    [],
  );
  const known = schemaOf(type)?.properties;
  if (known === undefined) return;
  const ways = naming.flatMap((each) => each.split(" ")).flatMap((each) => each.split(/[=,]/).slice(1));
  const named = [...called.flatMap((each) => each.split("?")[1]?.split(",") ?? []), ...ways];
  const unknown = named.filter((each) => each !== "Ref" && !known.has(each.split(".", 1)[0] ?? ""));
  expect(unknown).toEqual([]);
});

/** AWS asks for a permission on what only the service knows the ARN of, and the service here asks for one on everything: nothing is asked. */
const without = [
  "AWS::Events::ApiDestination",
  "AWS::Events::Connection",
  "AWS::Lambda::CodeSigningConfig",
  "AWS::Lambda::LayerVersion",
  "AWS::Lambda::LayerVersionPermission",
  "AWS::Logs::LogAnomalyDetector",
  "AWS::Logs::ScheduledQuery",
  "AWS::Logs::Transformer",
  "AWS::SecretsManager::SecretTargetAttachment",
];

test("every type is held whose service says what all of its operations need", () => {
  const held = services.list.filter(({ permissions }) => permissions && permissions.isKnown === undefined);
  const types = held.flatMap(({ kinds = [] }) => kinds.map(({ type }) => type));
  const missing = types.filter((type) => !type.startsWith("Custom::") && deploymentCalls[type] === undefined);
  expect(missing.toSorted()).toEqual(without);
});
