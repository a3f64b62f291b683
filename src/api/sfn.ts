// Step Functions on the wire: every operation of its API, by subject.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html

import type { States } from "../states/states.ts";
import type { ServiceApi } from "./operation.ts";
import { activityOperations, callbackOperations } from "./sfn/callbacks-and-activities.ts";
import { executionOperations } from "./sfn/executions.ts";
import { machineOperations } from "./sfn/machines.ts";
import { mapRunOperations } from "./sfn/map-runs.ts";
import { tagOperations } from "./sfn/tags.ts";
import { testStateOperations } from "./sfn/test-state.ts";
import { aliasOperations, versionOperations } from "./sfn/versions-and-aliases.ts";

export function stepFunctionsApi(states: States): ServiceApi {
  return {
    name: "Step Functions",
    targetPrefix: "AWSStepFunctions",
    errorNamespace: "com.amazonaws.swf.service.v2.model",
    jsonVersion: "1.0",
    // A definition of one MiB, escaped as a text in JSON.
    largestBodyBytes: 4 * 1024 * 1024,
    operations: {
      ...machineOperations(states),
      ...versionOperations(states),
      ...aliasOperations(states),
      ...executionOperations(states),
      ...mapRunOperations(states),
      ...activityOperations(states),
      ...callbackOperations(states),
      ...tagOperations(states),
      ...testStateOperations(states),
    },
  };
}
