// AWS::CloudWatch::Alarm and AWS::CloudWatch::Dashboard

import { formatArn } from "../../aws/arn.ts";
import type { ComparisonOperator, MissingDataTreatment } from "../../telemetry/alarm-evaluation.ts";
import type { AlarmConfiguration } from "../../telemetry/alarms.ts";
import type { Properties } from "./properties.ts";
import type { ResourceKind } from "./resource-kind.ts";

export const cloudWatchAlarm: ResourceKind = {
  type: "AWS::CloudWatch::Alarm",
  create(properties, { parts, identity, generatedName }) {
    properties.inert("Tags");
    properties.refuse("Metrics", "an alarm on a metric expression is not deployed from a template yet");
    const alarmName = properties.optionalText("AlarmName") ?? generatedName;
    parts.alarms.putMetricAlarm({
      alarmName,
      ...thresholds(properties),
      ...actions(properties),
      metricStat: {
        metric: {
          namespace: properties.text("Namespace"),
          metricName: properties.text("MetricName"),
          dimensions: Object.fromEntries(
            properties.sections("Dimensions").map((each) => [each.text("Name"), each.text("Value")]),
          ),
        },
        stat: properties.optionalText("Statistic") ?? properties.text("ExtendedStatistic"),
        periodSeconds: properties.optionalNumber("Period") ?? 300,
      },
    });
    return { ref: alarmName, attributes: { Arn: formatArn(identity, "cloudwatch", `alarm:${alarmName}`) } };
  },
};

function thresholds(properties: Properties) {
  const datapointsToAlarm = properties.optionalNumber("DatapointsToAlarm");
  const treatMissingData = properties.optionalText("TreatMissingData");
  return {
    threshold: properties.optionalNumber("Threshold") ?? properties.fail("Threshold", "is required"),
    evaluationPeriods:
      properties.optionalNumber("EvaluationPeriods") ?? properties.fail("EvaluationPeriods", "is required"),
    // Which values are allowed is CloudWatch's business: it refuses the others when the alarm is put.
    comparisonOperator: properties.text("ComparisonOperator") as ComparisonOperator,
    ...(datapointsToAlarm === undefined ? {} : { datapointsToAlarm }),
    ...(treatMissingData === undefined ? {} : { treatMissingData: treatMissingData as MissingDataTreatment }),
  };
}

function actions(properties: Properties): Partial<AlarmConfiguration> {
  return {
    alarmDescription: properties.optionalText("AlarmDescription") ?? "",
    actionsEnabled: properties.optionalBoolean("ActionsEnabled") ?? true,
    alarmActions: properties.texts("AlarmActions"),
    okActions: properties.texts("OKActions"),
    insufficientDataActions: properties.texts("InsufficientDataActions"),
  };
}

export const cloudWatchDashboard: ResourceKind = {
  type: "AWS::CloudWatch::Dashboard",
  create(properties, { parts, generatedName }) {
    const name = properties.optionalText("DashboardName") ?? generatedName;
    parts.dashboards.putDashboard(name, properties.text("DashboardBody"));
    return { ref: name };
  },
};
