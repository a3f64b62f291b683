// AWS::CloudWatch::Alarm and AWS::CloudWatch::Dashboard
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CloudWatch.html

import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, Deployment, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { given } from "../../../aws/wire/given.ts";
import type { AlarmConfiguration } from "../alarms/alarm-configuration.ts";
import type { MissingDataTreatment } from "../alarms/alarm-rule.ts";
import type { ComparisonOperator } from "../alarms/comparison.ts";
import { deleteAlarms } from "../alarms/every-alarm.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import type { MetricDataQuery } from "../metrics/metric-data-query.ts";
import type { MetricStat } from "../metrics/metric-stat.ts";

export const cloudWatchAlarm: ResourceKind<CloudWatch> = {
  type: "AWS::CloudWatch::Alarm",
  missed: ({ EvaluationCriteria: criteria }) =>
    criteria === undefined ? undefined : "metrics are not asked for by PromQL, so it is never in alarm",
  create(properties, deployment) {
    const name = properties.optionalText("AlarmName") ?? deployment.generatedName;
    const isThere = deployment.service.alarms.describeAlarms({ alarmNames: [name] }).length > 0;
    if (isThere && !deployment.mayExist) throw alreadyExists("AWS::CloudWatch::Alarm", name);
    return putAlarm(name, properties, deployment);
  },
  update(properties, deployment) {
    properties.inert("AlarmName");
    return putAlarm(deployment.ref, properties, deployment);
  },
  delete: (ref, { service }) => deleteAlarms(service, [ref]),
};

function putAlarm(
  alarmName: string,
  properties: Properties,
  { service }: Deployment<CloudWatch>,
): CreatedResource {
  for (const name of ["EvaluationInterval", "EvaluationWindow", "WarmUpConfiguration"])
    properties.withoutEffect(name, "an alarm is evaluated every ten seconds, over whole periods");
  properties.inert("EvaluationCriteria");
  const metrics = properties.sections("Metrics").map(queryOf);
  const { alarmArn } = service.alarms.putMetricAlarm({
    alarmName,
    ...thresholds(properties),
    ...alarmActions(properties),
    ...(metrics.length === 0 ? { metricStat: watchedMetric(properties) } : { metrics }),
  });
  service.alarms.tags.put(alarmArn, properties.tags());
  return { ref: alarmName, attributes: { Arn: alarmArn } };
}

function thresholds(properties: Properties) {
  return {
    ...given("threshold", properties.optionalNumber("Threshold")),
    ...given("thresholdMetricId", properties.optionalText("ThresholdMetricId")),
    evaluationPeriods:
      properties.optionalNumber("EvaluationPeriods") ?? properties.fail("EvaluationPeriods", "is required"),
    // Which values are allowed is CloudWatch's business: it refuses the others when the alarm is put.
    comparisonOperator: properties.text("ComparisonOperator") as ComparisonOperator,
    ...given("evaluateLowSampleCountPercentile", properties.optionalText("EvaluateLowSampleCountPercentile")),
    ...given("datapointsToAlarm", properties.optionalNumber("DatapointsToAlarm")),
    ...given(
      "treatMissingData",
      properties.optionalText("TreatMissingData") as MissingDataTreatment | undefined,
    ),
  };
}

/** What alarms of both kinds have of actions. */
export function alarmActions(properties: Properties): AlarmActions {
  return {
    alarmDescription: properties.optionalText("AlarmDescription") ?? "",
    actionsEnabled: properties.optionalBoolean("ActionsEnabled") ?? true,
    alarmActions: properties.texts("AlarmActions"),
    okActions: properties.texts("OKActions"),
    insufficientDataActions: properties.texts("InsufficientDataActions"),
  };
}

function watchedMetric(properties: Properties): MetricStat {
  const statistic = properties.optionalText("Statistic");
  const extended = properties.optionalText("ExtendedStatistic");
  return {
    metric: metricIn(properties),
    stat: statistic ?? extended ?? properties.fail("Statistic", "or ExtendedStatistic is required"),
    periodSeconds: properties.optionalNumber("Period") ?? 300,
    ...given("unit", properties.optionalText("Unit")),
  };
}

export function queryOf(query: Properties): MetricDataQuery {
  query.withoutEffect("AccountId", "there is one account");
  return {
    id: query.text("Id"),
    ...(query.has("MetricStat") ? { metricStat: queriedMetric(query.section("MetricStat")) } : {}),
    ...given("expression", query.optionalText("Expression")),
    ...given("label", query.optionalText("Label")),
    ...given("returnData", query.optionalBoolean("ReturnData")),
    ...given("periodSeconds", query.optionalNumber("Period")),
  };
}

function queriedMetric(stat: Properties): MetricStat {
  return {
    metric: metricIn(stat.section("Metric")),
    stat: stat.text("Stat"),
    periodSeconds: stat.optionalNumber("Period") ?? stat.fail("Period", "is required"),
    ...given("unit", stat.optionalText("Unit")),
  };
}

export function metricIn(properties: Properties): MetricStat["metric"] {
  return {
    namespace: properties.text("Namespace"),
    metricName: properties.text("MetricName"),
    dimensions: Object.fromEntries(
      properties.sections("Dimensions").map((each) => [each.text("Name"), each.text("Value")]),
    ),
  };
}

type AlarmActions = Pick<
  AlarmConfiguration,
  "alarmDescription" | "actionsEnabled" | "alarmActions" | "okActions" | "insufficientDataActions"
>;

export const cloudWatchDashboard: ResourceKind<CloudWatch> = {
  type: "AWS::CloudWatch::Dashboard",
  create(properties, { service, generatedName, mayExist }) {
    const name = properties.optionalText("DashboardName") ?? generatedName;
    if (!mayExist && service.dashboards.find(name) !== undefined)
      throw alreadyExists("AWS::CloudWatch::Dashboard", name);
    return putDashboard(service, name, properties);
  },
  update(properties, { service, ref }) {
    properties.inert("DashboardName");
    return putDashboard(service, ref, properties);
  },
  delete(ref, { service: { dashboards, alarms } }) {
    const dashboard = dashboards.find(ref);
    if (dashboard === undefined) return;
    dashboards.deleteDashboards([ref]);
    alarms.tags.remove(dashboard.dashboardArn);
  },
};

function putDashboard(
  { dashboards, alarms }: CloudWatch,
  name: string,
  properties: Properties,
): CreatedResource {
  const body = properties.jsonText("DashboardBody") ?? properties.fail("DashboardBody", "is required");
  const { dashboardArn } = dashboards.putDashboard(name, body);
  alarms.tags.put(dashboardArn, properties.tags());
  return { ref: name };
}
