// What a website's document must say beyond its shape, in AWS's words and order.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html

import { child, children, childText, malformedXml, type XmlElement } from "../documents/read-xml.ts";
import { invalidArgument, invalidRequest } from "../refusals.ts";

const mostRules = 50;

/** Throws MalformedXML, InvalidArgument or InvalidRequest. */
export function checkedWebsite(document: XmlElement): undefined {
  const redirectAll = child(document, "RedirectAllRequestsTo");
  if (redirectAll === undefined) return checkPages(document);
  if (document.children.length > 1)
    throw invalidArgument(
      "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
      ...(["RedirectAllRequestsTo", "not null"] as const),
    );
  checkProtocol(redirectAll);
  return undefined;
}

function checkPages(document: XmlElement): undefined {
  const index = child(document, "IndexDocument");
  if (index === undefined)
    throw invalidArgument(
      "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
      ...(["IndexDocument", "null"] as const),
    );
  const suffix = childText(index, "Suffix") ?? "";
  if (suffix === "" || suffix.includes("/"))
    throw invalidArgument(
      "The IndexDocument Suffix is not well formed",
      "IndexDocument",
      suffix === "" ? undefined : suffix,
    );
  const rules = child(document, "RoutingRules");
  if (rules !== undefined) checkRules(children(rules, "RoutingRule"));
  return undefined;
}

function checkRules(rules: readonly XmlElement[]): void {
  if (rules.length === 0) throw malformedXml();
  if (rules.length > mostRules)
    throw invalidRequest(
      `${rules.length} routing rules provided, the number of routing rules in a website configuration is limited to ${mostRules}.`,
    );
  for (const rule of rules) {
    checkRedirect(child(rule, "Redirect"));
    checkCondition(child(rule, "Condition"));
  }
}

function checkRedirect(redirect: XmlElement | undefined): void {
  if (
    child(redirect, "ReplaceKeyPrefixWith") !== undefined &&
    child(redirect, "ReplaceKeyWith") !== undefined
  )
    throw invalidRequest("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
  checkProtocol(redirect);
  const code = childText(redirect, "HttpRedirectCode");
  if (code !== undefined && !/^3(?!00)\d\d$/.test(code))
    throw invalidRequest(
      `The provided HTTP redirect code (${code}) is not valid. Valid codes are 3XX except 300.`,
    );
}

function checkCondition(condition: XmlElement | undefined): void {
  if (condition === undefined) return;
  if (condition.children.length === 0)
    throw invalidRequest(
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    );
  const code = childText(condition, "HttpErrorCodeReturnedEquals");
  if (code !== undefined && !/^[45]\d\d$/.test(code))
    throw invalidRequest(`The provided HTTP error code (${code}) is not valid. Valid codes are 4XX or 5XX.`);
}

function checkProtocol(redirect: XmlElement | undefined): void {
  const protocol = childText(redirect, "Protocol");
  if (protocol !== undefined && protocol !== "http" && protocol !== "https")
    throw invalidRequest(
      "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.",
    );
}
