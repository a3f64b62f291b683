// AttributeUpdates: what came before UpdateExpression.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html

import type { Json } from "../../../../aws/json.ts";
import { invalidParameter, validationError } from "../../refusals.ts";
import { typeOf } from "../../values/attribute-value.ts";
import { readValue } from "../../values/read-value.ts";
import { validValue } from "../../values/validate-value.ts";
import { compileUpdate, type ResolvedAction } from "../compile-update.ts";
import type { Update } from "../compiled.ts";
import type { DocumentPath } from "../document-path.ts";
import { objectOf, textOf } from "./legacy-conditions.ts";

/** Throws ValidationException or SerializationException. */
export function compileAttributeUpdates(json: Json): Update {
  const actions = Object.entries(objectOf(json)).map(([name, written]) => {
    const { Action: action, Value: value } = objectOf(written);
    return actionOf([name], textOf(action) ?? "PUT", value ?? undefined);
  });
  return compileUpdate(actions, "Type mismatch for attribute to update");
}

function actionOf(path: DocumentPath, action: string, json: Json | undefined): ResolvedAction {
  if (action !== "PUT" && action !== "ADD" && action !== "DELETE") {
    throw validationError(
      `1 validation error detected: Value '${action}' at 'attributeUpdates.${path[0]}.member.action' failed to satisfy constraint: Member must satisfy enum value set: [ADD, PUT, DELETE]`,
    );
  }
  if (json === undefined) {
    if (action === "DELETE") return { section: "REMOVE", path };
    throw invalidParameter("Only DELETE action is allowed when no attribute value is specified");
  }
  const value = validValue(readValue(json));
  const type = typeOf(value);
  const isSet = type === "SS" || type === "NS" || type === "BS";
  if (action === "PUT") return { section: "SET", path, value: { type: "value", value } };
  if (action === "DELETE" && !isSet)
    throw invalidParameter(`DELETE action with value is not supported for the type ${type}`);
  if (action === "ADD" && !isSet && type !== "N" && type !== "L")
    throw invalidParameter(`ADD action is not supported for the type ${type}`);
  return { section: action, path, value };
}
