// What a client says of an object beside its bytes and its own metadata: S3's system-defined metadata, kept and told again.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#SysMetadata

import { ServiceError } from "../../aws/service-error.ts";

export interface SystemMetadata {
  readonly cacheControl?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentLanguage?: string | undefined;
  /** As the header has it. */
  readonly expires?: string | undefined;
  readonly websiteRedirectLocation?: string | undefined;
  /** Undefined for STANDARD. */
  readonly storageClass?: string | undefined;
}

export interface SystemHeader {
  readonly fact: keyof SystemMetadata;
  readonly header: string;
  /** What the SDKs call it. */
  readonly member: string;
}

export const systemHeaders: readonly SystemHeader[] = [
  { fact: "cacheControl", header: "cache-control", member: "CacheControl" },
  { fact: "contentDisposition", header: "content-disposition", member: "ContentDisposition" },
  { fact: "contentEncoding", header: "content-encoding", member: "ContentEncoding" },
  { fact: "contentLanguage", header: "content-language", member: "ContentLanguage" },
  { fact: "expires", header: "expires", member: "Expires" },
  {
    fact: "websiteRedirectLocation",
    header: "x-amz-website-redirect-location",
    member: "WebsiteRedirectLocation",
  },
  { fact: "storageClass", header: "x-amz-storage-class", member: "StorageClass" },
];

/** What is told of each header that is there. */
export function readSystemMetadata(read: (header: SystemHeader) => string | undefined): SystemMetadata {
  return Object.fromEntries(
    systemHeaders.flatMap((header) => {
      const value = read(header);
      return value === undefined || value === "" ? [] : [[header.fact, value]];
    }),
  );
}

/** Only what is system metadata of `told`, and only what is not the default. */
export function systemMetadataOf(told: SystemMetadata): SystemMetadata {
  const { storageClass, ...others } = readSystemMetadata(({ fact }) => told[fact]);
  return storageClass === undefined || storageClass === "STANDARD" ? others : { ...others, storageClass };
}

/** What a copy takes of its source: the class and the redirection are those that the copy itself is asked for. */
export function copiedSystemMetadata(source: SystemMetadata, asked: SystemMetadata): SystemMetadata {
  const { storageClass, websiteRedirectLocation } = asked;
  return systemMetadataOf({ ...source, storageClass, websiteRedirectLocation });
}

const storageClasses = new Set([
  ...["STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING"],
  ...["GLACIER", "GLACIER_IR", "DEEP_ARCHIVE"],
]);

/** Throws InvalidStorageClass or InvalidRedirectLocation. */
export function checkSystemMetadata({ storageClass, websiteRedirectLocation }: SystemMetadata): void {
  if (storageClass !== undefined && !storageClasses.has(storageClass)) {
    throw new ServiceError("InvalidStorageClass", "The storage class you specified is not valid", {
      members: { StorageClassRequested: storageClass },
    });
  }
  if (websiteRedirectLocation !== undefined && !/^(?:\/|https?:\/\/)/.test(websiteRedirectLocation)) {
    throw new ServiceError(
      "InvalidRedirectLocation",
      "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
    );
  }
}
