// Turns what becomes of publications into CloudWatch's metrics AWS/SNS.
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html

import type { CountedSeries, MetricSink } from "../../aws/metric-sink.ts";

const counted = {
  published: { name: "NumberOfMessagesPublished", unit: "Count" },
  size: { name: "PublishSize", unit: "Bytes" },
  delivered: { name: "NumberOfNotificationsDelivered", unit: "Count" },
  failed: { name: "NumberOfNotificationsFailed", unit: "Count" },
  filtered: { name: "NumberOfNotificationsFilteredOut", unit: "Count" },
  redriven: { name: "NumberOfNotificationsRedrivenToDlq", unit: "Count" },
  lost: { name: "NumberOfNotificationsFailedToRedriveToDlq", unit: "Count" },
} as const;

export type TopicMetric = keyof typeof counted;
export type CountForTopic = (topicArn: string, metric: TopicMetric, value?: number) => void;

export function topicMetrics(sink: MetricSink | undefined): CountForTopic {
  if (sink === undefined) return () => {};
  // Finding a series by its dimensions is too dear for every message.
  const known = new Map<string, CountedSeries>();
  return (topicArn, metric, value = 1) => {
    const key = `${metric} ${topicArn}`;
    let series = known.get(key);
    if (series === undefined) {
      const { name, unit } = counted[metric];
      const TopicName = topicArn.slice(topicArn.lastIndexOf(":") + 1);
      series = sink.series("AWS/SNS", name, { TopicName }, unit);
      known.set(key, series);
    }
    series.record(value);
  };
}
