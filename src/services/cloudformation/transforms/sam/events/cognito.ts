// Cognito: a trigger of a user pool, which must be in the same template.

import type { Json } from "../../../../../aws/json.ts";
import { objectAt } from "../draft.ts";
import type { Invokable } from "../function/invokable.ts";
import { getAtt, referredId } from "../intrinsics.ts";
import type { EventSource } from "./event-source.ts";
import { addPermission } from "./permission.ts";

export function cognitoTrigger(event: EventSource, invokable: Invokable): undefined {
  const id = referredId(event.required("UserPool"));
  const pool = event.expansion.resource(id);
  if (id === undefined || pool?.Type !== "AWS::Cognito::UserPool")
    return event.fail("Cognito events must reference a Cognito UserPool in the same template.", "UserPool");
  addPermission(event, invokable, {
    principal: "cognito-idp.amazonaws.com",
    sourceArn: getAtt(id, "Arn"),
    prefix: `${event.owner.id}Cognito`,
  });
  const properties = objectAt(pool, "Properties");
  const config = properties === undefined ? undefined : objectAt(properties, "LambdaConfig");
  if (config === undefined) return event.fail("Invalid type for LambdaConfig.", "UserPool");
  const given = event.required("Trigger");
  for (const trigger of (Array.isArray(given) ? given : [given]) as readonly Json[]) {
    const name = String(trigger);
    if (Object.hasOwn(config, name))
      event.fail(`Cognito trigger "${name}" defined multiple times.`, "Trigger");
    config[name] = invokable.arn;
  }
  return undefined;
}
