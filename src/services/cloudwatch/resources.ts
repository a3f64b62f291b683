// AWS::CloudWatch::Alarm and AWS::CloudWatch::Dashboard

import { formatArn } from "../../aws/arn.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { AlarmConfiguration } from "./alarms/alarm-configuration.ts";
import type { ComparisonOperator, MissingDataTreatment } from "./alarms/alarm-evaluation.ts";
import type { CloudWatch } from "./cloudwatch.ts";

export const cloudWatchAlarm: ResourceKind<CloudWatch> = {
  type: "AWS::CloudWatch::Alarm",
  create(properties, { service, identity, generatedName }) {
    properties.inert("Tags");
    properties.refuse("Metrics", "an alarm on a metric expression is not deployed from a template yet");
    const alarmName = properties.optionalText("AlarmName") ?? generatedName;
    service.alarms.putMetricAlarm({
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

export const cloudWatchDashboard: ResourceKind<CloudWatch> = {
  type: "AWS::CloudWatch::Dashboard",
  create(properties, { service, generatedName }) {
    const name = properties.optionalText("DashboardName") ?? generatedName;
    service.dashboards.putDashboard(name, properties.text("DashboardBody"));
    return { ref: name };
  },
};
