// What was noted of the way of the data through a state. Which notes AWS shows depends on the type of the state and its
// language [recorded].

import type { CompiledState } from "../../../asl/compile/compiled-machine.ts";
import type { Json } from "../../../aws/json.ts";
import { jsonTextOf } from "../../../aws/json-text.ts";
import type { ServiceError } from "../../../aws/service-error.ts";
import { exactBytes, payloadLimitBytes } from "../../../engine/payload-limit.ts";
import type { HttpExchange } from "../../../engine/seams.ts";

export type NotedData =
  | "afterInputPath"
  | "afterParameters"
  | "afterArguments"
  | "afterItemsPointer"
  | "afterItemsPath"
  | "afterItemSelector"
  | "afterItemBatcher"
  | "result"
  | "afterResultSelector"
  | "afterResultPath";

export class Notes {
  readonly data = new Map<NotedData, Json>();
  /** The fields of a Map that are numbers. */
  readonly limits = new Map<
    "maxConcurrency" | "toleratedFailureCount" | "toleratedFailurePercentage",
    number
  >();
  /** What the ItemReader of a Map would have read, if that is given. */
  readItems: readonly Json[] | undefined;
  /** How many iterations a Map has. */
  itemCount = 0;
  /** What an HTTP task sent and got last. */
  exchange: HttpExchange | undefined;
  /** What is wrong with the request, where only the evaluated fields tell. */
  refusal: ServiceError | undefined;
  /** The failure that a catcher took. */
  caught: { readonly error: string; readonly cause: string; readonly catchIndex: number } | undefined;

  note(name: NotedData, value: Json): Json {
    this.data.set(name, value);
    return value;
  }

  /** Those that AWS shows, as JSON text. What a Map makes of its items may be more than an answer has room for, and is left out then. */
  shown(state: CompiledState, hasResult: boolean): Readonly<Record<string, string>> {
    const isFinished = this.data.has("afterItemsPath");
    const texts: [NotedData, string][] = [];
    for (const name of shownData(state, { hasResult, isFinished })) {
      const value = this.data.get(name);
      if (value !== undefined && exactBytes(value) <= payloadLimitBytes)
        texts.push([name, jsonTextOf(value)]);
    }
    return Object.fromEntries(texts);
  }
}

function shownData(state: CompiledState, { hasResult, isFinished }: Shown): readonly NotedData[] {
  if (state.flow.language === "JSONata") {
    if (state.type === "Map") return ["afterItemsPointer", "afterItemSelector", "afterItemBatcher"];
    return state.type === "Task" ? ["afterArguments", "result"] : [];
  }
  switch (state.type) {
    case "Task":
      return ["afterInputPath", "afterParameters", "result", "afterResultSelector", "afterResultPath"];
    case "Pass":
      return hasResult
        ? ["result", "afterResultSelector", "afterResultPath"]
        : ["afterInputPath", "afterParameters", "afterResultSelector", "afterResultPath"];
    case "Parallel":
      return ["afterResultSelector", "afterResultPath"];
    case "Map":
      // Of a Map that has found no items AWS shows what it was to find them in.
      if (!isFinished) return ["afterInputPath"];
      return [
        "afterItemsPointer",
        "afterItemsPath",
        "afterItemSelector",
        "afterItemBatcher",
        "afterResultSelector",
        "afterResultPath",
      ];
    default:
      return ["afterInputPath"];
  }
}

interface Shown {
  readonly hasResult: boolean;
  /** Whether a Map has found its items. */
  readonly isFinished: boolean;
}
