// What every kind of resource promises, over all doors of the region: it has the values of Ref and Fn::GetAtt that AWS has for it, and
// knows all of its properties.

import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ResourceKind } from "../../src/aws/template/resource-kind.ts";
import { Doors } from "../../src/region/doors.ts";
import { Region } from "../../src/region/region.ts";
import { type Services, services } from "../../src/region/services.ts";
import type { Deployed } from "../../src/services/cloudformation/stacks/deploy.ts";
import { zipFiles } from "../../src/services/lambda/code/zip-files.ts";
import { cases, idOf } from "./support/kind-cases.ts";

let region: Region;
let deployed: Deployed;
const attributes = new Map<string, readonly string[]>();
const properties = new Map<string, readonly string[]>();
const known = new Map<string, ReadonlySet<string>>();

/** The doors of the region, whose kinds tell what they asked for. */
const watched = services.list.reduce(
  (doors, door) => doors.with({ ...door, kinds: door.kinds?.map(watch) ?? [] }),
  Doors.of<unknown>() as Doors<Services>,
);

function watch(kind: ResourceKind<unknown>): ResourceKind<unknown> {
  return {
    ...kind,
    async create(asked, deployment) {
      const created = await kind.create(asked, deployment);
      if (kind.isInert !== true) known.set(kind.type, asked.known);
      return created;
    },
  };
}

beforeAll(async () => {
  const schema = await loadAwsServiceSpec();
  for (const type of Object.keys(cases)) {
    const [resource] = [...schema.lookup("resource", "cloudFormationType", "equals", type)];
    attributes.set(type, Object.keys(resource?.attributes ?? {}));
    properties.set(type, Object.keys(resource?.properties ?? {}));
  }
  region = await Region.openWith(watched, { directory: undefined, endpoint: "http://127.0.0.1:4566" });
  const resources = Object.entries(cases).map(([type, { properties = {} }]) => [
    idOf(type),
    { Type: type, Properties: properties },
  ]);
  const template = { file: "all-kinds.json", body: { Resources: Object.fromEntries(resources) } };
  // Where the template's layer lies.
  const { s3, cloudformation } = region.services;
  await s3.createBucket("code");
  await s3.putObject({ bucket: "code", key: "layer.zip", bytes: zipFiles({}) });
  deployed = await cloudformation.deploy({ template, stackName: "stack" });
});
afterAll(() => region.close());

test("every kind of every door is one of the cases", () => {
  const offered = services.list.flatMap(({ kinds = [] }) => kinds.map(({ type }) => type));
  expect(Object.keys(cases)).toEqual(expect.arrayContaining(offered));
});

test("all are deployed without a warning", () => {
  expect(deployed.warnings).toEqual([]);
});

describe.each(Object.entries(cases))("%s", (type, { ref, lacks = {}, beyond = [] }) => {
  test("has AWS's value for Ref", () => {
    // A generated name ends in twelve random letters.
    const value = deployed.resources.get(idOf(type))?.ref.replace(/(stack-[\w-]+?)-[A-Za-z0-9]{12}\b/g, "$1");
    expect(value).toEqual(typeof ref === "string" ? ref : expect.stringMatching(ref));
  });

  test("knows all of its properties: acts on them, says that they do nothing, or refuses them", () => {
    const unknown = (properties.get(type) ?? []).filter((name) => known.get(type)?.has(name) === false);
    expect(unknown).toEqual([]);
  });

  test("has AWS's attributes", () => {
    const given = deployed.resources.get(idOf(type))?.attributes ?? {};
    expect([...Object.keys(given), ...Object.keys(lacks)].sort()).toEqual(
      [...(attributes.get(type) ?? []), ...beyond].sort(),
    );
  });
});
