// Members by which a function would be of a kind that this region does not have. They are refused by name: a function without them would
// be another one than was asked for.

import {
  decimal,
  integer,
  oneOf,
  optional,
  required,
  type Shape,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import { invalidParameter } from "../functions/refusals.ts";

export const publishTo = optional(oneOf("LATEST_PUBLISHED"));
export const notOffered = {
  PublishTo: publishTo,
  CapacityProviderConfig: optional(
    structure({
      LambdaManagedInstancesCapacityProviderConfig: required(
        structure({
          CapacityProviderArn: required(
            text({
              ...{ min: 1, max: 140 },
              pattern:
                "arn:aws[a-zA-Z-]*:lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:capacity-provider:[a-zA-Z0-9-_]+",
            }),
          ),
          PerExecutionEnvironmentMaxConcurrency: optional(integer({ min: 1, max: 1600 })),
          ExecutionEnvironmentMemoryGiBPerVCpu: optional(decimal({ min: 2, max: 8 })),
        }),
      ),
    }),
  ),
} satisfies Readonly<Record<string, Shape<unknown>>>;

/** Throws InvalidParameterValueException. */
export function checkNotOffered(request: object): void {
  const names = Object.keys(notOffered).filter(
    (name) => (request as Readonly<Record<string, unknown>>)[name] !== undefined,
  );
  if (names.length > 0)
    throw invalidParameter(`This region has no capacity providers: ${names.join(", ")} cannot be set.`);
}
