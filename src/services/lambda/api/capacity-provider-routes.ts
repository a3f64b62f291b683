// Capacity providers on the wire, and which versions of functions have which.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateCapacityProvider.html

import type { JsonObject } from "../../../aws/json.ts";
import { present } from "../../../aws/wire/given.ts";
import type { Route, RouteCall, WireObject } from "../../../aws/wire/operation.ts";
import {
  decimal,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { CapacityProvider } from "../functions/capacity-providers.ts";
import type { LambdaParts } from "./parts.ts";
import { json, pageOf, readBody, restRoute } from "./rest.ts";
import { keyArn, logGroup, role, systemLogLevel, tags } from "./shapes.ts";
import { architecture, capacityProviderName } from "./uri-bounds.ts";

const path = "^/2025-11-30/capacity-providers";
const onePath = `${path}/(?<capacityProviderName>[^/]+)`;
/** "A maximum of 50 items in each response" */
const longestPage = 50;

const instanceTypes = listOf(text({ min: 1, max: 30, pattern: "[a-zA-Z0-9\\.\\-*]+" }), { max: 400 });
const changeable = {
  CapacityProviderScalingConfig: optional(
    structure({
      MaxVCpuCount: optional(integer({ min: 2, max: 15_000 })),
      ScalingMode: optional(oneOf("Auto", "Manual")),
      ScalingPolicies: optional(
        listOf(
          structure({
            PredefinedMetricType: required(oneOf("LambdaCapacityProviderAverageCPUUtilization")),
            TargetValue: required(decimal({ min: 0, max: 100 })),
          }),
          { min: 1, max: 10 },
        ),
      ),
    }),
  ),
  PropagateTags: optional(
    structure({ Mode: optional(oneOf("Explicit", "None")), ExplicitTags: optional(tags) }),
  ),
  TelemetryConfig: optional(
    structure({
      LoggingConfig: optional(
        structure({ SystemLogLevel: optional(systemLogLevel), LogGroup: optional(logGroup) }),
      ),
    }),
  ),
};
const newProvider = structure({
  CapacityProviderName: required(capacityProviderName),
  VpcConfig: required(
    structure({
      SubnetIds: required(listOf(text(), { min: 1, max: 16 })),
      SecurityGroupIds: required(listOf(text(), { max: 5 })),
    }),
  ),
  PermissionsConfig: required(structure({ CapacityProviderOperatorRoleArn: required(role) })),
  InstanceRequirements: optional(
    structure({
      Architectures: optional(listOf(architecture, { min: 1, max: 1 })),
      AllowedInstanceTypes: optional(instanceTypes),
      ExcludedInstanceTypes: optional(instanceTypes),
    }),
  ),
  KmsKeyArn: optional(keyArn),
  Tags: optional(tags),
  ...changeable,
});

const providerChange = structure(changeable);

export function capacityProviderRoutes(parts: LambdaParts): readonly Route[] {
  const { capacityProviders, functions } = parts;
  const asked = ({ parameters }: RouteCall) => capacityProviders.get(parameters.capacityProviderName ?? "");
  return [
    restRoute({
      ...{ operation: "CreateCapacityProvider", method: "POST", path },
      answer: async (call) => {
        const { CapacityProviderName: name, Tags = {}, ...settings } = await readBody(newProvider, call);
        const provider = capacityProviders.create({
          name,
          settings: present(settings) as JsonObject,
          tags: Tags,
        });
        await functions.book.committed();
        return json({ CapacityProvider: shown(provider, "Pending") }, 202);
      },
    }),
    restRoute({
      ...{ operation: "ListCapacityProviders", method: "GET", path },
      answer: (call) => {
        const state = call.query.get("State") ?? "Active";
        const all = state === "Active" ? capacityProviders.list() : [];
        const { items, next } = pageOf(all, call, ({ name }) => name, longestPage);
        return json({ CapacityProviders: items.map((each) => shown(each)), NextMarker: next });
      },
    }),
    restRoute({
      ...{ operation: "GetCapacityProvider", method: "GET", path: onePath },
      answer: (call) => json({ CapacityProvider: shown(asked(call)) }),
    }),
    restRoute({
      ...{ operation: "UpdateCapacityProvider", method: "PUT", path: onePath },
      answer: async (call) => {
        const change = await readBody(providerChange, call);
        const provider = capacityProviders.update(asked(call).name, present(change) as JsonObject);
        await functions.book.committed();
        return json({ CapacityProvider: shown(provider) }, 202);
      },
    }),
    restRoute({
      ...{ operation: "DeleteCapacityProvider", method: "DELETE", path: onePath },
      answer: async (call) => {
        const provider = capacityProviders.delete(asked(call).name);
        await functions.book.committed();
        return json({ CapacityProvider: shown(provider, "Deleting") }, 202);
      },
    }),
    restRoute({
      ...{ operation: "ListFunctionVersionsByCapacityProvider", method: "GET" },
      path: `${onePath}/function-versions`,
      answer: (call) => {
        const provider = asked(call);
        const { items, next } = pageOf(
          capacityProviders.versionsOf(provider),
          call,
          (arn) => arn,
          longestPage,
        );
        return json({
          CapacityProviderArn: provider.arn,
          FunctionVersions: items.map((FunctionArn) => ({ FunctionArn, State: "Active" })),
          NextMarker: next,
        });
      },
    }),
  ];
}

function shown({ arn, settings, modifiedAt }: CapacityProvider, State = "Active"): WireObject {
  return {
    ...{ CapacityProviderArn: arn, State },
    ...settings,
    LastModified: new Date(modifiedAt).toISOString().replace("Z", "+0000"),
  };
}
