// TestState on the wire. https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html

import { Double } from "../../../aws/double.ts";
import type { JsonObject } from "../../../aws/json.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { flag, integer, oneOf, operation, optional, required, structure } from "../../../aws/wire/shape.ts";
import type { States } from "../states.ts";
import { arn, definition, errorCause, errorName, name, payload } from "./members.ts";

const count = integer({ min: 0 });

const request = structure({
  definition: required(definition),
  stateName: optional(name),
  roleArn: optional(arn),
  input: optional(payload),
  inspectionLevel: optional(oneOf("INFO", "DEBUG", "TRACE")),
  revealSecrets: optional(flag()),
  variables: optional(payload),
  context: optional(payload),
  mock: optional(
    structure({
      result: optional(payload),
      errorOutput: optional(structure({ error: optional(errorName), cause: optional(errorCause) })),
      fieldValidationMode: optional(oneOf("STRICT", "PRESENT", "NONE")),
    }),
  ),
  stateConfiguration: optional(
    structure({
      retrierRetryCount: optional(count),
      errorCausedByState: optional(name),
      mapIterationFailureCount: optional(count),
      mapItemReaderData: optional(payload),
    }),
  ),
});

export function testStateOperations(states: States): Readonly<Record<string, Operation>> {
  return {
    TestState: operation(request, async (given) => {
      const { inspectionData, ...result } = await states.testState(given);
      return inspectionData === undefined ? result : { ...result, inspectionData: shown(inspectionData) };
    }),
  };
}

function shown(inspectionData: JsonObject): WireObject {
  const { toleratedFailurePercentage: percentage, ...members } = inspectionData;
  if (typeof percentage !== "number") return inspectionData;
  return { ...members, toleratedFailurePercentage: new Double(percentage) };
}
