// In which role a task calls: its machine's, or the one that its Credentials name.

import type { RoleCaller } from "../../../aws/role-caller.ts";
import type { TaskCall } from "../../../engine/seams.ts";

export function machineCaller({ execution: { roleArn, name, stateMachineArn } }: TaskCall): RoleCaller {
  const via = { service: "states.amazonaws.com", sourceArn: stateMachineArn };
  return { roleArn, sessionName: name.slice(0, 64), via };
}

export function taskCaller(call: TaskCall): RoleCaller {
  const machine = machineCaller(call);
  const other = call.credentials?.roleArn;
  return other === undefined ? machine : { roleArn: other, sessionName: machine.sessionName };
}
