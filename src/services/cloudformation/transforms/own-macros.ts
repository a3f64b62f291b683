// Macros of the account's own: functions that make of a template, or of a part of it, another one.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-author.html

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Deliver } from "../../../aws/delivery.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";

export interface MacroCall {
  readonly name: string;
  /** The whole template, or what stands beside the call. */
  readonly fragment: Json;
  /** Those of the call. */
  readonly params: JsonObject;
  /** Those of the stack. */
  readonly templateParameterValues: JsonObject;
}

/** Answers what the macro makes. Undefined where there is none of the name; rejects with MacroFailed. */
export type CallMacro = (call: MacroCall) => Promise<Json> | undefined;

export class MacroFailed extends Error {
  override readonly name = "MacroFailed";
}

export interface OwnMacroParts {
  readonly identity: RegionIdentity;
  readonly deliver: Deliver;
  /** The function of the macro of a name. */
  readonly functionOf: (name: string) => { readonly arn: string; readonly stackId: string } | undefined;
}

export function ownMacros({ identity, deliver, functionOf }: OwnMacroParts): CallMacro {
  const { region, accountId } = identity;
  return ({ name, ...call }) => {
    const found = functionOf(name);
    if (found === undefined) return undefined;
    const transformId = `${accountId}::${name}`;
    const event = { region, accountId, transformId, requestId: randomUUID(), ...call };
    return asked(deliver, found, event);
  };
}

async function asked(
  deliver: Deliver,
  { arn, stackId }: { readonly arn: string; readonly stackId: string },
  event: JsonObject & { readonly transformId: string; readonly requestId: string },
): Promise<Json> {
  const outcome = await deliver({
    ...{ arn, until: "answered", caller: { arn: stackId } },
    payload: { text: JSON.stringify(event), value: event },
  });
  const { transformId } = event;
  if (outcome.status !== "DELIVERED")
    throw new MacroFailed(
      `Failed to execute transform ${transformId}: ${outcome.error.code}: ${outcome.error.message}`,
    );
  const { answer = null } = outcome;
  if (!isJsonObject(answer) || answer.requestId !== event.requestId || typeof answer.status !== "string")
    throw new MacroFailed(`Received malformed response from transform ${transformId}`);
  if (answer.status.toLowerCase() === "success") return answer.fragment ?? null;
  throw new MacroFailed(
    typeof answer.errorMessage === "string"
      ? `Transform ${transformId} failed with: ${answer.errorMessage}.`
      : `Transform ${transformId} failed without an error message.`,
  );
}
