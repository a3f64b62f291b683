// What is wrong with a statement, told where a rule is created.
// https://docs.aws.amazon.com/iot/latest/apireference/API_CreateTopicRule.html#API_CreateTopicRule_Errors

import { ServiceError } from "../../../aws/service-error.ts";

export function sqlProblem(problem: string): ServiceError {
  return new ServiceError("SqlParseException", problem);
}
