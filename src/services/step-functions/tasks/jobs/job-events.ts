// What the services that jobs stand in for tell on the default bus: how a job stands, when it begins and when it has ended. Glue and DataBrew
// tell of ends alone. Best effort, as on AWS.
// https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
// https://docs.aws.amazon.com/batch/latest/userguide/batch_cwe_events.html
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
// https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications-ref.html
// https://docs.aws.amazon.com/athena/latest/ug/athena-events.html
// https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import type { ServiceEvent } from "../../../../aws/service-event.ts";
import { at, type JobKind, type JobRun, nameOfKind, textAt } from "./job-kind.ts";

type Told = Pick<ServiceEvent, "detailType" | "resources" | "detail">;

/** What is told of a run as it stands, by the described job; undefined if nothing is. */
type Telling = (run: JobRun, described: JsonObject) => Told | undefined;

/** Undefined for a job that tells nothing, or not yet. */
export function jobEvent(kind: JobKind, run: JobRun): ServiceEvent | undefined {
  const told = tellings[nameOfKind(kind)]?.(run, kind.described(run));
  return told && { source: `aws.${sources[kind.service] ?? kind.service}`, ...told };
}

const sources: Readonly<Record<string, string>> = { elasticmapreduce: "emr" };

const severities = { running: "INFO", succeeded: "INFO", failed: "ERROR", stopped: "INFO", timedOut: "WARN" };

const messages = {
  running: "Job run started",
  succeeded: "Job run succeeded",
  stopped: "Job run stopped",
  timedOut: "Job run timed out",
};

function glue(detailType: string, nameMember: string, stateMember: string): Telling {
  return (run, described) => {
    const { id, outcome } = run;
    if (outcome === "running") return undefined;
    const jobName = textAt(run.request, [nameMember]);
    const message =
      outcome === "failed"
        ? `JobName:${jobName} and JobRunId:${id} failed to execute with exception ${run.message ?? ""}`
        : messages[outcome];
    const severity = severities[outcome];
    const state = textAt(described, [stateMember]);
    return { detailType, resources: [], detail: { jobName, severity, state, jobRunId: id, message } };
  };
}

const batch: Telling = (_run, described) => ({
  detailType: "Batch Job State Change",
  resources: [textAt(described, ["JobArn"])],
  detail: inSmallLetters(described),
});

const ecs: Telling = (run, described) => ({
  detailType: "ECS Task State Change",
  resources: [run.id],
  detail: inSmallLetters(withDates(described)),
});

const codeBuild: Telling = (run, described) => {
  const arn = textAt(described, ["Arn"]);
  const start = new Date(run.startedAt).toISOString();
  return {
    detailType: "CodeBuild Build State Change",
    resources: [arn],
    detail: {
      "build-status": textAt(described, ["BuildStatus"]),
      "project-name": textAt(described, ["ProjectName"]),
      "build-id": arn,
      "additional-information": {
        "build-complete": run.endedAt !== undefined,
        "build-start-time": start,
        initiator: "states",
        environment: {
          "environment-variables": at(described, ["Environment", "EnvironmentVariables"]) ?? [],
        },
        "timeout-in-minutes": at(described, ["TimeoutInMinutes"]) ?? null,
      },
      "current-phase": textAt(described, ["CurrentPhase"]),
      "current-phase-context": "[]",
      version: "1",
    },
  };
};

const athena: Telling = (run, described) => ({
  detailType: "Athena Query State Change",
  resources: [],
  detail: {
    versionId: "0",
    currentState: textAt(described, ["Status", "State"]),
    ...(run.outcome === "running" ? {} : { previousState: "RUNNING" }),
    statementType: "DML",
    queryExecutionId: run.id,
    workgroupName: textAt(described, ["WorkGroup"]),
    sequenceNumber: run.outcome === "running" ? "2" : "3",
  },
});

const emrStep: Telling = (run, described) => {
  const state = textAt(described, ["Status", "State"]);
  const name = textAt(described, ["Name"]);
  return {
    detailType: "EMR Step Status Change",
    resources: [],
    detail: {
      severity: severities[run.outcome],
      actionOnFailure: textAt(described, ["ActionOnFailure"]),
      stepId: run.id,
      name,
      clusterId: textAt(run.request, ["ClusterId"]),
      state,
      message: `Step ${run.id} (${name}) is ${state} in Amazon EMR cluster ${textAt(run.request, ["ClusterId"])}.`,
    },
  };
};

function sageMaker(job: string, arnMember: string): Telling {
  return (_run, described) => ({
    detailType: `SageMaker ${job} Job State Change`,
    resources: [textAt(described, [arnMember])],
    detail: described,
  });
}

const tellings: Readonly<Record<string, Telling>> = {
  "glue:startJobRun": glue("Glue Job State Change", "JobName", "JobRunState"),
  "databrew:startJobRun": glue("DataBrew Job State Change", "Name", "State"),
  "batch:submitJob": batch,
  "ecs:runTask": ecs,
  "codebuild:startBuild": codeBuild,
  "athena:startQueryExecution": athena,
  "elasticmapreduce:addStep": emrStep,
  "sagemaker:createTrainingJob": sageMaker("Training", "TrainingJobArn"),
  "sagemaker:createTransformJob": sageMaker("Transform", "TransformJobArn"),
  "sagemaker:createHyperParameterTuningJob": sageMaker("HyperParameter Tuning", "HyperParameterTuningJobArn"),
  "sagemaker:createLabelingJob": sageMaker("Ground Truth Labeling", "LabelingJobArn"),
  "sagemaker:createProcessingJob": sageMaker("Processing", "ProcessingJobArn"),
};

/** Step Functions writes members with a capital; the services themselves do not. What a user named keeps its letters. */
function inSmallLetters(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      asNamed.has(name) ? member : small(member),
    ]),
  );
}

const asNamed: ReadonlySet<string> = new Set(["Parameters", "Tags"]);

function small(value: Json): Json {
  if (Array.isArray(value)) return value.map(small);
  return isJsonObject(value) ? inSmallLetters(value) : value;
}

/** ECS tells times as texts. */
function withDates(task: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(task).map(([name, value]) => [
      name,
      name.endsWith("At") && typeof value === "number" ? new Date(value).toISOString() : value,
    ]),
  );
}
