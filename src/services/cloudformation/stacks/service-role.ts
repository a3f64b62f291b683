// The role that a stack was given, which CloudFormation assumes for all that it does to the stack.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html

import type { RoleCaller } from "../../../aws/role-caller.ts";

export const cloudFormationPrincipal = "cloudformation.amazonaws.com";

export function serviceRole(roleArn: string, stackId: string): RoleCaller {
  const via = { service: cloudFormationPrincipal, sourceArn: stackId };
  return { roleArn, sessionName: "AWSCloudFormation", via };
}
