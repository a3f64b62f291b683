// CloudFormation's operations, by the Query protocol.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import { changeSetOperations } from "./change-set-operations.ts";
import { readOperations } from "./read-operations.ts";
import { refused } from "./refused-operations.ts";
import type { CloudFormationSeams } from "./seams.ts";
import { stackOperations } from "./stack-operations.ts";
import { templateOperations } from "./template-operations.ts";

export function cloudFormationApi(seams: CloudFormationSeams): ServiceApi {
  return {
    name: "CloudFormation",
    targetPrefix: undefined,
    errorNamespace: "",
    jsonVersion: "1.1",
    query: {
      version: "2010-05-15",
      namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
      errorCode: (code) => errorCodes.get(code) ?? code,
    },
    routes: [seams.signals.route],
    operations: {
      ...stackOperations(seams),
      ...changeSetOperations(seams),
      ...readOperations(seams),
      ...templateOperations(seams),
    },
    refused,
  };
}

/** What members are refused with is called otherwise here than elsewhere. */
const errorCodes: ReadonlyMap<string, string> = new Map([
  ["ValidationException", "ValidationError"],
  ["SerializationException", "ValidationError"],
]);
