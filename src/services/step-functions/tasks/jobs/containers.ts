// Jobs in containers: Batch's, ECS's and the Kubernetes jobs of EKS.
// https://docs.aws.amazon.com/batch/latest/APIReference/API_JobDetail.html
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html

import { randomUUID } from "node:crypto";
import { formatArn } from "../../../../aws/arn.ts";
import { type Json, type JsonObject, objectOrEmpty } from "../../../../aws/json.ts";
import {
  at,
  because,
  given,
  type JobKind,
  type JobOutcome,
  type JobRun,
  namedValues,
  textAt,
  verdictBy,
  whenEnded,
} from "./job-kind.ts";

const batchStates: Readonly<Record<JobOutcome, string>> = {
  running: "RUNNING",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  stopped: "FAILED",
  timedOut: "FAILED",
};

export const batchJob: JobKind = {
  service: "batch",
  action: "submitJob",
  sdkService: "batch",
  names: (request) => [
    at(request, ["JobName"]) ?? null,
    at(request, ["JobDefinition"]) ?? null,
    nameInArn(textAt(request, ["JobDefinition"])),
  ],
  newId: () => randomUUID(),
  started: (run) => ({
    JobArn: batchArn(run),
    JobId: run.id,
    JobName: textAt(run.request, ["JobName"]),
  }),
  described: (run) => ({
    Attempts: whenEnded(run, (StoppedAt) => ({ list: [attempt(run, StoppedAt)] }))?.list ?? [],
    Container: {
      Command: commandOf(run.request),
      Environment: at(run.request, ["ContainerOverrides", "Environment"]) ?? [],
      ...exitCode(run),
      MountPoints: [],
      NetworkInterfaces: [],
      ResourceRequirements: at(run.request, ["ContainerOverrides", "ResourceRequirements"]) ?? [],
      Ulimits: [],
      Volumes: [],
    },
    CreatedAt: run.startedAt,
    DependsOn: at(run.request, ["DependsOn"]) ?? [],
    JobArn: batchArn(run),
    JobDefinition: textAt(run.request, ["JobDefinition"]),
    JobId: run.id,
    JobName: textAt(run.request, ["JobName"]),
    JobQueue: textAt(run.request, ["JobQueue"]),
    Parameters: at(run.request, ["Parameters"]) ?? {},
    ...given(run.request, "RetryStrategy"),
    StartedAt: run.startedAt,
    Status: batchStates[run.outcome],
    ...because(run, "StatusReason"),
    ...whenEnded(run, (StoppedAt) => ({ StoppedAt })),
    Tags: at(run.request, ["Tags"]) ?? {},
    ...given(run.request, "Timeout"),
  }),
  describe: {
    action: "describeJobs",
    idAt: ["Jobs", 0],
    itemAt: ["Jobs", 0],
    request: (started) => ({ Jobs: [textAt(started, ["JobId"])] }),
  },
  stop: {
    action: "terminateJob",
    idAt: ["JobId"],
    request: (started) => ({ JobId: textAt(started, ["JobId"]), Reason: "Terminated by Step Functions" }),
  },
  verdict: verdictBy(["Status"], { succeeded: "SUCCEEDED", failed: ["FAILED"] }),
  timeoutSeconds: (request) => numberAt(request, ["Timeout", "AttemptDurationSeconds"]),
  environment: (request) => namedValues(at(request, ["ContainerOverrides", "Environment"])),
  commandLine: commandOf,
};

function batchArn({ identity, id }: JobRun): string {
  return formatArn(identity, "batch", `job/${id}`);
}

function attempt(run: JobRun, StoppedAt: number): JsonObject {
  return {
    Container: { ...exitCode(run), NetworkInterfaces: [], ...because(run, "Reason") },
    StartedAt: run.startedAt,
    StatusReason: run.message ?? "Essential container in task exited",
    StoppedAt,
  };
}

function exitCode({ exitCode: code }: JobRun): JsonObject {
  return code === undefined ? {} : { ExitCode: code };
}

function commandOf(request: JsonObject): readonly string[] {
  const command = at(request, ["ContainerOverrides", "Command"]);
  return Array.isArray(command) ? command.map(String) : [];
}

function numberAt(request: JsonObject, path: readonly string[]): number | undefined {
  const number = at(request, path);
  return typeof number === "number" ? number : undefined;
}

/** `arn:…:job-definition/nightly:3` and `nightly:3` are both `nightly`. */
function nameInArn(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1).replace(/:\d+$/, "");
}

export const ecsTask: JobKind = {
  service: "ecs",
  action: "runTask",
  sdkService: "ecs",
  names: (request) => [
    at(request, ["TaskDefinition"]) ?? null,
    nameInArn(textAt(request, ["TaskDefinition"])),
  ],
  newId: (request, identity) =>
    formatArn(identity, "ecs", `task/${clusterName(request)}/${randomUUID().replaceAll("-", "")}`),
  started: (run) => ({
    Failures: [],
    Tasks: [ecsTask.described({ ...run, outcome: "running", endedAt: undefined })],
  }),
  described: (run) => ({
    Attachments: [],
    Attributes: [],
    AvailabilityZone: `${run.identity.region}a`,
    ClusterArn: formatArn(run.identity, "ecs", `cluster/${clusterName(run.request)}`),
    Containers: containers(run),
    CreatedAt: run.startedAt,
    DesiredStatus: run.endedAt === undefined ? "RUNNING" : "STOPPED",
    EnableExecuteCommand: false,
    ...whenEnded(run, (ExecutionStoppedAt) => ({ ExecutionStoppedAt })),
    ...given(run.request, "Group"),
    InferenceAccelerators: [],
    LastStatus: run.endedAt === undefined ? "RUNNING" : "STOPPED",
    LaunchType: textAt(run.request, ["LaunchType"]) || "FARGATE",
    Overrides: at(run.request, ["Overrides"]) ?? {
      ContainerOverrides: [],
      InferenceAcceleratorOverrides: [],
    },
    StartedAt: run.startedAt,
    // What Step Functions says of itself when it runs a task.
    StartedBy: "AWS Step Functions",
    ...whenEnded(run, (StoppedAt) => ({
      StopCode: run.outcome === "stopped" ? "UserInitiated" : "EssentialContainerExited",
      StoppedAt,
      StoppedReason: run.outcome === "stopped" ? (run.message ?? "") : "Essential container in task exited",
      StoppingAt: StoppedAt,
    })),
    Tags: at(run.request, ["Tags"]) ?? [],
    TaskArn: run.id,
    TaskDefinitionArn: taskDefinitionArn(run),
    Version: run.endedAt === undefined ? 1 : 2,
  }),
  describe: {
    action: "describeTasks",
    idAt: ["Tasks", 0],
    itemAt: ["Tasks", 0],
    request: (started, startRequest) => ({
      ...given(startRequest, "Cluster"),
      Tasks: [textAt(started, ["Tasks", 0, "TaskArn"])],
    }),
  },
  stop: {
    action: "stopTask",
    idAt: ["Task"],
    request: (started, startRequest) => ({
      ...given(startRequest, "Cluster"),
      Task: textAt(started, ["Tasks", 0, "TaskArn"]),
    }),
  },
  verdict(described) {
    if (textAt(described, ["LastStatus"]) !== "STOPPED") return "running";
    const list = at(described, ["Containers"]);
    const exits = Array.isArray(list) ? list.map((each: Json) => at(each, ["ExitCode"])) : [];
    const isStarted = textAt(described, ["StopCode"]) !== "TaskFailedToStart";
    return isStarted && exits.every((code) => code === 0) ? "succeeded" : "failed";
  },
  environment: (request) =>
    Object.assign({}, ...containerOverrides(request).map((each) => namedValues(at(each, ["Environment"])))),
  commandLine(request) {
    const command = at(containerOverrides(request)[0], ["Command"]);
    return Array.isArray(command) ? command.map(String) : [];
  },
};

function clusterName(request: JsonObject): string {
  return textAt(request, ["Cluster"]).split("/").at(-1) || "default";
}

function taskDefinitionArn({ request, identity }: JobRun): string {
  const given = textAt(request, ["TaskDefinition"]);
  return given.startsWith("arn:") ? given : formatArn(identity, "ecs", `task-definition/${given}`);
}

function containerOverrides(request: JsonObject): readonly Json[] {
  const found = at(request, ["Overrides", "ContainerOverrides"]);
  return Array.isArray(found) ? found : [];
}

function containers(run: JobRun): readonly JsonObject[] {
  const named = containerOverrides(run.request).map((each) => textAt(each, ["Name"]));
  const names = named.length > 0 ? named : [nameInArn(textAt(run.request, ["TaskDefinition"]))];
  // One process stands for all of them, so all of them end as it did.
  return names.map((Name) => ({
    ContainerArn: formatArn(run.identity, "ecs", `container/${run.id.split("/").at(-1)}/${Name}`),
    ...(run.endedAt === undefined ? {} : { ExitCode: run.exitCode ?? 1 }),
    LastStatus: run.endedAt === undefined ? "RUNNING" : "STOPPED",
    Name,
    NetworkInterfaces: [],
    ...because(run, "Reason"),
    TaskArn: run.id,
  }));
}

export const kubernetesJob: JobKind = {
  service: "eks",
  action: "runJob",
  sdkService: "eks",
  names: (request) => [
    at(request, ["Job", "metadata", "name"]) ?? null,
    at(request, ["Job", "metadata", "generateName"]) ?? null,
  ],
  newId: () => randomUUID(),
  started: (run) => kubernetesJob.described({ ...run, outcome: "running", endedAt: undefined }),
  described: (run) => {
    const job = at(run.request, ["Job"]);
    return {
      ...objectOrEmpty(job),
      status: {
        startTime: new Date(run.startedAt).toISOString(),
        ...whenEnded(run, (endedAt) => ({
          completionTime: new Date(endedAt).toISOString(),
          conditions: [
            {
              type: run.outcome === "succeeded" ? "Complete" : "Failed",
              status: "True",
              ...(run.message === undefined ? {} : { message: run.message }),
            },
          ],
          [run.outcome === "succeeded" ? "succeeded" : "failed"]: 1,
        })),
      },
      ...(at(run.request, ["LogOptions", "RetrieveLogs"]) === true && run.endedAt !== undefined
        ? { logs: { pods: { [run.name]: { containers: { [run.name]: { log: run.output } } } } } }
        : {}),
    };
  },
  verdict(described) {
    const status = at(described, ["status"]);
    if (at(status, ["succeeded"]) !== undefined) return "succeeded";
    return at(status, ["failed"]) === undefined ? "running" : "failed";
  },
};
