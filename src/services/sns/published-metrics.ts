// Turns what becomes of publications into CloudWatch's metrics AWS/SNS.
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html

import { KeptSeries } from "../../aws/kept-series.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";

const counted = {
  published: { name: "NumberOfMessagesPublished", unit: "Count" },
  size: { name: "PublishSize", unit: "Bytes" },
  delivered: { name: "NumberOfNotificationsDelivered", unit: "Count" },
  failed: { name: "NumberOfNotificationsFailed", unit: "Count" },
  filtered: { name: "NumberOfNotificationsFilteredOut", unit: "Count" },
  filteredAttributes: { name: "NumberOfNotificationsFilteredOut-MessageAttributes", unit: "Count" },
  filteredBody: { name: "NumberOfNotificationsFilteredOut-MessageBody", unit: "Count" },
  noAttributes: { name: "NumberOfNotificationsFilteredOut-NoMessageAttributes", unit: "Count" },
  invalidAttributes: { name: "NumberOfNotificationsFilteredOut-InvalidAttributes", unit: "Count" },
  invalidBody: { name: "NumberOfNotificationsFilteredOut-InvalidMessageBody", unit: "Count" },
  redriven: { name: "NumberOfNotificationsRedrivenToDlq", unit: "Count" },
  lost: { name: "NumberOfNotificationsFailedToRedriveToDlq", unit: "Count" },
  archived: { name: "NumberOfMessagesArchiveProcessing", unit: "Count" },
  archivedBytes: { name: "NumberOfBytesArchiveProcessing", unit: "Bytes" },
  inArchive: { name: "ApproximateNumberOfMessagesArchived", unit: "Count" },
  bytesInArchive: { name: "ApproximateNumberOfBytesArchived", unit: "Bytes" },
  replayed: { name: "NumberOfReplayedNotificationsDelivered", unit: "Count" },
  notReplayed: { name: "NumberOfReplayedNotificationsFailed", unit: "Count" },
} as const;

export type TopicMetric = keyof typeof counted;
export type CountForTopic = (topicArn: string, metric: TopicMetric, value?: number) => void;

export function topicMetrics(sink: MetricSink | undefined): CountForTopic {
  const series = new KeptSeries(sink, "AWS/SNS", (topicArn) => [
    { TopicName: topicArn.slice(topicArn.lastIndexOf(":") + 1) },
  ]);
  return (topicArn, metric, value = 1) => {
    const { name, unit } = counted[metric];
    series.record(topicArn, name, unit, value);
  };
}
