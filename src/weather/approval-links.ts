// The link by which somebody answers whether a warning goes out: the question's id, when the link expires, and a signature of
// both. The task token is no part of it: whoever reads the link in a mailbox or a log has nothing to call Step Functions with.

import { createHmac, timingSafeEqual } from "node:crypto";

export interface ApprovalLink {
  readonly id: string;
  /** In seconds since the epoch. */
  readonly expiresAt: number;
}

export type ReadLink =
  | { readonly state: "valid"; readonly link: ApprovalLink }
  | { readonly state: "expired" | "tampered" };

export function signedLink(pageUrl: string, link: ApprovalLink, key: string): string {
  const url = new URL(pageUrl);
  url.searchParams.set("id", link.id);
  url.searchParams.set("expires", String(link.expiresAt));
  url.searchParams.set("signature", signatureOf(link, key).toString("base64url"));
  return url.href;
}

/** What a link that was followed is worth. Whether it has been answered is for the table of questions to say. */
export function readLink(
  query: Readonly<Record<string, string | undefined>>,
  key: string,
  nowMs: number,
): ReadLink {
  const { id = "", expires = "", signature = "" } = query;
  const link = { id, expiresAt: Number(expires) };
  const expected = signatureOf(link, key);
  const given = Buffer.from(signature, "base64url");
  // Compared in a time that does not tell how much of it was right.
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { state: "tampered" };
  return link.expiresAt * 1000 > nowMs ? { state: "valid", link } : { state: "expired" };
}

function signatureOf({ id, expiresAt }: ApprovalLink, key: string): Buffer {
  return createHmac("sha256", key).update(`${id} ${expiresAt}`).digest();
}
