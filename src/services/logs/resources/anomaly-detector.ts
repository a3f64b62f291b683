// AWS::Logs::LogAnomalyDetector
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loganomalydetector.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { type DetectorSettings, frequencies } from "../anomalies/anomaly-detectors.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { nameIn } from "../group-name.ts";

export const logAnomalyDetector: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::LogAnomalyDetector",
  isKept: true,
  create(properties, { service: { anomalyDetectors }, generatedName, mayExist }) {
    const detectorName = properties.optionalText("DetectorName") ?? generatedName;
    const [arn = ""] = properties.texts("LogGroupArnList");
    const logGroupName = nameIn(arn);
    const isSame = (each: { detectorName: string; logGroupName: string }) =>
      each.detectorName === detectorName && each.logGroupName === logGroupName;
    const former = mayExist ? anomalyDetectors.all().find(isSame) : undefined;
    const settings = detectorSettings(properties);
    const kmsKeyId = properties.optionalText("KmsKeyId");
    const { id } = former ?? anomalyDetectors.create(logGroupName, { ...settings, detectorName, kmsKeyId });
    if (former !== undefined) anomalyDetectors.update(anomalyDetectors.arnOf(id), settings, true);
    return toldDetector(anomalyDetectors.arnOf(id), properties);
  },
  update(properties, { service: { anomalyDetectors }, ref }) {
    properties.inert("DetectorName", "LogGroupArnList", "KmsKeyId");
    anomalyDetectors.update(ref, detectorSettings(properties), true);
    return toldDetector(ref, properties);
  },
  delete(ref, { service: { anomalyDetectors } }) {
    if (anomalyDetectors.all().some(({ id }) => anomalyDetectors.arnOf(id) === ref))
      anomalyDetectors.delete(ref);
  },
};

function detectorSettings(properties: Properties): DetectorSettings {
  const frequency = properties.optionalText("EvaluationFrequency") ?? "FIVE_MIN";
  if (!Object.hasOwn(frequencies, frequency))
    properties.fail("EvaluationFrequency", `must be one of ${Object.keys(frequencies).join(", ")}`);
  return {
    evaluationFrequency: frequency as DetectorSettings["evaluationFrequency"],
    filterPattern: properties.optionalText("FilterPattern"),
    anomalyVisibilityTime: properties.optionalNumber("AnomalyVisibilityTime") ?? 21,
  };
}

function toldDetector(ref: string, properties: Properties): CreatedResource {
  properties.inert("AccountId");
  return {
    ref,
    attributes: {
      ...{ AnomalyDetectorArn: ref, AnomalyDetectorStatus: "INITIALIZING" },
      ...{ CreationTimeStamp: 0, LastModifiedTimeStamp: 0 },
    },
  };
}
