// One page of a bucket's versions. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html

import type { KeyIndex } from "../catalogue/key-index.ts";
import type { Version } from "../catalogue/records.ts";
import { mostKeys } from "./list-objects.ts";
import { type Walk, walk } from "./walk.ts";

export interface VersionsRequest extends Pick<Walk, "prefix" | "delimiter"> {
  readonly keyMarker?: string | undefined;
  /** The page begins behind this version of the marker's key. */
  readonly versionIdMarker?: string | undefined;
  readonly maxKeys?: number | undefined;
}

export interface ListedVersion {
  readonly version: Version;
  readonly isLatest: boolean;
}

export interface VersionsPage {
  readonly versions: readonly ListedVersion[];
  readonly commonPrefixes: readonly string[];
  /** Of a page that is not the last one. */
  readonly next: { readonly key: string; readonly versionId?: string } | undefined;
}

export function listVersions(keys: KeyIndex, request: VersionsRequest): VersionsPage {
  const { prefix, delimiter, keyMarker, versionIdMarker, maxKeys = mostKeys } = request;
  const most = Math.min(maxKeys, mostKeys);
  const versions: ListedVersion[] = [];
  const commonPrefixes: string[] = [];
  let last: VersionsPage["next"];
  const isFull = () => versions.length + commonPrefixes.length >= most;
  const page = (isWhole: boolean) => ({ versions, commonPrefixes, next: isWhole ? undefined : last });
  const start = versionIdMarker === undefined ? { after: keyMarker } : { from: keyMarker };
  for (const step of walk(keys, { prefix, delimiter, ...start })) {
    if ("commonPrefix" in step) {
      if (isFull()) return page(false);
      commonPrefixes.push(step.commonPrefix);
      last = { key: step.commonPrefix };
      continue;
    }
    const { key } = step;
    const all = keys.versions(key);
    const from = key === keyMarker ? all.findIndex(({ versionId }) => versionId === versionIdMarker) + 1 : 0;
    for (const [index, version] of all.entries()) {
      if (index < from) continue;
      if (isFull()) return page(false);
      versions.push({ version, isLatest: index === 0 });
      last = { key, versionId: version.versionId };
    }
  }
  return page(true);
}
