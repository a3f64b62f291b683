// The parts that a client lists when it completes an upload: ten thousand at most, so that they are read piece by piece.

import { checksumAlgorithms } from "../checksums/checksum.ts";
import { children, childText, malformedXml, type XmlElement, xmlInPieces } from "../documents/read-xml.ts";
import type { ListedPart } from "../uploads/complete-upload.ts";

/** Done in some milliseconds. */
const partsBetweenYields = 1000;

/** It yields whenever it has worked for some milliseconds. Throws MalformedXML. */
export function* listedParts(body: Uint8Array): Generator<void, readonly ListedPart[]> {
  if (body.length === 0) return [];
  const document = yield* xmlInPieces(body);
  const parts = children(document, "Part");
  if (document.name !== "CompleteMultipartUpload" || parts.length === 0) throw malformedXml();
  const listed: ListedPart[] = [];
  for (const part of parts) {
    listed.push(listedPart(part));
    if (listed.length % partsBetweenYields === 0) yield;
  }
  return listed;
}

/** Throws MalformedXML. */
function listedPart(part: XmlElement): ListedPart {
  const number = Number(childText(part, "PartNumber") ?? Number.NaN);
  const etag = childText(part, "ETag");
  if (!Number.isInteger(number) || etag === undefined) throw malformedXml();
  const checksums = checksumAlgorithms.flatMap((algorithm) => {
    const value = childText(part, `Checksum${algorithm}`);
    return value === undefined || value === "" ? [] : [[algorithm, value] as const];
  });
  return { number, etag: etag.replaceAll('"', ""), checksums: new Map(checksums) };
}
