// A recorded sequence of requests to AWS's services, and what each of them answered. One line of a service's file.

import type { Json, JsonObject } from "../../../src/aws/json.ts";

export interface ServiceCase {
  readonly name: string;
  readonly service: string;
  readonly steps: readonly Step[];
  /** Texts that stand for a value not known beforehand, the same one each time. */
  readonly placeholders?: readonly string[];
  /** Texts that stand for any value, each time another. */
  readonly wildcards?: readonly string[];
  /** Members that an answer may have in excess. */
  readonly ignoreMembers?: readonly string[];
}

export type Step = { readonly wait: number } | RequestStep;

export interface RequestStep {
  readonly service: string;
  readonly op: string;
  readonly params?: JsonObject;
  readonly expect?: Json;
  readonly expectAt?: readonly { readonly path: Path; readonly value: Json }[];
  readonly expectError?: ExpectedError;
  readonly retryUntil?: RetryUntil;
  /** Members whose lists have no fixed order. */
  readonly unordered?: readonly string[];
}

export type Path = readonly (string | number)[];

export interface RetryUntil {
  readonly path: Path;
  /** So many elements, of all answers together. */
  readonly count?: number;
  readonly equals?: Json;
  readonly seconds: number;
  /** Messages are deleted before the next request. */
  readonly delete?: boolean;
}

export interface ExpectedError {
  readonly any?: boolean;
  readonly code?: Json;
  readonly message?: Json;
  readonly messageStart?: string;
  readonly type?: Json;
  readonly status?: Json;
  readonly members?: Json;
  readonly more?: Json;
}
