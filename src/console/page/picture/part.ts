// A part of what is deployed: things, and what hands things on to what.

import { nameOfArn } from "../parts/words.ts";

export type Kind =
  | "stream"
  | "pipe"
  | "mapping"
  | "bus"
  | "rule"
  | "schedule"
  | "topic"
  | "queue"
  | "machine"
  | "function"
  | "table"
  | "delivery stream"
  | "bucket";

export interface Thing {
  readonly arn: string;
  readonly kind: Kind;
  readonly name: string;
  /** Why nothing goes through it, if it was told to stand still. */
  readonly halted?: string | undefined;
}

/** Between two things by their ARNs; what a definition names without one is `table findings`. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly label: "delivers" | "dead letters" | "calls";
}

export interface Part {
  readonly things: readonly Thing[];
  readonly connections: readonly Connection[];
}

/** Without the version or alias of a function or a machine. */
export function plainArn(arn: string): string {
  return arn
    .replace(/^(arn:aws:lambda:[^:]*:[^:]*:function:[^:]+):.*$/, "$1")
    .replace(/^(arn:aws:states:[^:]*:[^:]*:stateMachine:[^:]+):.*$/, "$1");
}

export function thing(kind: Kind, arn: string, name = nameOfArn(arn)): Thing {
  return { kind, arn, name };
}

/** One that can be told to stand still, in AWS's word for it. */
export function running(each: Thing, state: string): Thing {
  const isHalted = /^(?:STOPPED|STOPPING|DISABLED|DISABLING|.*_FAILED)$/.test(state.toUpperCase());
  return isHalted ? { ...each, halted: state.toLowerCase().replaceAll("_", " ") } : each;
}

export function delivers(from: string, to: string): Connection {
  return { from, to, label: "delivers" };
}

export function deadLetters(from: string, to: string | undefined): readonly Connection[] {
  return to === undefined || to === "" ? [] : [{ from, to, label: "dead letters" }];
}
