// The check of a Task's request once its fields are evaluated: what AWS refuses before the Task is scheduled.

import { isJsonObject, type Json } from "../../aws/json.ts";
import type { QueryLanguage, TaskState } from "../definition.ts";
import { finishedRequest, requestProblems } from "../service-model/request-problems.ts";
import { requestShapeOf } from "../service-model/request-shape.ts";
import { expressionProblem } from "../validate/payload-template.ts";
import type { TaskResourceName } from "./compiled-machine.ts";

export type RequestCheck = (request: Json) => readonly string[];

/** Undefined if nothing is known of the request, or it is the state's input as it is. */
export function compileRequestCheck(
  { Parameters, Arguments }: Pick<TaskState, "Parameters" | "Arguments">,
  { family, service, action }: TaskResourceName,
  language: QueryLanguage,
): RequestCheck | undefined {
  const template = language === "JSONPath" ? Parameters : Arguments;
  if (family !== "service" || template === undefined) return undefined;
  const shape = requestShapeOf(service, action.replace(/\..*$/, ""));
  const makesTemplates = language === "JSONPath" && namesTemplateKey(template);
  if (shape === undefined && !makesTemplates) return undefined;
  return (request) => [
    ...(makesTemplates ? templateProblems(request) : []),
    ...(shape !== undefined && isJsonObject(request) ? requestProblems(request, shape, finishedRequest) : []),
  ];
}

/** `"a.$.$"` gives a member `a.$`, which AWS reads as a template again. */
function namesTemplateKey(template: Json): boolean {
  if (typeof template !== "object" || template === null) return false;
  return Object.entries(template).some(([key, value]) => key.endsWith(".$.$") || namesTemplateKey(value));
}

function templateProblems(value: Json): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]: [string, Json]) => {
    if (Array.isArray(value) || !key.endsWith(".$")) return templateProblems(each);
    if (typeof each === "string" && expressionProblem(each) === undefined) return [];
    return [`The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`];
  });
}
