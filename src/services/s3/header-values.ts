// What S3 gives back in headers, and so has to be able to. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html

import { ServiceError } from "../../aws/service-error.ts";
import { invalidArgument } from "./refusals.ts";
import { checkSystemMetadata, type SystemMetadata, systemHeaders } from "./system-metadata.ts";

/** RFC 9110, section 5.6.2. */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}

/** Printable US-ASCII, and bytes beyond it as they came: clients send them, and S3 tells them again. */
export function isHeaderValue(value: string): boolean {
  return /^[\t -~\x80-\xff]*$/.test(value);
}

function isPlain(value: string): boolean {
  return /^[\t -~]*$/.test(value);
}

/** US-ASCII as it is, anything else as RFC 2047 has it, which is how S3 tells of it. */
export function headerText(value: string): string {
  return isPlain(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString("base64")}?=`;
}

export interface HeaderValues extends SystemMetadata {
  readonly contentType?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

const mostMetadataBytes = 2048;

/**
 * Metadata may hold any printable text. Throws InvalidArgument, MetadataTooLarge, InvalidStorageClass or
 * InvalidRedirectLocation.
 */
export function checkHeaderValues({ contentType = "", metadata = {}, ...system }: HeaderValues): void {
  checkHeaderValue("content-type", contentType);
  for (const { fact, header } of systemHeaders) checkHeaderValue(header, system[fact] ?? "");
  checkSystemMetadata(system);
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (!isHeaderName(name)) throw invalid(`x-amz-meta-${name}`, value);
    if (/[\p{Cc}\p{Cs}]/u.test(value.replaceAll("\t", " "))) throw invalid(`x-amz-meta-${name}`, value);
  }
  if (bytes <= mostMetadataBytes) return;
  throw new ServiceError(
    "MetadataTooLarge",
    "Your metadata headers exceed the maximum allowed metadata size",
    {
      members: { Size: bytes, MaxSizeAllowed: mostMetadataBytes },
    },
  );
}

/** Throws InvalidArgument. */
export function checkHeaderValue(name: string, value: string): void {
  if (!isHeaderValue(value)) throw invalid(name, value);
}

function invalid(name: string, value: string): ServiceError {
  return invalidArgument(
    `The header ${JSON.stringify(name)} cannot hold ${JSON.stringify(value)}`,
    name,
    value,
  );
}
