// The actions by their names in the API, and those that AWS has and the region refuses.

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { invalidRequest } from "../refusals.ts";
import type { Action, ActionEnds, ActionKind } from "./action.ts";
import { cloudwatchAlarm, cloudwatchLogs, cloudwatchMetric } from "./cloudwatch.ts";
import { http } from "./http.ts";
import { republish } from "./republish.ts";
import { dynamoDB, dynamoDBv2, s3 } from "./stores.ts";
import { firehose, kinesis, lambda, sns, sqs, stepFunctions } from "./streams-and-queues.ts";

const kinds: Readonly<Record<string, ActionKind>> = {
  ...{ cloudwatchAlarm, cloudwatchLogs, cloudwatchMetric, dynamoDB, dynamoDBv2, http },
  ...{ firehose, kinesis, lambda, republish, s3, sns, sqs, stepFunctions },
};

const refused: Readonly<Record<string, string>> = {
  elasticsearch: "Elasticsearch",
  influxDB: "Timestream for InfluxDB",
  iotAnalytics: "IoT Analytics",
  iotEvents: "IoT Events",
  iotSiteWise: "IoT SiteWise",
  kafka: "Kafka",
  location: "Location Service",
  openSearch: "OpenSearch",
  salesforce: "Salesforce",
  timestream: "Timestream",
};

/** `path` is where the action is in the request. Throws InvalidRequestException, and SqlParseException for a template that is none. */
export function compileAction(action: JsonObject, ends: ActionEnds, path: string): Action {
  const [name = "", ...more] = Object.keys(action).filter((each) => action[each] !== null);
  if (name === "" || more.length > 0)
    throw invalidRequest("Exactly one action must be given in each element of the list of actions");
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) {
    const needs = Object.hasOwn(refused, name) ? refused[name] : undefined;
    throw invalidRequest(
      needs === undefined
        ? `There is no action ${name}; the actions are ${Object.keys(kinds).join(", ")}`
        : `The action ${name} is not in this region, which does not have ${needs}`,
    );
  }
  const settings = action[name];
  if (!isJsonObject(settings)) throw invalidRequest(`The action ${name} must be a structure`);
  return kind.compile(settings, ends, `${path}.${name}`);
}
