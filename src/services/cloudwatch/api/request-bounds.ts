// Bounds of CloudWatch's requests, refused in the words of its checks. The query protocol brings texts where JSON brings numbers, so
// members are read one by one.

import { ServiceError } from "../../../aws/service-error.ts";
import {
  constraintError,
  optionalInteger,
  optionalString,
  optionalStringList,
  requiredInteger,
} from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";

/** Newest first, or oldest first. */
export const scanOrders = ["TimestampDescending", "TimestampAscending"];

/** Throws ValidationException for a text that is none of the values. */
export function optionalChoice(
  request: WireObject,
  member: string,
  values: readonly string[],
): string | undefined {
  const value = optionalString(request, member);
  if (value === undefined || values.includes(value)) return value;
  throw constraintError(member, value, `satisfy enum value set: [${values.join(", ")}]`);
}

/** Throws ValidationException for a list with a text that is none of the values. */
export function optionalChoices(
  request: WireObject,
  member: string,
  values: readonly string[],
): readonly string[] | undefined {
  const given = optionalStringList(request, member);
  if (given === undefined || given.every((each) => values.includes(each))) return given;
  throw constraintError(
    member,
    `[${given.join(", ")}]`,
    `satisfy constraint: [Member must satisfy enum value set: [${values.join(", ")}]]`,
  );
}

/** Throws ValidationException. */
export function requiredPositive(request: WireObject, member: string): number {
  const number = requiredInteger(request, member);
  if (number >= 1) return number;
  throw constraintError(member, number, "have value greater than or equal to 1");
}

const mostRecords = 100;

/** Throws ValidationException. */
export function pageSize(request: WireObject, byDefault: number, member = "MaxRecords"): number {
  const size = optionalInteger(request, member) ?? byDefault;
  if (size < 1) throw constraintError(member, size, "have value greater than or equal to 1");
  if (size <= mostRecords) return size;
  throw constraintError(member, size, `have value less than or equal to ${mostRecords}`);
}

const mostNames = 100;

/** Of alarms or dashboards that something is done with. Throws ValidationException. */
export function requiredNames(request: WireObject, member: string): readonly string[] {
  const names = optionalStringList(request, member);
  if (names === undefined) throw constraintError(member, undefined, "not be null");
  if (names.length <= mostNames) return names;
  throw constraintError(member, `[${names.join(", ")}]`, `have length less than or equal to ${mostNames}`);
}

/** Throws InvalidParameterCombination where both are given. */
export function checkNotBoth(request: WireObject, one: string, other: string): void {
  if ([one, other].some((member) => request[member] === undefined || request[member] === null)) return;
  throw new ServiceError(
    "InvalidParameterCombinationException",
    `The parameters ${one} and ${other} are mutually exclusive and you have specified both.`,
  );
}
