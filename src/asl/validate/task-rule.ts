// The parts of a Task state that no other state has.

import { isJsonObject, type JsonObject } from "../../aws/json.ts";
import { type RequestReader, requestProblems } from "../service-model/request-problems.ts";
import { requestShapeOf } from "../service-model/request-shape.ts";
import { type Check, member, type Place } from "./check.ts";
import { checkObject, type ObjectRule } from "./object-rule.ts";
import { readResource, type TaskResource } from "./task-resource.ts";
import { template as templateCheck } from "./template.ts";

const roleTemplate = templateCheck();

type Integration = Extract<TaskResource, { readonly kind: "integration" }>;

/** `RoleArn` under JSONata and JSONPath; `RoleArn.$` under JSONPath. */
export const credentials: Check = (value, place) => {
  if (!isJsonObject(value)) return checkObject({ fields: {} }, value, place);
  if (
    !Object.hasOwn(value, "RoleArn") &&
    !(place.language === "JSONPath" && Object.hasOwn(value, "RoleArn.$"))
  ) {
    requireMember("RoleArn", place);
    return;
  }
  roleTemplate(value, place);
};

function requireMember(name: string, place: Place): void {
  place.machine.findings.schema(place.path, `The field '${name}' is required but was missing`);
}

/** What depends on more than one field of a Task. */
export const checkTask: NonNullable<ObjectRule["also"]> = (task, place) => {
  checkHeartbeat(task, place);
  const known = typeof task.Resource === "string" ? readResource(task.Resource) : undefined;
  if (known === undefined) return;
  if (known.kind === "activity" && Object.hasOwn(task, "Credentials")) {
    place.machine.findings.schema(
      member(place, "Credentials").path,
      "The field 'Credentials' is not supported for activities",
    );
  }
  if (known.kind === "integration") checkRequest(task, known, place);
};

function checkHeartbeat(task: JsonObject, place: Place): void {
  const { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout } = task;
  if (typeof heartbeat !== "number" || typeof timeout !== "number" || heartbeat < timeout) return;
  place.machine.findings.schema(
    member(place, "HeartbeatSeconds").path,
    "The value for the field 'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'",
    `A heartbeat of ${heartbeat} s can never be missed in a task that times out after ${timeout} s.`,
  );
}

function checkRequest(task: JsonObject, { service, action }: Integration, place: Place): void {
  const requestField = place.language === "JSONPath" ? "Parameters" : "Arguments";
  const request = task[requestField];
  const shape = requestShapeOf(service, action);
  if (shape === undefined) return;
  const { required } = shape.root;
  if (request === undefined) {
    if (service.startsWith("aws-sdk:") || required.length === 0) return;
    place.machine.findings.schema(
      place.path,
      `${requestField} field is required for resource ARN: ${task.Resource}`,
      `${service}:${action} needs at least ${required.join(" and ")}.`,
    );
  } else if (isJsonObject(request)) {
    for (const name of required) {
      if (!Object.hasOwn(request, name) && !Object.hasOwn(request, `${name}.$`)) {
        requireMember(name, member(place, requestField));
      }
    }
    const problems = requestProblems(request, shape, place.language === "JSONPath" ? template : expressions);
    for (const problem of problems) place.machine.findings.schema(member(place, requestField).path, problem);
  }
}

const template: RequestReader = { isComputed: (key) => key.endsWith(".$") };
const expressions: RequestReader = {
  isComputed: (_key, value) => typeof value === "string" && value.startsWith("{%"),
};
