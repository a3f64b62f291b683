// The bounds of texts in CloudWatch's requests, by the service's model. Numbers are left to their operations: the query protocol
// brings them as texts. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html

import { listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";

const name = text({ min: 1, max: 255 });
const namespace = text({ min: 1, max: 255, pattern: "[^:].*" });
const arn = text({ min: 1, max: 1024 });
const stat = text({
  max: 50,
  pattern: String.raw`(SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tc|tm|ts|wm)(\d{1,2}(\.\d{0,10})?|100)|[ou]\d+(\.\d*)?)(_E|_L|_H)?|(TM|TC|TS|WM)\(((((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%)?:((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%|((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%:(((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%)?)\)|(TM|TC|TS|WM|PR)\(((\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)):((\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)))?|((\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)))?:(\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)))\)`,
});
const ofDetector = {
  Namespace: optional(namespace),
  MetricName: optional(name),
  Stat: optional(stat),
  SingleMetricAnomalyDetector: optional(
    structure({ Namespace: optional(namespace), MetricName: optional(name), Stat: optional(stat) }),
  ),
};
const ofMetric = { Namespace: required(namespace), MetricName: required(name) };
const ruleNames = structure({ RuleNames: required(listOf(text({ min: 1, max: 128 }))) });
const muteRuleName = structure({ AlarmMuteRuleName: required(name) });
const onResource = structure({ ResourceARN: required(arn) });

export const modelBounds = {
  PutMetricData: structure({ Namespace: required(namespace) }),
  GetMetricStatistics: structure(ofMetric),
  ListMetrics: structure({ Namespace: optional(namespace), MetricName: optional(name) }),
  PutMetricAlarm: structure({
    Namespace: optional(namespace),
    MetricName: optional(name),
    TreatMissingData: optional(name),
    ThresholdMetricId: optional(name),
  }),
  DescribeAlarmsForMetric: structure(ofMetric),
  DescribeAlarms: structure({
    AlarmNamePrefix: optional(name),
    ChildrenOfAlarmName: optional(name),
    ParentsOfAlarmName: optional(name),
    ActionPrefix: optional(arn),
  }),
  DescribeAlarmHistory: structure({ AlarmName: optional(name) }),
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
  DescribeAnomalyDetectors: structure({ Namespace: optional(namespace), MetricName: optional(name) }),
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
  }),
  GetAlarmMuteRule: muteRuleName,
  DeleteAlarmMuteRule: muteRuleName,
  ListAlarmMuteRules: structure({ AlarmName: optional(name) }),
  PutInsightRule: structure({
    RuleName: required(text({ min: 1, max: 128, pattern: "[\\x20-\\x7E]+" })),
    RuleDefinition: required(text({ min: 1, max: 8192 })),
  }),
  DeleteInsightRules: ruleNames,
  DisableInsightRules: ruleNames,
  EnableInsightRules: ruleNames,
  ListTagsForResource: onResource,
  TagResource: onResource,
  UntagResource: onResource,
};
