// Members that several operations take.

import { listOf, optional, required, structure, text } from "../../aws/wire/shape.ts";

export const id = { SecretId: required(text({ min: 1, max: 2048 })) };
export const token = optional(text({ min: 32, max: 64 }));
export const stage = text({ min: 1, max: 256 });
export const tags = listOf(
  structure({ Key: required(text({ min: 1, max: 128 })), Value: optional(text({ max: 256 })) }),
);
