// The bounds of texts in CloudWatch's requests, by the service's model. Numbers are left to their operations: the query protocol
// brings them as texts. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html

import {
  type ListBounds,
  listOf as list,
  oneOf,
  optional,
  required,
  type Shape,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import { plainStatistics } from "../metrics/statistic.ts";
import { units } from "../metrics/units.ts";
import { scanOrders } from "./request-bounds.ts";

/** A form spells an empty list as an empty text. */
function listOf<Value>(shape: Shape<Value>, bounds: ListBounds = {}): Shape<readonly Value[]> {
  const { read } = list(shape, bounds);
  return { read: (value, at) => read(value === "" ? [] : value, at) };
}

const name = text({ min: 1, max: 255 });
const namespace = text({ min: 1, max: 255, pattern: "[^:].*" });
const arn = text({ min: 1, max: 1024 });
const stat = text({
  max: 50,
  pattern: String.raw`(SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tc|tm|ts|wm)(\d{1,2}(\.\d{0,10})?|100)|[ou]\d+(\.\d*)?)(_E|_L|_H)?|(TM|TC|TS|WM)\(((((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%)?:((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%|((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%:(((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%)?)\)|(TM|TC|TS|WM|PR)\(((\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)):((\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)))?|((\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)))?:(\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)))\)`,
});
const tags = optional(
  listOf(structure({ Key: required(text({ min: 1, max: 128 })), Value: required(text({ max: 256 })) })),
);
/** Of any type: what it is, its operation reads. */
const present = required<unknown>({ read: (value) => value });
const dimensionName = required(name);
const dimensionValue = text({ min: 1, max: 1024 });
const dimensions = optional(
  listOf(structure({ Name: dimensionName, Value: required(dimensionValue) }), { max: 30 }),
);
const alarmNames = listOf(name, { max: 100 });
const ofOneDetector = {
  Namespace: optional(namespace),
  MetricName: optional(name),
  Dimensions: dimensions,
  Stat: optional(stat),
};
const ofDetector = {
  ...ofOneDetector,
  SingleMetricAnomalyDetector: optional(structure({ AccountId: optional(name), ...ofOneDetector })),
};
const ofMetric = {
  Namespace: required(namespace),
  MetricName: required(name),
  Dimensions: dimensions,
};
const ruleName = required(text({ min: 1, max: 128, pattern: "[\\x20-\\x7E]+" }));
const ruleNames = structure({
  RuleNames: required(listOf(text({ min: 1, max: 128, pattern: "[\\x20-\\x7E]+" }))),
});
const muteRuleName = structure({ AlarmMuteRuleName: required(name) });
const onResource = { ResourceARN: required(arn) };
const someAlarms = structure({ AlarmNames: required(alarmNames) });
const streamName = structure({ Name: required(name) });
const streamNames = structure({ Names: required(listOf(name)) });

export const modelBounds = {
  PutMetricData: structure({ Namespace: required(namespace) }),
  GetMetricStatistics: structure({
    ...ofMetric,
    StartTime: present,
    EndTime: present,
    Period: present,
    Statistics: optional(listOf(text(), { min: 1, max: 5 })),
    ExtendedStatistics: optional(listOf(text(), { min: 1, max: 10 })),
  }),
  GetMetricData: structure({
    StartTime: present,
    EndTime: present,
    ScanBy: optional(oneOf(...scanOrders)),
  }),
  ListMetrics: structure({
    Namespace: optional(namespace),
    MetricName: optional(name),
    Dimensions: optional(
      listOf(structure({ Name: dimensionName, Value: optional(dimensionValue) }), { max: 10 }),
    ),
    OwningAccount: optional(name),
  }),
  PutMetricAlarm: structure({
    Namespace: optional(namespace),
    MetricName: optional(name),
    Dimensions: dimensions,
    TreatMissingData: optional(name),
    ThresholdMetricId: optional(name),
    Tags: tags,
  }),
  PutCompositeAlarm: structure({ AlarmName: required(name), Tags: tags }),
  DescribeAlarmsForMetric: structure({
    ...ofMetric,
    Statistic: optional(oneOf(...plainStatistics)),
    Unit: optional(oneOf(...units)),
  }),
  DescribeAlarms: structure({
    AlarmNames: optional(alarmNames),
    AlarmNamePrefix: optional(name),
    ChildrenOfAlarmName: optional(name),
    ParentsOfAlarmName: optional(name),
    ActionPrefix: optional(arn),
  }),
  DescribeAlarmContributors: structure({ AlarmName: required(name) }),
  DescribeAlarmHistory: structure({
    AlarmName: optional(name),
    AlarmContributorId: optional(text({ min: 1, max: 16 })),
  }),
  DeleteAlarms: someAlarms,
  EnableAlarmActions: someAlarms,
  DisableAlarmActions: someAlarms,
  SetAlarmState: structure({
    AlarmName: required(name),
    StateReason: required(text({ max: 1023 })),
    StateReasonData: optional(text({ max: 4000 })),
  }),
  PutAnomalyDetector: structure({
    ...ofDetector,
    Configuration: optional(structure({ MetricTimezone: optional(text({ max: 50 })) })),
  }),
  DeleteAnomalyDetector: structure(ofDetector),
  DescribeAnomalyDetectors: structure({
    Namespace: optional(namespace),
    MetricName: optional(name),
    Dimensions: dimensions,
  }),
  PutMetricStream: structure({
    Name: required(name),
    FirehoseArn: required(arn),
    RoleArn: required(arn),
    Tags: tags,
  }),
  GetMetricStream: streamName,
  DeleteMetricStream: streamName,
  StartMetricStreams: streamNames,
  StopMetricStreams: streamNames,
  PutAlarmMuteRule: structure({
    Name: required(name),
    Description: optional(text({ max: 1024 })),
    Rule: required(
      structure({
        Schedule: required(
          structure({
            Expression: required(text({ min: 1, max: 256 })),
            Duration: required(text({ min: 1, max: 50 })),
            Timezone: optional(text({ min: 1, max: 50 })),
          }),
        ),
      }),
    ),
    MuteTargets: optional(structure({ AlarmNames: required(alarmNames) })),
    Tags: tags,
  }),
  GetAlarmMuteRule: muteRuleName,
  DeleteAlarmMuteRule: muteRuleName,
  ListAlarmMuteRules: structure({ AlarmName: optional(name) }),
  PutInsightRule: structure({
    RuleName: ruleName,
    RuleDefinition: required(text({ min: 1, max: 8192 })),
    Tags: tags,
  }),
  GetInsightRuleReport: structure({ RuleName: ruleName }),
  DeleteInsightRules: ruleNames,
  DisableInsightRules: ruleNames,
  EnableInsightRules: ruleNames,
  ListManagedInsightRules: structure(onResource),
  PutDashboard: structure({ Tags: tags }),
  ListTagsForResource: structure(onResource),
  TagResource: structure({ ...onResource, Tags: tags }),
  UntagResource: structure({
    ...onResource,
    TagKeys: optional(listOf(text({ min: 1, max: 128 }))),
  }),
};
