// TestState on the wire. https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html

import type { States } from "../states/states.ts";
import type { FieldValidationMode, InspectionLevel, TestStateRequest } from "../states/test-state/request.ts";
import {
  constraintError,
  optionalBoolean,
  optionalInteger,
  optionalObject,
  optionalString,
  requiredString,
} from "./members.ts";
import type { Operation, WireObject } from "./operation.ts";

export function testStateOperation(states: States): Operation {
  return async (request) => ({ ...(await states.testState(toRequest(request))) });
}

function toRequest(request: WireObject): TestStateRequest {
  const mock = optionalObject(request, "mock");
  const configuration = optionalObject(request, "stateConfiguration");
  return {
    definition: requiredString(request, "definition"),
    stateName: optionalString(request, "stateName"),
    roleArn: optionalString(request, "roleArn"),
    input: optionalString(request, "input"),
    inspectionLevel: oneOf<InspectionLevel>(request, "inspectionLevel", ["INFO", "DEBUG", "TRACE"]),
    revealSecrets: optionalBoolean(request, "revealSecrets"),
    variables: optionalString(request, "variables"),
    context: optionalString(request, "context"),
    mock: mock && toMock(mock),
    stateConfiguration: configuration && {
      retrierRetryCount: optionalInteger(configuration, "retrierRetryCount"),
      errorCausedByState: optionalString(configuration, "errorCausedByState"),
      mapIterationFailureCount: optionalInteger(configuration, "mapIterationFailureCount"),
      mapItemReaderData: optionalString(configuration, "mapItemReaderData"),
    },
  };
}

function toMock(mock: WireObject): TestStateRequest["mock"] {
  const errorOutput = optionalObject(mock, "errorOutput");
  return {
    result: optionalString(mock, "result"),
    errorOutput: errorOutput && {
      error: optionalString(errorOutput, "error"),
      cause: optionalString(errorOutput, "cause"),
    },
    fieldValidationMode: oneOf<FieldValidationMode>(mock, "fieldValidationMode", [
      "STRICT",
      "PRESENT",
      "NONE",
    ]),
  };
}

function oneOf<Value extends string>(
  request: WireObject,
  member: string,
  values: readonly Value[],
): Value | undefined {
  const value = optionalString(request, member);
  if (value === undefined) return undefined;
  const known = values.find((each) => each === value);
  if (known !== undefined) return known;
  throw constraintError(member, value, `satisfy enum value set: [${values.join(", ")}]`);
}
