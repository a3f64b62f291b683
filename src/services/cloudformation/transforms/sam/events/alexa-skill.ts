// AlexaSkill: only a permission; the skill itself is kept elsewhere.

import type { Invokable } from "../function/invokable.ts";
import type { EventSource } from "./event-source.ts";
import { addPermission } from "./permission.ts";

export function alexaSkill(event: EventSource, invokable: Invokable): undefined {
  addPermission(event, invokable, {
    principal: "alexa-appkit.amazon.com",
    eventSourceToken: event.property("SkillId"),
  });
  return undefined;
}
