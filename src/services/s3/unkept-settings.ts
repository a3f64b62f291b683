// Settings of an object that the region's S3 does not keep. They are refused, since whoever asks for one relies on it; what makes
// no difference here is taken.

import { ServiceError } from "../../aws/service-error.ts";

export interface UnkeptSetting {
  readonly header: string;
  /** What the SDKs call it. */
  readonly member: string;
}

interface Refused extends UnkeptSetting {
  /** The values that ask for nothing but what is done anyway. */
  readonly taken?: readonly string[];
  readonly refuse: (setting: UnkeptSetting) => ServiceError;
}

/** As a bucket of AWS refuses whose ACLs are disabled, which is how buckets are made. */
const noAcls = () => new ServiceError("AccessControlListNotSupported", "The bucket does not allow ACLs");
/** As a bucket of AWS refuses that was made without. */
const noLocks = () => new ServiceError("InvalidRequest", "Bucket is missing Object Lock Configuration");
const notImplemented = ({ header }: UnkeptSetting) =>
  new ServiceError(
    "NotImplemented",
    `A header you provided implies functionality that is not implemented: ${header}`,
    { status: 501, members: { Header: header } },
  );

const customerKey = (prefix: string, member: string): readonly Refused[] =>
  (["algorithm", "key", "key-MD5"] as const).map((part) => ({
    header: `${prefix}-${part.toLowerCase()}`,
    member: `${member}${part[0]?.toUpperCase()}${part.slice(1).replace("-", "")}`,
    refuse: notImplemented,
  }));

const settings: readonly Refused[] = [
  {
    header: "x-amz-acl",
    member: "ACL",
    taken: ["private", "bucket-owner-full-control"],
    refuse: noAcls,
  },
  { header: "x-amz-grant-full-control", member: "GrantFullControl", refuse: noAcls },
  { header: "x-amz-grant-read", member: "GrantRead", refuse: noAcls },
  { header: "x-amz-grant-read-acp", member: "GrantReadACP", refuse: noAcls },
  { header: "x-amz-grant-write-acp", member: "GrantWriteACP", refuse: noAcls },
  {
    header: "x-amz-server-side-encryption",
    member: "ServerSideEncryption",
    taken: ["AES256"],
    refuse: notImplemented,
  },
  {
    header: "x-amz-server-side-encryption-aws-kms-key-id",
    member: "SSEKMSKeyId",
    refuse: notImplemented,
  },
  {
    header: "x-amz-server-side-encryption-context",
    member: "SSEKMSEncryptionContext",
    refuse: notImplemented,
  },
  ...customerKey("x-amz-server-side-encryption-customer", "SSECustomer"),
  ...customerKey("x-amz-copy-source-server-side-encryption-customer", "CopySourceSSECustomer"),
  { header: "x-amz-object-lock-mode", member: "ObjectLockMode", refuse: noLocks },
  {
    header: "x-amz-object-lock-retain-until-date",
    member: "ObjectLockRetainUntilDate",
    refuse: noLocks,
  },
  {
    header: "x-amz-object-lock-legal-hold",
    member: "ObjectLockLegalHoldStatus",
    taken: ["OFF"],
    refuse: noLocks,
  },
  { header: "x-amz-tagging", member: "Tagging", taken: [""], refuse: notImplemented },
  { header: "x-amz-write-offset-bytes", member: "WriteOffsetBytes", refuse: notImplemented },
];

/** `read` gives a setting's value, if the request has one. Throws what AWS says, or NotImplemented. */
export function refuseUnkept(read: (setting: UnkeptSetting) => unknown): void {
  for (const setting of settings) {
    const value = read(setting);
    if (value === undefined || value === null || setting.taken?.includes(String(value)) === true) continue;
    throw setting.refuse(setting);
  }
}
