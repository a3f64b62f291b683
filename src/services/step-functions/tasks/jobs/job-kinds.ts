// The kinds of job that a Task can wait for, by the name of the integration that starts them.

import { codeBuild, codeBuildBatch, codeBuildBatchAgain, mediaConversion } from "./builds.ts";
import { batchJob, ecsTask, kubernetesJob } from "./containers.ts";
import { dataBrewJob, glueJob } from "./glue.ts";
import { type JobKind, nameOfKind } from "./job-kind.ts";
import { modelCustomization, sageMakerJobs } from "./models.ts";
import { athenaQuery, emrContainersJob, emrServerlessJob, emrStep } from "./queries.ts";

const kinds: readonly JobKind[] = [
  glueJob,
  dataBrewJob,
  batchJob,
  ecsTask,
  kubernetesJob,
  codeBuild,
  codeBuildBatch,
  codeBuildBatchAgain,
  mediaConversion,
  athenaQuery,
  emrStep,
  emrContainersJob,
  emrServerlessJob,
  ...sageMakerJobs,
  modelCustomization,
];

export const jobKinds: ReadonlyMap<string, JobKind> = new Map(kinds.map((kind) => [nameOfKind(kind), kind]));
