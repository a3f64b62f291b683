// CodeDeploy on the wire, as far as the functions that a deployment asks need it: they say how their check went.
// https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html

import { otherOperations } from "../../asl/service-model/operation-names.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { operation, optional, structure, text } from "../../aws/wire/shape.ts";
import type { Deployment, HookStatus } from "./deployment.ts";
import type { Deployments } from "./deployments.ts";

export function codeDeployApi(deployments: Deployments): ServiceApi {
  const operations = {
    GetDeployment: operation(structure({ deploymentId: optional(text()) }), ({ deploymentId }) => ({
      deploymentInfo: shown(deployments.get(deploymentId)),
    })),
    PutLifecycleEventHookExecutionStatus: operation(
      structure({
        ...{ deploymentId: optional(text()), lifecycleEventHookExecutionId: optional(text()) },
        status: optional(text()),
      }),
      ({ deploymentId, lifecycleEventHookExecutionId = "", status }) => {
        const deployment = deployments.get(deploymentId);
        deployment.put(lifecycleEventHookExecutionId, checkedStatus(status));
        return { lifecycleEventHookExecutionId };
      },
    ),
  };
  return {
    name: "CodeDeploy",
    targetPrefix: "CodeDeploy_20141006",
    errorNamespace: "",
    jsonVersion: "1.1",
    refused: {
      "deployments are those of functions that a template's UpdatePolicy asks for": otherOperations(
        "codedeploy",
        operations,
      ),
    },
    operations,
  };
}

function checkedStatus(status: string | undefined): HookStatus {
  if (status === "Succeeded" || status === "Failed") return status;
  throw new ServiceError(
    "InvalidLifecycleEventHookExecutionStatusException",
    "The lifecycle event hook execution status must be Succeeded or Failed",
  );
}

function shown({ id, order, status, createdAt, completedAt, error }: Deployment): WireObject {
  return {
    deploymentId: id,
    applicationName: order.applicationName,
    deploymentGroupName: order.groupName,
    status,
    createTime: new Date(createdAt),
    ...(completedAt === undefined ? {} : { completeTime: new Date(completedAt) }),
    ...(error === undefined ? {} : { errorInformation: error }),
    creator: "CloudFormation",
    computePlatform: "Lambda",
    deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
  };
}
