// One page of a bucket's keys. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html

import { ServiceError } from "../../aws/service-error.ts";
import type { ObjectFacts } from "./stored-object.ts";

export interface ListRequest {
  readonly prefix?: string | undefined;
  /** Keys that go on after it are told of together, as a common prefix. */
  readonly delimiter?: string | undefined;
  readonly startAfter?: string | undefined;
  readonly continuationToken?: string | undefined;
  readonly maxKeys?: number | undefined;
}

export interface ListPage {
  readonly objects: readonly ObjectFacts[];
  readonly commonPrefixes: readonly string[];
  readonly nextContinuationToken: string | undefined;
}

const mostKeys = 1000;

/** Keys come in the order of their bytes. */
export function listPage(objects: Iterable<ObjectFacts>, request: ListRequest): ListPage {
  const { prefix = "", delimiter = "", maxKeys = mostKeys } = request;
  const after =
    request.continuationToken === undefined ? request.startAfter : readToken(request.continuationToken);
  const wanted = [...objects]
    .filter(({ key }) => key.startsWith(prefix) && (after === undefined || compareBytes(key, after) > 0))
    .sort((a, b) => compareBytes(a.key, b.key));
  const page: ObjectFacts[] = [];
  const prefixes = new Set<string>();
  let last: string | undefined;
  for (const object of wanted) {
    const common = commonPrefix(object.key, prefix, delimiter);
    // A page that began within a common prefix has told of it already.
    if (common !== undefined && (prefixes.has(common) || after?.startsWith(common))) {
      last = object.key;
      continue;
    }
    if (page.length + prefixes.size >= Math.min(maxKeys, mostKeys)) {
      return { objects: page, commonPrefixes: [...prefixes], nextContinuationToken: writeToken(last ?? "") };
    }
    if (common === undefined) page.push(object);
    else prefixes.add(common);
    last = object.key;
  }
  return { objects: page, commonPrefixes: [...prefixes], nextContinuationToken: undefined };
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function writeToken(key: string): string {
  return Buffer.from(`1${key}`).toString("base64");
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64").toString();
  if (text.startsWith("1")) return text.slice(1);
  throw new ServiceError("InvalidArgument", "The continuation token provided is incorrect");
}
