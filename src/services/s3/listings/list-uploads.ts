// One page of a bucket's uploads under way. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html

import { compareKeys } from "../catalogue/key-index.ts";
import type { Upload } from "../catalogue/records.ts";
import { commonPrefix } from "./walk.ts";

export interface UploadsRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly keyMarker: string;
  /** Counts only beside the other marker. */
  readonly uploadIdMarker: string;
  readonly maxUploads: number;
}

export interface UploadsPage {
  readonly uploads: readonly Upload[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
}

export function listUploads(all: Iterable<Upload>, request: UploadsRequest): UploadsPage {
  const { prefix, delimiter, keyMarker, maxUploads } = request;
  const uploads: Upload[] = [];
  const commonPrefixes: string[] = [];
  const sorted = [...all].sort((a, b) => compareKeys(a.key, b.key) || a.order - b.order);
  const marked = sorted.findIndex(({ key, id }) => key === keyMarker && id === request.uploadIdMarker);
  for (const [index, upload] of sorted.entries()) {
    const { key } = upload;
    const isBehind = keyMarker === "" || compareKeys(key, keyMarker) > 0 || (marked !== -1 && index > marked);
    if (!key.startsWith(prefix) || !isBehind) continue;
    const common = commonPrefix(key, prefix, delimiter);
    if (common !== undefined && (commonPrefixes.at(-1) === common || keyMarker.startsWith(common))) continue;
    if (uploads.length + commonPrefixes.length >= maxUploads)
      return { uploads, commonPrefixes, isTruncated: maxUploads > 0 };
    if (common === undefined) uploads.push(upload);
    else commonPrefixes.push(common);
  }
  return { uploads, commonPrefixes, isTruncated: false };
}
