// How the world hears of a composite alarm's change of state: the JSON text for an SNS topic, and the event on the default bus.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import type { AlarmEvent, AlarmMessage } from "./alarm-notification.ts";
import type { CompositeAlarm, CompositeStateChange } from "./composite-alarms.ts";
import { regionName } from "./region-names.ts";
import { suppressedReason } from "./suppression.ts";
import { zonedTime } from "./zoned-time.ts";

export function compositeMessage(
  { alarm, before }: CompositeStateChange,
  { accountId, region }: RegionIdentity,
): AlarmMessage {
  const { configuration } = alarm;
  const content: JsonObject = {
    AlarmName: configuration.alarmName,
    AlarmDescription: configuration.alarmDescription ?? null,
    AWSAccountId: accountId,
    NewStateValue: alarm.state,
    NewStateReason: alarm.stateReason,
    StateChangeTime: zonedTime(alarm.stateTransitionedAt),
    Region: regionName(region),
    AlarmArn: alarm.alarmArn,
    OKActions: configuration.okActions ?? [],
    AlarmActions: configuration.alarmActions ?? [],
    InsufficientDataActions: configuration.insufficientDataActions ?? [],
    OldStateValue: before.state,
    AlarmRule: configuration.alarmRule,
    TriggeringChildren: triggeringChildren(alarm),
  };
  return {
    subject: `${alarm.state}: "${configuration.alarmName}" in ${regionName(region)}`,
    message: JSON.stringify(content),
  };
}

export function compositeEvent({ alarm, before }: CompositeStateChange): AlarmEvent {
  const { configuration } = alarm;
  const { alarmDescription, actionsSuppressor, suppressorWaitSeconds, suppressorExtensionSeconds } =
    configuration;
  return {
    source: "aws.cloudwatch",
    detailType: "CloudWatch Alarm State Change",
    resources: [alarm.alarmArn],
    detail: {
      alarmName: configuration.alarmName,
      state: stateOf(alarm),
      previousState: stateOf(before),
      configuration: {
        ...(alarmDescription === undefined ? {} : { description: alarmDescription }),
        alarmRule: configuration.alarmRule,
        ...(actionsSuppressor === undefined
          ? {}
          : {
              actionsSuppressor,
              actionsSuppressorWaitPeriod: suppressorWaitSeconds ?? 0,
              actionsSuppressorExtensionPeriod: suppressorExtensionSeconds ?? 0,
            }),
      },
    },
  };
}

function stateOf({
  state,
  stateReason,
  stateReasonData,
  stateUpdatedAt,
  suppression,
}: CompositeAlarm): JsonObject {
  return {
    ...(suppression === undefined
      ? {}
      : { actionsSuppressedBy: suppression.by, actionsSuppressedReason: suppressedReason(suppression) }),
    reason: stateReason,
    ...(stateReasonData === undefined ? {} : { reasonData: stateReasonData }),
    timestamp: zonedTime(stateUpdatedAt),
    value: state,
  };
}

interface Triggering {
  readonly arn: string;
  readonly state: { readonly value: string; readonly timestamp: string };
}

function triggeringChildren({ stateReasonData }: CompositeAlarm): readonly JsonObject[] {
  const data: unknown = stateReasonData === undefined ? undefined : JSON.parse(stateReasonData);
  const { triggeringAlarms = [] } = (data ?? {}) as { readonly triggeringAlarms?: readonly Triggering[] };
  return triggeringAlarms.map(({ arn, state }) => ({
    Arn: arn,
    State: { Value: state.value, Timestamp: state.timestamp },
  }));
}
