// AWS::Serverless::CapacityProvider: instances that run functions, with the role in which Lambda looks after them.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-capacityprovider.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { own, pick, present } from "./draft.ts";
import type { Expansion } from "./expansion.ts";
import { getAtt } from "./intrinsics.ts";
import { assumedBy } from "./policies/resource-policies.ts";
import type { SamResource } from "./sam-resource.ts";
import { tagList } from "./tags.ts";

const createdBySam = { "lambda:createdBy": "SAM" };

export function expandCapacityProvider(resource: SamResource, expansion: Expansion): void {
  const logging = resource.property("LoggingConfig");
  const operator = resource.property("OperatorRole") ?? addOperatorRole(resource, expansion);
  expansion.add(resource, resource.id, {
    ...resource.ownAttributes(),
    Type: "AWS::Lambda::CapacityProvider",
    Properties: present({
      CapacityProviderName: resource.property("CapacityProviderName"),
      VpcConfig: networkOf(resource),
      PermissionsConfig: { CapacityProviderOperatorRoleArn: operator },
      Tags: tagList(undefined, resource.property("Tags"), createdBySam),
      InstanceRequirements: instancesOf(resource.property("InstanceRequirements")),
      CapacityProviderScalingConfig: scalingOf(resource.property("ScalingConfig")),
      KmsKeyArn: resource.property("KmsKeyArn"),
      TelemetryConfig: logging === undefined ? undefined : { LoggingConfig: logging },
      PropagateTags: propagatedTags(resource.property("ManagedResourceTags")),
    }),
  });
}

function addOperatorRole(resource: SamResource, expansion: Expansion): JsonObject {
  const id = `${resource.id}OperatorRole`;
  const isPropagated = resource.property("PropagateTags") === true;
  const policy = `arn:${expansion.partition}:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator`;
  expansion.add(resource, id, {
    ...resource.sharedAttributes(),
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: assumedBy("lambda"),
      ManagedPolicyArns: [policy],
      Tags: tagList(undefined, createdBySam, isPropagated ? resource.property("Tags") : undefined),
    },
  });
  return getAtt(id, "Arn");
}

function networkOf(resource: SamResource): JsonObject {
  const network = resource.property("VpcConfig") as JsonObject;
  if (own(network, "SubnetIds") === undefined)
    return resource.fail("'SubnetIds' is a required property of 'VpcConfig'.", "VpcConfig");
  return pick(network, ["SubnetIds", "SecurityGroupIds"]);
}

/** SAM has shorter names for the same. */
function instancesOf(requirements: Json | undefined): JsonObject | undefined {
  if (requirements === undefined) return undefined;
  return present({
    Architectures: own(requirements, "Architectures"),
    AllowedInstanceTypes: own(requirements, "AllowedTypes"),
    ExcludedInstanceTypes: own(requirements, "ExcludedTypes"),
  });
}

/** Whoever says how busy instances are to be scales them himself. */
function scalingOf(scaling: Json | undefined): JsonObject | undefined {
  if (scaling === undefined) return undefined;
  const target = own(scaling, "AverageCPUUtilization");
  const policy = { PredefinedMetricType: "LambdaCapacityProviderAverageCPUUtilization" };
  return present({
    MaxVCpuCount: own(scaling, "MaxVCpuCount"),
    ScalingMode: target === undefined ? "Auto" : "Manual",
    ScalingPolicies: target === undefined ? undefined : [{ ...policy, TargetValue: target }],
  });
}

function propagatedTags(managed: Json | undefined): JsonObject | undefined {
  const tags = own(managed, "Tags");
  return tags === undefined ? undefined : { Mode: "Explicit", ExplicitTags: tagList(undefined, tags) };
}
