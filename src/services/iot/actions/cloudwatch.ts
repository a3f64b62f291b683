// Actions into CloudWatch: metrics, alarms and logs.

import { type Json, objectOrEmpty } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { flag, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { invalidRequest } from "../refusals.ts";
import { compileTemplate } from "../sql/template.ts";
import {
  type ActionEnds,
  type ActionKind,
  type ActionRole,
  actionKind,
  ask,
  checkRole,
  optionalTemplate,
} from "./action.ts";

const roleArn = required(text());

/** https://docs.aws.amazon.com/iot/latest/developerguide/cloudwatch-metrics-rule-action.html */
export const cloudwatchMetric: ActionKind = actionKind(
  structure({
    roleArn,
    metricNamespace: required(text({ min: 1 })),
    metricName: required(text({ min: 1 })),
    metricValue: required(text({ min: 1 })),
    metricUnit: required(text({ min: 1 })),
    metricTimestamp: optional(text()),
  }),
  (settings, ends) => {
    const [namespace, name] = [
      compileTemplate(settings.metricNamespace),
      compileTemplate(settings.metricName),
    ];
    const [value, unit] = [compileTemplate(settings.metricValue), compileTemplate(settings.metricUnit)];
    const timestamp = optionalTemplate(settings.metricTimestamp);
    return {
      type: "CloudwatchMetric",
      resource: settings.metricName,
      async run({ text, ruleArn }) {
        const seconds = timestamp === undefined ? ends.clock.now() / 1000 : numberIn(await text(timestamp));
        await ask(ends, { roleArn: settings.roleArn, ruleArn }, ["cloudwatch", "PutMetricData"], {
          Namespace: await text(namespace),
          MetricData: [
            {
              MetricName: await text(name),
              Value: numberIn(await text(value)),
              Unit: await text(unit),
              Timestamp: new Date(seconds * 1000),
            },
          ],
        });
      },
    };
  },
);

/** https://docs.aws.amazon.com/iot/latest/developerguide/cloudwatch-alarms-rule-action.html */
export const cloudwatchAlarm: ActionKind = actionKind(
  structure({
    roleArn,
    alarmName: required(text({ min: 1 })),
    stateReason: required(text()),
    stateValue: required(oneOf("OK", "ALARM", "INSUFFICIENT_DATA")),
  }),
  ({ alarmName, stateReason, stateValue, roleArn }, ends) => {
    const [name, reason] = [compileTemplate(alarmName), compileTemplate(stateReason)];
    return {
      type: "CloudwatchAlarm",
      resource: alarmName,
      async run({ text, ruleArn }) {
        await ask(ends, { roleArn, ruleArn }, ["cloudwatch", "SetAlarmState"], {
          AlarmName: await text(name),
          StateReason: await text(reason),
          StateValue: stateValue,
        });
      },
    };
  },
);

/** https://docs.aws.amazon.com/iot/latest/developerguide/cloud-watch-logs-rule-action.html */
export const cloudwatchLogs: ActionKind = actionKind(
  structure({ roleArn, logGroupName: required(text({ min: 1 })), batchMode: optional(flag()) }),
  ({ logGroupName, batchMode = false, roleArn }, ends) => {
    const group = compileTemplate(logGroupName);
    return {
      type: "CloudwatchLogs",
      resource: logGroupName,
      async run({ text, outcome, ruleArn }) {
        const of = {
          logGroupName: await text(group),
          logStreamName: ruleArn.slice(ruleArn.lastIndexOf("/") + 1),
        };
        const role = { roleArn, ruleArn };
        await createStream(ends, role, of);
        const logEvents = batchMode
          ? batchOf(outcome.value() ?? null)
          : [{ timestamp: ends.clock.now(), message: outcome.bytes.toString() }];
        await ask(ends, role, ["cloudwatchlogs", "PutLogEvents"], { ...of, logEvents });
      },
    };
  },
);

async function createStream(
  ends: ActionEnds,
  role: ActionRole,
  stream: { readonly logGroupName: string; readonly logStreamName: string },
) {
  checkRole(ends.access, role, ["cloudwatchlogs", "DescribeLogStreams"], stream, true);
  try {
    await ask(ends, role, ["cloudwatchlogs", "CreateLogStream"], stream);
  } catch (thrown) {
    if (!(thrown instanceof ServiceError) || thrown.code !== "ResourceAlreadyExistsException") throw thrown;
  }
}

/** In a batch each element says its time and its message. */
function batchOf(value: Json): readonly { readonly timestamp: number; readonly message: string }[] {
  if (!Array.isArray(value)) throw invalidRequest("In batch mode the message must be an array of log events");
  return (value as readonly Json[]).map((each) => {
    const { timestamp, message } = objectOrEmpty(each);
    if (typeof timestamp !== "number" || typeof message !== "string")
      throw invalidRequest("In batch mode each log event must have a timestamp and a message");
    return { timestamp, message };
  });
}

function numberIn(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw invalidRequest(`'${text}' is not a number`);
}
