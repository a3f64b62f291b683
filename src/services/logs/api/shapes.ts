// What requests of CloudWatch Logs are made of. The bounds of most operations are refused as InvalidParameterException; those that
// came later say ValidationException.

import { ServiceError } from "../../../aws/service-error.ts";
import { reservedTagProblem } from "../../../aws/tags.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import { listPage } from "../../../aws/wire/pages.ts";
import {
  integer,
  listOf,
  optional,
  readRequestOr,
  required,
  type Shape,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import { nameIn } from "../group-name.ts";
import { invalid } from "../refusals.ts";

export const groupName = text({ min: 1, max: 512, pattern: "[\\.\\-_/#A-Za-z0-9]+" });
export const streamName = text({ min: 1, max: 512, pattern: "[^:*]*" });
/** A group's name or ARN, which does not end with an asterisk. AWS's message does not repeat it. */
export const identifier = text({ min: 1, max: 2048, pattern: "[\\w#+=/:,.@-]*", isSensitive: true });
export const filterName = text({ min: 1, max: 512, pattern: "[^:*]*" });
export const filterPattern = text({ max: 1024 });
/** A metric filter, or a subscription filter. */
export const namedFilter = structure({ logGroupName: required(groupName), filterName: required(filterName) });
export const arn = text({ min: 1 });
export const nextToken = optional(text({ min: 1 }));
export const pageLimit = optional(integer({ min: 1, max: 50 }));
export const moment = integer({ min: 0 });
export const groupNames = listOf(groupName, { max: 50 });

/** A map of texts. */
export const texts: Shape<Readonly<Record<string, string>>> = {
  read(value, at) {
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    const entries = isMap ? Object.entries(value) : [];
    if (!isMap || entries.some(([, each]) => typeof each !== "string"))
      throw new ServiceError("SerializationException", `${at.path} must be a map of texts`);
    return Object.fromEntries(entries) as Record<string, string>;
  },
};

const mostTags = 50;
const tagKey = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** From 1 to 50, as the service's model has them. */
export const tags: Shape<Readonly<Record<string, string>>> = {
  read(value, at) {
    const read = texts.read(value, at);
    const entries = Object.entries(read);
    const shown = `{${entries.map(([key, each]) => `${key}=${each}`).join(", ")}}`;
    const broken = (constraint: string) =>
      at.broken.push(`Value '${shown}' at '${at.path}' failed to satisfy constraint: ${constraint}`);
    if (entries.length < 1) broken("Member must have length greater than or equal to 1");
    if (entries.length > mostTags) broken(`Member must have length less than or equal to ${mostTags}`);
    if (!entries.every(([key]) => tagKey.test(key)))
      broken(
        "Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$]",
      );
    if (!entries.every(([, each]) => tagValue.test(each)))
      broken(
        "Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$]",
      );
    const problem = reservedTagProblem(Object.keys(read));
    if (problem !== undefined && at.broken.length === 0) throw invalid(problem);
    return read;
  },
};

/** An operation whose broken bounds are refused as InvalidParameterException. */
export function logsOperation<Request>(
  shape: Shape<Request>,
  run: (request: Request, ...more: readonly [Parameters<Operation>[1]]) => ReturnType<Operation>,
): Operation {
  return (request, call) => run(readRequestOr(invalid, shape, request), call);
}

/** Those whose names begin so, in the order of their names. */
export function filtersNamed<Filter extends { readonly filterName: string }>(
  filters: readonly Filter[],
  prefix = "",
): readonly Filter[] {
  return filters
    .filter(({ filterName: name }) => name.startsWith(prefix))
    .toSorted((one, other) => (one.filterName < other.filterName ? -1 : 1));
}

/** The group that a request names, by its name or, as `logGroupIdentifier`, by its name or ARN. */
export function groupNameOf(request: {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}): string {
  const { logGroupName, logGroupIdentifier } = request;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined)
    throw new ServiceError(
      "ValidationException",
      "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
    );
  const given = logGroupName ?? logGroupIdentifier;
  if (given === undefined)
    throw new ServiceError("ValidationException", "Either LogGroup name or LogGroup ARN must be given.");
  return nameIn(given);
}

/** Pages of at most so many; the token is the key of the last item given. Throws InvalidParameterException for one that is none. */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  {
    limit = 50,
    nextToken: token,
  }: { readonly limit?: number | undefined; readonly nextToken?: string | undefined },
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } {
  const refuse = () => {
    throw invalid("The specified nextToken is invalid.");
  };
  const { items: page, next: nextToken } = listPage(items, { keyOf, token, limit, refuse });
  return { items: page, nextToken };
}
