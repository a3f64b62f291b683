// Capacity providers: made, told, changed, tagged and given to functions, whose versions hold them.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { calledLambda } from "./support/called-lambda.ts";
import { type Step, testSteps } from "./support/steps.ts";

const call = calledLambda();
const arn = (resource: string) => `arn:aws:lambda:us-east-1:000000000000:${resource}`;
const Role = "arn:aws:iam::000000000000:role/any";
const VpcConfig = { SubnetIds: ["subnet-1", "subnet-2"], SecurityGroupIds: ["sg-1"] };
const PermissionsConfig = { CapacityProviderOperatorRoleArn: Role };
const provider = { CapacityProviderName: "own", VpcConfig, PermissionsConfig };
const own = arn("capacity-provider:own");
const of = (CapacityProviderArn: string, more: object = {}) => ({
  LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn, ...more },
});
const codeOf = (value: string) =>
  zipFiles({ "index.js": Buffer.from(`exports.handler = async () => ${value};`) });
const made = { Role, Runtime: "nodejs24.x", Handler: "index.handler", Code: { ZipFile: codeOf("1") } };
const refused = (name: string, message: unknown = expect.any(String)) => [name, message] as const;
const bound = (input: object, message: string): Step => [
  "CreateCapacityProvider",
  { ...provider, ...input },
  refused("ValidationException", expect.stringContaining(message)),
];

testSteps(
  {
    "a capacity provider": [
      ["ListCapacityProviders", {}, { CapacityProviders: [] }],
      [
        "GetCapacityProvider",
        { CapacityProviderName: "own" },
        refused("ResourceNotFoundException", `Capacity provider not found: ${own}`),
      ],
      [
        "CreateCapacityProvider",
        { ...provider, Tags: { team: "rain" } },
        {
          CapacityProvider: {
            ...{ CapacityProviderArn: own, State: "Pending", VpcConfig, PermissionsConfig },
            LastModified: expect.stringMatching(/^\d{4}-.*\+0000$/),
          },
        },
      ],
      ["CreateCapacityProvider", provider, refused("ResourceConflictException")],
      [
        "GetCapacityProvider",
        { CapacityProviderName: own },
        { CapacityProvider: { CapacityProviderArn: own, State: "Active" } },
      ],
      [
        "UpdateCapacityProvider",
        {
          CapacityProviderName: "own",
          CapacityProviderScalingConfig: { MaxVCpuCount: 30, ScalingMode: "Auto" },
        },
        { CapacityProvider: { VpcConfig, CapacityProviderScalingConfig: { MaxVCpuCount: 30 } } },
      ],
      ["ListCapacityProviders", { State: "Active" }, { CapacityProviders: [{ CapacityProviderArn: own }] }],
      ["ListCapacityProviders", { State: "Failed" }, { CapacityProviders: [] }],
      ["TagResource", { Resource: own, Tags: { stage: "test" } }, {}],
      ["UntagResource", { Resource: own, TagKeys: ["team"] }, {}],
      ["ListTags", { Resource: own }, { Tags: { stage: "test" } }],
    ],
    "what is none": [
      bound({ CapacityProviderName: "a b" }, "capacityProviderName"),
      bound({ VpcConfig: { ...VpcConfig, SubnetIds: [] } }, "vpcConfig.subnetIds"),
      bound(
        { PermissionsConfig: { CapacityProviderOperatorRoleArn: "r" } },
        "capacityProviderOperatorRoleArn",
      ),
      bound({ CapacityProviderScalingConfig: { MaxVCpuCount: 1 } }, "maxVCpuCount"),
      [
        "CreateCapacityProvider",
        {
          ...{ ...provider, CapacityProviderName: "both" },
          InstanceRequirements: { AllowedInstanceTypes: ["m7g.large"], ExcludedInstanceTypes: ["c7g.*"] },
        },
        refused("InvalidParameterValueException", expect.stringContaining("Only one of")),
      ],
      [
        "CreateFunction",
        { ...made, FunctionName: "g", CapacityProviderConfig: of(arn("capacity-provider:no")) },
        refused("ResourceNotFoundException", `Capacity provider not found: ${arn("capacity-provider:no")}`),
      ],
    ],
  },
  call,
);

describe("a function with a capacity provider", () => {
  const FunctionName = "provided";
  const CapacityProviderConfig = of(own, { PerExecutionEnvironmentMaxConcurrency: 8 });
  const answer = async (name: string) => {
    const { Payload } = await call("Invoke", { FunctionName: name });
    return Buffer.from(Payload as Uint8Array).toString();
  };

  beforeAll(async () => {
    await call("CreateFunction", { ...made, FunctionName, CapacityProviderConfig });
    await call("GetFunctionConfiguration", { FunctionName });
  });
  afterAll(() => call("DeleteFunction", { FunctionName }));

  test("tells it, and runs", async () => {
    expect(await call("GetFunctionConfiguration", { FunctionName })).toMatchObject({
      CapacityProviderConfig,
    });
    expect(await answer(FunctionName)).toBe("1");
  });

  test("is invoked as it was last published to the place of the latest", async () => {
    const published = await call("PublishVersion", { FunctionName, PublishTo: "LATEST_PUBLISHED" });
    expect(published).toMatchObject({ Version: "$LATEST.PUBLISHED" });
    await call("UpdateFunctionCode", { FunctionName, ZipFile: codeOf("2") });
    await call("GetFunctionConfiguration", { FunctionName });
    expect([await answer(FunctionName), await answer(`${FunctionName}:$LATEST`)]).toEqual(["1", "2"]);
    await call("PublishVersion", { FunctionName, PublishTo: "LATEST_PUBLISHED" });
    expect([await answer(FunctionName), await answer(`${FunctionName}:$LATEST.PUBLISHED`)]).toEqual([
      "2",
      "2",
    ]);
    const { Version } = await call("PublishVersion", { FunctionName });
    expect(Version).toBe("1");
    const { Versions } = await call("ListVersionsByFunction", { FunctionName });
    expect((Versions as readonly { Version: string }[]).map((each) => each.Version)).toEqual([
      ...["$LATEST", "$LATEST.PUBLISHED", "1"],
    ]);
  });

  test("keeps it from being deleted, with each of its versions", async () => {
    const listed = await call("ListFunctionVersionsByCapacityProvider", { CapacityProviderName: "own" });
    const versions = ["$LATEST", "$LATEST.PUBLISHED", "1"];
    expect(listed).toMatchObject({
      CapacityProviderArn: own,
      FunctionVersions: versions.map((version) => ({
        FunctionArn: arn(`function:${FunctionName}:${version}`),
        State: "Active",
      })),
    });
    await expect(call("DeleteCapacityProvider", { CapacityProviderName: "own" })).rejects.toMatchObject({
      name: "ResourceConflictException",
    });
  });
});

test("without a function it is deleted", async () => {
  const deleted = await call("DeleteCapacityProvider", { CapacityProviderName: "own" });
  expect(deleted).toMatchObject({ CapacityProvider: { CapacityProviderArn: own, State: "Deleting" } });
  expect(await call("ListCapacityProviders")).toMatchObject({ CapacityProviders: [] });
});
