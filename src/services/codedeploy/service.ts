// CodeDeploy: deployments of functions, which a template's UpdatePolicy asks for. Applications, groups and configurations are the
// template's own.

import { formatArn } from "../../aws/arn.ts";
import { firstText } from "../../aws/wire/arn-members.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { codeDeployApi } from "./api.ts";
import { Deployments } from "./deployments.ts";

export type CodeDeployNeeds = Pick<House, "clock" | "identity" | "router" | "access">;

export const codedeploy: ServiceDoor<"codedeploy", CodeDeployNeeds, Deployments> = {
  name: "codedeploy",
  open: ({ clock, identity, router, access }) =>
    new Deployments({ clock, identity, deliver: router.deliver, access }),
  apis: { codedeploy: codeDeployApi },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodedeploy.html
  permissions: {
    needsOf(operation, request, { identity, service }) {
      const deployment = service.find(firstText(request, "deploymentId") ?? "");
      const unknown = formatArn(identity, "codedeploy", "deploymentgroup:*");
      return [{ action: `codedeploy:${operation}`, resource: deployment?.groupArn ?? unknown }];
    },
  },
  sources: [{ name: "deployment's lifecycle event hook", only: ["function"] }],
};
