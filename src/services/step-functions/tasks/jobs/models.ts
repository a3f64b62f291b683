// SageMaker's jobs, which are all of one form, and Bedrock's customization of a model.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html

import { randomUUID } from "node:crypto";
import { formatArn } from "../../../../aws/arn.ts";
import {
  at,
  because,
  given,
  type JobKind,
  type JobOutcome,
  type JobRun,
  textAt,
  verdictBy,
  whenEnded,
} from "./job-kind.ts";

const states: Readonly<Record<JobOutcome, string>> = {
  running: "InProgress",
  succeeded: "Completed",
  failed: "Failed",
  stopped: "Stopped",
  timedOut: "Stopped",
};

const ends = { succeeded: "Completed", failed: ["Failed", "Stopped"] };

interface SageMakerNames {
  /** As in `createTrainingJob`. */
  readonly job: string;
  /** Before `Name`, `Arn` and `Status` in the members. */
  readonly member: string;
  readonly arnKind: string;
  /** Names of jobs are made anew for every run, so an image may name the program as well. */
  readonly imageAt: readonly string[];
}

function sageMakerJob({ job, member, arnKind, imageAt }: SageMakerNames): JobKind {
  const name = `${member}Name`;
  const arnOf = (run: JobRun) =>
    formatArn(run.identity, "sagemaker", `${arnKind}/${textAt(run.request, [name])}`);
  return {
    service: "sagemaker",
    action: `create${job}`,
    sdkService: "sagemaker",
    names: (request) => [at(request, [name]) ?? null, at(request, imageAt) ?? null],
    newId: (request) => textAt(request, [name]) || randomUUID(),
    started: (run) => ({ [`${member}Arn`]: arnOf(run) }),
    described: (run) => ({
      ...run.request,
      CreationTime: run.startedAt,
      ...because(run, "FailureReason"),
      LastModifiedTime: run.endedAt ?? run.startedAt,
      [`${member}Arn`]: arnOf(run),
      ...whenEnded(run, (endedAt) => ({ [`${member.replace(/Job$/, "")}EndTime`]: endedAt })),
      [`${member}Status`]: states[run.outcome],
    }),
    describe: {
      action: `describe${job}`,
      idAt: [name],
      itemAt: [],
      request: (_started, startRequest) => given(startRequest, name),
    },
    stop: {
      action: `stop${job}`,
      idAt: [name],
      request: (_started, startRequest) => given(startRequest, name),
    },
    verdict: verdictBy([`${member}Status`], ends),
    timeoutSeconds(request) {
      const seconds = at(request, ["StoppingCondition", "MaxRuntimeInSeconds"]);
      return typeof seconds === "number" ? seconds : undefined;
    },
    environment(request) {
      const found = at(request, ["Environment"]);
      if (typeof found !== "object" || found === null) return {};
      return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, String(value)]));
    },
  };
}

export const sageMakerJobs: readonly JobKind[] = [
  {
    job: "TrainingJob",
    member: "TrainingJob",
    arnKind: "training-job",
    imageAt: ["AlgorithmSpecification", "TrainingImage"],
  },
  { job: "TransformJob", member: "TransformJob", arnKind: "transform-job", imageAt: ["ModelName"] },
  {
    job: "HyperParameterTuningJob",
    member: "HyperParameterTuningJob",
    arnKind: "hyper-parameter-tuning-job",
    imageAt: ["TrainingJobDefinition", "AlgorithmSpecification", "TrainingImage"],
  },
  { job: "LabelingJob", member: "LabelingJob", arnKind: "labeling-job", imageAt: ["LabelAttributeName"] },
  {
    job: "ProcessingJob",
    member: "ProcessingJob",
    arnKind: "processing-job",
    imageAt: ["AppSpecification", "ImageUri"],
  },
].map(sageMakerJob);

export const modelCustomization: JobKind = {
  service: "bedrock",
  action: "createModelCustomizationJob",
  sdkService: "bedrock",
  names: (request) => [at(request, ["JobName"]) ?? null, at(request, ["CustomModelName"]) ?? null],
  newId: (_request, identity) =>
    formatArn(
      identity,
      "bedrock",
      `model-customization-job/${randomUUID().replaceAll("-", "").slice(0, 12)}`,
    ),
  started: ({ id }) => ({ JobArn: id }),
  described: (run) => ({
    CreationTime: run.startedAt,
    ...whenEnded(run, (EndTime) => ({ EndTime })),
    ...because(run, "FailureMessage"),
    ...given(run.request, "HyperParameters"),
    JobArn: run.id,
    ...given(run.request, "JobName"),
    LastModifiedTime: run.endedAt ?? run.startedAt,
    ...given(run.request, "OutputDataConfig"),
    OutputModelName: textAt(run.request, ["CustomModelName"]),
    ...given(run.request, "RoleArn"),
    Status: states[run.outcome],
    ...given(run.request, "TrainingDataConfig", "ValidationDataConfig"),
  }),
  describe: {
    action: "getModelCustomizationJob",
    idAt: ["JobIdentifier"],
    itemAt: [],
    request: (started) => ({ JobIdentifier: textAt(started, ["JobArn"]) }),
  },
  stop: {
    action: "stopModelCustomizationJob",
    idAt: ["JobIdentifier"],
    request: (started) => ({ JobIdentifier: textAt(started, ["JobArn"]) }),
  },
  verdict: verdictBy(["Status"], ends),
};
