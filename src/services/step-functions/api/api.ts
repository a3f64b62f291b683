// Step Functions on the wire: every operation of its API, by subject.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import type { States } from "../states.ts";
import { activityOperations, callbackOperations } from "./callbacks-and-activities.ts";
import { executionOperations } from "./executions.ts";
import { machineOperations } from "./machines.ts";
import { mapRunOperations } from "./map-runs.ts";
import { tagOperations } from "./tags.ts";
import { testStateOperations } from "./test-state.ts";
import { aliasOperations, versionOperations } from "./versions-and-aliases.ts";

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
