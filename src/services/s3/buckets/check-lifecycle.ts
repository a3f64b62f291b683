// What a lifecycle's document must say beyond its shape, in AWS's words.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html

import { child, children, childText, leaf, type XmlElement } from "../documents/read-xml.ts";
import { tagsIn } from "../objects/tags.ts";
import { invalidArgument, invalidRequest } from "../refusals.ts";

const longestId = 255;
/** Days for which an object stays in the class that it was put in before it can go to one of these. */
const leastDays: Readonly<Record<string, number>> = { STANDARD_IA: 30, ONEZONE_IA: 30 };

/** With an id for each rule. Throws InvalidArgument or InvalidRequest. */
export function checkedLifecycle(document: XmlElement): XmlElement {
  const ids = new Set<string>();
  const rules = children(document, "Rule").map((rule, index) => {
    checkFilter(rule);
    checkDates(rule);
    checkDays(rule);
    const id = childText(rule, "ID");
    const told = id === undefined || id === "" ? idOf(index) : id;
    if (told.length > longestId)
      throw invalidArgument(`ID length should not exceed allowed limit of ${longestId}`, "ID", told);
    if (ids.has(told))
      throw invalidArgument(
        "Rule ID must be unique. Found same ID for more than one rule",
        ...(["ID", told] as const),
      );
    ids.add(told);
    return { ...rule, children: [leaf("ID", told), ...rule.children.filter(({ name }) => name !== "ID")] };
  });
  return { ...document, children: rules };
}

/** Of a rule of which nothing was said how it is called. */
export function idOf(index: number): string {
  return Buffer.from(`rule ${index + 1}`).toString("base64url");
}

function checkFilter(rule: XmlElement): void {
  const filter = child(rule, "Filter");
  const and = child(filter, "And");
  const tags = tagsIn(and);
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw invalidRequest("Duplicate Tag Keys are not allowed.");
  if (tags.length === 0 && child(filter, "Tag") === undefined) return;
  if (child(rule, "AbortIncompleteMultipartUpload") !== undefined)
    throw invalidRequest("AbortIncompleteMultipartUpload cannot be specified with Tags.");
  if (child(child(rule, "Expiration"), "ExpiredObjectDeleteMarker") !== undefined)
    throw invalidRequest("ExpiredObjectDeleteMarker cannot be specified with Tags.");
}

function checkDates(rule: XmlElement): void {
  for (const action of [child(rule, "Expiration"), ...children(rule, "Transition")]) {
    const date = childText(action, "Date");
    if (date !== undefined && Date.parse(date) % 86_400_000 !== 0)
      throw invalidArgument("'Date' must be at midnight GMT", "Date", new Date(date).toISOString());
  }
}

const positive = [
  ["Expiration", "Days"],
  ["NoncurrentVersionExpiration", "NoncurrentDays"],
  ["AbortIncompleteMultipartUpload", "DaysAfterInitiation"],
] as const;

function checkDays(rule: XmlElement): void {
  for (const [action, member] of positive) {
    const days = childText(child(rule, action), member);
    if (days !== undefined && Number(days) < 1)
      throw invalidArgument(`'${member}' for ${action} action must be a positive integer`, member, days);
  }
  checkTransitions(rule, "Transition", "Days");
  checkTransitions(rule, "NoncurrentVersionTransition", "NoncurrentDays");
  const expiry = childText(child(rule, "Expiration"), "Days");
  const moved = children(rule, "Transition").map((each) => Number(childText(each, "Days") ?? -1));
  if (expiry !== undefined && moved.some((days) => days >= Number(expiry)))
    throw invalidArgument(
      `'Days' in the Expiration action for filter '(prefix=${prefixOf(rule)})' must be greater than 'Days' in the Transition action`,
      ...(["Days", expiry] as const),
    );
}

function checkTransitions(rule: XmlElement, action: string, member: string): void {
  for (const transition of children(rule, action)) {
    const days = childText(transition, member);
    if (days === undefined) continue;
    if (Number(days) < 0)
      throw invalidArgument(`'${member}' in ${action} action must be nonnegative`, member, days);
    const storageClass = childText(transition, "StorageClass") ?? "";
    const least = leastDays[storageClass] ?? 0;
    if (Number(days) < least)
      throw invalidArgument(
        `'${member}' in ${action} action must be greater than or equal to ${least} for storageClass '${storageClass}'`,
        ...([member, days] as const),
      );
  }
}

function prefixOf(rule: XmlElement): string {
  const filter = child(rule, "Filter");
  return childText(child(filter, "And") ?? filter, "Prefix") ?? childText(rule, "Prefix") ?? "";
}
