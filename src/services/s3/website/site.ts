// What a bucket's website is configured to do, and where it sends a request on.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_WebsiteConfiguration.html

import { child, children, childText, type XmlElement } from "../documents/read-xml.ts";

/** Where a request is sent on; what it does not say stays as it was asked. */
export interface Redirect {
  readonly protocol?: string | undefined;
  readonly hostName?: string | undefined;
  readonly status: number;
  /** Instead of the whole key. */
  readonly key?: string | undefined;
  /** Instead of the prefix by which the rule was found. */
  readonly keyPrefix?: string | undefined;
}

export interface RoutingRule {
  readonly prefix: string;
  /** Undefined for a rule that holds whatever is found. */
  readonly errorStatus: number | undefined;
  readonly redirect: Redirect;
}

export interface Site {
  /** Every request goes there. */
  readonly elsewhere: Redirect | undefined;
  /** What is behind a key that ends in a slash. */
  readonly index: string;
  readonly errorKey: string | undefined;
  readonly rules: readonly RoutingRule[];
}

export function siteOf(document: XmlElement): Site {
  const elsewhere = child(document, "RedirectAllRequestsTo");
  return {
    elsewhere: elsewhere && redirectOf(elsewhere),
    index: childText(child(document, "IndexDocument"), "Suffix") ?? "",
    errorKey: childText(child(document, "ErrorDocument"), "Key"),
    rules: children(child(document, "RoutingRules"), "RoutingRule").map(ruleOf),
  };
}

function ruleOf(rule: XmlElement): RoutingRule {
  const condition = child(rule, "Condition");
  const status = childText(condition, "HttpErrorCodeReturnedEquals");
  return {
    prefix: childText(condition, "KeyPrefixEquals") ?? "",
    errorStatus: status === undefined ? undefined : Number(status),
    redirect: redirectOf(child(rule, "Redirect")),
  };
}

function redirectOf(redirect: XmlElement | undefined): Redirect {
  return {
    protocol: childText(redirect, "Protocol"),
    hostName: childText(redirect, "HostName"),
    status: Number(childText(redirect, "HttpRedirectCode") ?? 301),
    key: childText(redirect, "ReplaceKeyWith"),
    keyPrefix: childText(redirect, "ReplaceKeyPrefixWith"),
  };
}

/** The rule that holds for a key before it is looked for, or, with a status, for the error that was found. */
export function ruleFor({ rules }: Site, key: string, errorStatus?: number): RoutingRule | undefined {
  return rules.find((rule) => rule.errorStatus === errorStatus && key.startsWith(rule.prefix));
}

/** `here` is the address of the website, such as `http://site.s3-website-us-east-1.localhost:4566`; `query` has its question mark. */
export function locationOf(
  { protocol, hostName, key: whole, keyPrefix }: Redirect,
  { here, key, prefix, query = "" }: { here: string; key: string; prefix: string; query?: string },
): string {
  const to = whole ?? (keyPrefix === undefined ? key : `${keyPrefix}${key.slice(prefix.length)}`);
  // Another protocol of this machine is another address, whose port nobody knows.
  const root = hostName === undefined && protocol === undefined ? here : elsewhere(here, protocol, hostName);
  return `${root}/${encodedPath(to)}${query}`;
}

function elsewhere(here: string, protocol = "http", hostName: string | undefined): string {
  return `${protocol}://${hostName ?? new URL(here).host}`;
}

export function encodedPath(key: string): string {
  return encodeURIComponent(key.toWellFormed()).replaceAll("%2F", "/");
}
