// Makes of the user's settings the parts that stand in for services the region does not have.

import { LocalJobs, type LocalJobsOptions } from "../jobs/local-jobs.ts";
import { AwsCalls } from "./aws-calls.ts";
import { Mocks } from "./mocks.ts";
import type { OutsideParts } from "./outside-services.ts";
import type { TaskSettings } from "./settings.ts";

export function configureOutside(
  settings: TaskSettings,
  options: Omit<LocalJobsOptions, "programs">,
): Pick<OutsideParts, "mocks" | "jobs" | "aws"> {
  return {
    mocks: new Mocks(settings.mocks),
    jobs: new LocalJobs({ ...options, programs: settings.jobs }),
    aws: new AwsCalls({ folder: options.folder, allowed: settings.allowAwsCalls }),
  };
}
