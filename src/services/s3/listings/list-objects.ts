// One page of a bucket's objects. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html

import type { KeyIndex } from "../catalogue/key-index.ts";
import type { ObjectVersion } from "../catalogue/records.ts";
import { readToken, writeToken } from "./continuation-token.ts";
import { type SortedKeys, type Walk, walk } from "./walk.ts";

export interface ListRequest extends Walk {
  readonly startAfter?: string | undefined;
  readonly continuationToken?: string | undefined;
  readonly maxKeys?: number | undefined;
}

export interface ListPage {
  readonly objects: readonly ObjectVersion[];
  readonly commonPrefixes: readonly string[];
  readonly nextContinuationToken: string | undefined;
  /** The last key or common prefix of a page that is not the last one. */
  readonly nextMarker: string | undefined;
}

export const mostKeys = 1000;

/** A token goes before a key to start after. Throws InvalidArgument. */
export function listObjects(keys: KeyIndex, request: ListRequest): ListPage {
  const { prefix, delimiter, continuationToken, startAfter, maxKeys = mostKeys } = request;
  const start =
    continuationToken === undefined ? { after: startAfter } : { from: readToken(continuationToken) };
  const most = Math.min(maxKeys, mostKeys);
  const objects: ObjectVersion[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  for (const step of walk(currentOf(keys), { prefix, delimiter, ...start })) {
    const key = "key" in step ? step.key : step.firstKey;
    if (objects.length + commonPrefixes.length >= most) {
      const isTruncated = most > 0;
      return {
        ...{ objects, commonPrefixes },
        nextContinuationToken: isTruncated ? writeToken(key) : undefined,
        nextMarker: isTruncated ? last : undefined,
      };
    }
    if ("commonPrefix" in step) {
      commonPrefixes.push(step.commonPrefix);
      last = step.commonPrefix;
    } else {
      const object = keys.current(key);
      if (object !== undefined) objects.push(object);
      last = key;
    }
  }
  return { objects, commonPrefixes, nextContinuationToken: undefined, nextMarker: undefined };
}

/** The keys of which there is an object now: not those whose newest version is a delete marker. */
function currentOf(keys: KeyIndex): SortedKeys {
  return {
    firstFrom: (start) => keys.firstCurrentFrom(start),
    firstAfter: (key) => keys.firstCurrentAfter(key),
  };
}
