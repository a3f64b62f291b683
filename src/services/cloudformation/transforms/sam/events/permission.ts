// The permission that lets a service invoke a function.

import type { Json } from "../../../../../aws/json.ts";
import { present } from "../draft.ts";
import type { Invokable } from "../function/invokable.ts";
import type { EventSource } from "./event-source.ts";

export interface Caller {
  readonly principal: string;
  readonly sourceArn?: Json | undefined;
  readonly sourceAccount?: Json | undefined;
  readonly eventSourceToken?: Json | undefined;
  /** In place of the event's id, at the beginning of the logical id. */
  readonly prefix?: string;
  /** Follows `Permission` in the logical id. */
  readonly suffix?: string;
}

/** Adds the permission, and says its logical id. */
export function addPermission(event: EventSource, { name }: Invokable, caller: Caller): string {
  const id = `${caller.prefix ?? event.id}Permission${caller.suffix ?? ""}`;
  event.add(
    id,
    "AWS::Lambda::Permission",
    present({
      Action: "lambda:InvokeFunction",
      FunctionName: name,
      Principal: caller.principal,
      SourceArn: caller.sourceArn,
      SourceAccount: caller.sourceAccount,
      EventSourceToken: caller.eventSourceToken,
    }),
  );
  return id;
}
