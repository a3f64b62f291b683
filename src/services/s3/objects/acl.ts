// Access control lists: kept and told. Nobody is refused for want of permission here.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html

import { createHash } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { child, children, childText, readXml, type XmlElement } from "../documents/read-xml.ts";
import { xmlDocument } from "../documents/write-xml.ts";
import { invalidArgument } from "../refusals.ts";
import type { Store } from "./store.ts";

type Headers = Readonly<Record<string, string | undefined>>;

const groups = {
  everybody: "http://acs.amazonaws.com/groups/global/AllUsers",
  known: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
  logs: "http://acs.amazonaws.com/groups/s3/LogDelivery",
};

type Grantee = { readonly id: string } | { readonly uri: string };
interface Grant {
  readonly grantee: Grantee;
  readonly permission: string;
}

const everybody = { uri: groups.everybody };
const canned: Readonly<Record<string, readonly Grant[]>> = {
  private: [],
  "public-read": [{ grantee: everybody, permission: "READ" }],
  "public-read-write": [
    { grantee: everybody, permission: "READ" },
    { grantee: everybody, permission: "WRITE" },
  ],
  "authenticated-read": [{ grantee: { uri: groups.known }, permission: "READ" }],
  "aws-exec-read": [],
  "bucket-owner-read": [],
  "bucket-owner-full-control": [],
  "log-delivery-write": [
    { grantee: { uri: groups.logs }, permission: "WRITE" },
    { grantee: { uri: groups.logs }, permission: "READ_ACP" },
  ],
};

const grantHeaders: Readonly<Record<string, string>> = {
  "x-amz-grant-full-control": "FULL_CONTROL",
  "x-amz-grant-read": "READ",
  "x-amz-grant-write": "WRITE",
  "x-amz-grant-read-acp": "READ_ACP",
  "x-amz-grant-write-acp": "WRITE_ACP",
};

/** The canonical id of the account: 64 hexadecimal digits that always are the same. */
export function ownerId({ identity }: Pick<Store, "identity">): string {
  return createHash("sha256").update(`canonical user of ${identity.accountId}`).digest("hex");
}

/** The document that is told where nothing was said. */
export function privateAcl(store: Store): string {
  return documentOf(store, [ownersGrant(store)]);
}

/**
 * What the headers of an upload or a bucket ask for: undefined without such headers, and for a private list. Throws InvalidRequest,
 * InvalidArgument or AccessControlListNotSupported.
 */
export function aclOfHeaders(headers: Headers, store: Store, bucket: string | undefined): string | undefined {
  checkOneKind(headers);
  return cannedAcl(headers, store, bucket) ?? grantsOfHeaders(headers, store, bucket);
}

const hasGrants = (headers: Headers) =>
  Object.keys(grantHeaders).some((header) => headers[header] !== undefined);

function checkOneKind(headers: Headers): void {
  if (headers["x-amz-acl"] !== undefined && hasGrants(headers))
    throw new ServiceError("InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed");
}

/** Undefined without such a header. Throws InvalidArgument or AccessControlListNotSupported. */
function cannedAcl(headers: Headers, store: Store, bucket: string | undefined): string | undefined {
  const name = headers["x-amz-acl"];
  if (name === undefined) return undefined;
  const grants = Object.hasOwn(canned, name) ? canned[name] : undefined;
  if (grants === undefined) throw invalidArgument("", "x-amz-acl", name);
  const isOwners = grants.length === 0;
  if (!isOwners) checkAclsAllowed(store, bucket);
  return isOwners ? undefined : documentOf(store, [ownersGrant(store), ...grants]);
}

/** Undefined without such headers. Throws InvalidArgument or AccessControlListNotSupported. */
function grantsOfHeaders(headers: Headers, store: Store, bucket: string | undefined): string | undefined {
  const grants = Object.entries(grantHeaders).flatMap(([header, permission]) => {
    const value = headers[header];
    if (value === undefined) return [];
    return value.split(",").map((each) => ({ grantee: granteeOf(header, each.trim(), store), permission }));
  });
  if (grants.length === 0) return undefined;
  checkAclsAllowed(store, bucket);
  return documentOf(store, grants);
}

function granteeOf(header: string, text: string, store: Store): Grantee {
  const [, kind, value = ""] = /^(id|uri|emailAddress)\s*=\s*"?([^"]*)"?$/i.exec(text) ?? [];
  if (kind === undefined) throw invalidArgument("Argument format not recognized", header, text);
  if (kind === "id") {
    if (value !== ownerId(store)) throw invalidArgument("Invalid id", "id", value);
    return { id: value };
  }
  if (kind === "uri") {
    if (!Object.values(groups).includes(value)) throw invalidArgument("Invalid group uri", "uri", value);
    return { uri: value };
  }
  throw new ServiceError(
    "UnresolvableGrantByEmailAddress",
    "The e-mail address you provided does not match any account on record.",
    { members: { EmailAddress: value } },
  );
}

const permissions = new Set(Object.values(grantHeaders));

/**
 * What PutBucketAcl and PutObjectAcl put: undefined for a private list. Throws MissingSecurityHeader, MalformedACLError,
 * InvalidArgument, InvalidRequest, UnexpectedContent or AccessControlListNotSupported.
 */
export function requestedAcl(
  { headers, body }: { readonly headers: Headers; readonly body: Uint8Array },
  store: Store,
  bucket: string,
): string | undefined {
  checkOneKind(headers);
  const isInHeaders = headers["x-amz-acl"] !== undefined || hasGrants(headers);
  if (isInHeaders && body.length > 0)
    throw new ServiceError("UnexpectedContent", "This request does not support content");
  if (isInHeaders) return aclOfHeaders(headers, store, bucket);
  if (body.length === 0)
    throw new ServiceError("MissingSecurityHeader", "Your request was missing a required header", {
      members: { MissingHeaderName: "x-amz-acl" },
    });
  return ofDocument(readAcl(body), store, bucket);
}

function ofDocument(document: XmlElement, store: Store, bucket: string): string | undefined {
  const owner = childText(child(document, "Owner"), "ID");
  const list = child(document, "AccessControlList");
  if (document.name !== "AccessControlPolicy" || owner === undefined || list === undefined) throw malformed();
  const given = children(list, "Grant").map((grant) => {
    const grantee = child(grant, "Grantee");
    const permission = childText(grant, "Permission") ?? "";
    const type = grantee?.attributes.type;
    if (!permissions.has(permission) || grantee === undefined) throw malformed();
    if (type !== "CanonicalUser" && type !== "Group" && type !== "AmazonCustomerByEmail") throw malformed();
    return { type, grantee, permission };
  });
  if (owner !== ownerId(store)) throw invalidArgument("Invalid id", "CanonicalUser/ID", owner);
  const grants = given.map(({ type, grantee, permission }): Grant => {
    if (type === "Group") {
      const uri = childText(grantee, "URI") ?? "";
      if (!Object.values(groups).includes(uri)) throw invalidArgument("Invalid group uri", "Group/URI", uri);
      return { grantee: { uri }, permission };
    }
    const id = childText(grantee, "ID") ?? "";
    if (id !== ownerId(store)) throw invalidArgument("Invalid id", "CanonicalUser/ID", id);
    return { grantee: { id }, permission };
  });
  const [only] = grants;
  const isPrivate =
    grants.length === 1 && only !== undefined && "id" in only.grantee && only.permission === "FULL_CONTROL";
  if (isPrivate) return undefined;
  checkAclsAllowed(store, bucket);
  return documentOf(store, grants);
}

function readAcl(body: Uint8Array): XmlElement {
  try {
    return readXml(body);
  } catch {
    throw malformed();
  }
}

/** A bucket whose owner owns all has no lists but its owner's; undefined for one that is not there yet, whose owner says so beside them. */
function checkAclsAllowed({ buckets }: Store, bucket: string | undefined): void {
  if (bucket === undefined) return;
  const setting = buckets.setting(bucket, "ownershipControls");
  const ownership = childText(
    child(buckets.document(bucket, "ownershipControls"), "Rule"),
    "ObjectOwnership",
  );
  if (setting === null || (ownership !== undefined && ownership !== "BucketOwnerEnforced")) return;
  throw new ServiceError("AccessControlListNotSupported", "The bucket does not allow ACLs");
}

function ownersGrant(store: Store): Grant {
  return { grantee: { id: ownerId(store) }, permission: "FULL_CONTROL" };
}

function documentOf(store: Store, grants: readonly Grant[]): string {
  const xsi = "http://www.w3.org/2001/XMLSchema-instance";
  return xmlDocument("AccessControlPolicy", {
    Owner: { ID: ownerId(store) },
    AccessControlList: {
      Grant: grants.map(({ grantee, permission }) => ({
        Grantee:
          "id" in grantee
            ? { "@xmlns:xsi": xsi, "@xsi:type": "CanonicalUser", ID: grantee.id }
            : { "@xmlns:xsi": xsi, "@xsi:type": "Group", URI: grantee.uri },
        Permission: permission,
      })),
    },
  });
}

function malformed(): ServiceError {
  return new ServiceError(
    "MalformedACLError",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}
