// What Glue's jobs need of whoever starts them, which are programs of this machine: a role is held to it for all that.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html

import { arnOfName, firstText } from "../../../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../../../permissions.ts";

const ofJobs = new Set(["StartJobRun", "GetJobRun", "GetJobRuns", "BatchStopJobRun"]);

export const gluePermissions: ServicePermissions<unknown> = {
  isKnown: (operation) => ofJobs.has(operation),
  needsOf(operation, request, { identity }) {
    const resource = arnOfName(firstText(request, "JobName"), { identity, service: "glue", kind: "job/" });
    return [{ action: `glue:${operation}`, resource }];
  },
};
