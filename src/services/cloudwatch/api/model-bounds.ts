// The bounds of texts in CloudWatch's requests, by the service's model. Numbers are left to their operations: the query protocol
// brings them as texts. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html

import { optional, required, structure, text } from "../../../aws/wire/shape.ts";

const name = text({ min: 1, max: 255 });
const namespace = text({ min: 1, max: 255, pattern: "[^:].*" });
const arn = text({ min: 1, max: 1024 });
const ofMetric = { Namespace: required(namespace), MetricName: required(name) };
const onResource = structure({ ResourceARN: required(arn) });

export const modelBounds = {
  PutMetricData: structure({ Namespace: required(namespace) }),
  GetMetricStatistics: structure(ofMetric),
  ListMetrics: structure({ Namespace: optional(namespace), MetricName: optional(name) }),
  PutMetricAlarm: structure({
    Namespace: optional(namespace),
    MetricName: optional(name),
    TreatMissingData: optional(name),
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
  ListTagsForResource: onResource,
  TagResource: onResource,
  UntagResource: onResource,
};
