// What provokes an error that AWS documents, and what stands ready for that before the tests.

import { machineArn } from "../support/definitions.ts";

export interface Prepared {
  /** The ARN of an execution that has failed. */
  readonly failed: string;
  /** The ARN of a map run that is over. */
  readonly finishedMapRun: string;
  /** Of a task that has been answered already. */
  readonly overToken: string;
}

/** By the operation and the error, the command that provokes it. */
export type Provoked = Readonly<
  Record<string, Readonly<Record<string, (prepared: Prepared) => { readonly input: object }>>>
>;

export const badArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
export const unknownToken = "00000000-0000-4000-8000-000000000000";
export const keyWithoutId = { type: "CUSTOMER_MANAGED_KMS_KEY" as const };
export const long = (length: number) => "x".repeat(length);
export const version = (name: string, number = 1) => `${machineArn(name)}:${number}`;

export function names(count: number, name: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}

export const tooManyTags = names(51, "key").map((key) => ({ key, value: "x" }));
