// A text of a Task's request may be given as the JSON that it is to hold, an execution's output or an event's detail: it is sent as its
// text. A schedule's universal target has no such thing: "the parameters and shape of the JSON … are determined by the service API".

import { requestShapeOf, type Shape, type Structure } from "../../../../asl/service-model/request-shape.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";

export function withJsonTexts(service: string, action: string, request: JsonObject): JsonObject {
  const shape = requestShapeOf(`aws-sdk:${service}`, action);
  if (shape === undefined) return request;
  const { root, structures } = shape;
  const inStructure = ({ members }: Structure, given: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(given).map(([key, each]) => [key, written(each, members.get(key))]));
  const written = (given: Json, member: Shape | undefined): Json => {
    if (typeof given !== "object" || given === null || member === undefined) return given;
    if (member === "s") return JSON.stringify(given);
    if (typeof member === "number") {
      const structure = structures[member];
      return structure !== undefined && isJsonObject(given) ? inStructure(structure, given) : given;
    }
    return typeof member === "object" && Array.isArray(given)
      ? given.map((each: Json) => written(each, member[1]))
      : given;
  };
  return inStructure(root, request);
}
