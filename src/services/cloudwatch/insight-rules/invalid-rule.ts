import { ServiceError } from "../../../aws/service-error.ts";

/** What is wrong with a rule's definition, in words of ours: AWS does not document its own. */
export function invalidRule(problem: string): ServiceError {
  return new ServiceError(
    "InvalidParameterValueException",
    `The value of parameter RuleDefinition is invalid: ${problem}.`,
  );
}
