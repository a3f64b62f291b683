// The pages in which SQS lists queues. A token says which list it goes on with, so that it goes on with no other.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html

import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { optionalInteger, optionalString } from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { invalid } from "./refusals.ts";

const mostListed = 1000;

interface Page {
  readonly found: readonly string[];
  readonly NextToken: string | undefined;
}

/**
 * A page begins after the URL that the last one ended with. Without a size there is one page alone.
 * @param list what is listed: the beginning of the queues' names, or the queue whose sources they are
 * @throws InvalidParameterValue
 */
export function page(urls: readonly string[], request: WireObject, list: string): Page {
  const most = optionalInteger(request, "MaxResults");
  if (most !== undefined && (most < 1 || most > mostListed))
    throw invalid(
      `Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and ${mostListed}.`,
    );
  const token = optionalString(request, "NextToken");
  if (token !== undefined && most === undefined)
    throw invalid("MaxResults is a mandatory parameter when you provide a value for NextToken.");
  const after = token === undefined ? "" : afterOf(token, list);
  const left = urls.filter((url) => url > after);
  const found = left.slice(0, most ?? mostListed);
  const last = found.at(-1);
  const isLast = most === undefined || last === undefined || found.length === left.length;
  return { found, NextToken: isLast ? undefined : tokenOf(list, last) };
}

function tokenOf(list: string, after: string): string {
  return Buffer.from(JSON.stringify({ list, after })).toString("base64");
}

function afterOf(token: string, list: string): string {
  const told = jsonOrUndefined(Buffer.from(token, "base64").toString("utf8"));
  if (!isJsonObject(told) || typeof told.after !== "string") throw invalid("Invalid or expired next token.");
  if (told.list !== list)
    throw invalid(
      "Invalid NextToken value. If you are passing in NextToken, you must not change the other request parameters.",
    );
  return told.after;
}
