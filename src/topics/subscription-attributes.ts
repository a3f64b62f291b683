// Which attributes a subscription has, and SNS's words for a name or a value that it does not take.
// https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html

import { ServiceError } from "../aws/service-error.ts";

const known = new Set([
  "DeliveryPolicy",
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "ReplayPolicy",
  "SubscriptionRoleArn",
]);

/** `where` precedes the reason when a subscription is made. Throws InvalidParameter. */
export function checkSubscriptionAttribute(name: string, value: string, where: string): void {
  if (!known.has(name)) throw invalid(where === "" ? "AttributeName" : `${where}Unknown attribute: ${name}`);
  if (name !== "RawMessageDelivery" || /^(?:true|false)$/i.test(value)) return;
  throw invalid(`${where}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
}

function invalid(what: string): ServiceError {
  return new ServiceError("InvalidParameter", `Invalid parameter: ${what}`);
}
