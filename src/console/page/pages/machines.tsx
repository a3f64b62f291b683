// The state machines of the region.

import { ListPage } from "../parts/list-page.tsx";
import { dateTime } from "../parts/words.ts";
import { allPages, call } from "../region/call.ts";
import { addressOf } from "../route.ts";

export interface Machine {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly creationDate: number;
}

export function listMachines(): Promise<readonly Machine[]> {
  return allPages(async (nextToken) => {
    const page = await call<{ stateMachines: Machine[]; nextToken?: string }>("sfn", "ListStateMachines", {
      maxResults: 1000,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    return { items: page.stateMachines, next: page.nextToken };
  });
}

export function MachinesPage() {
  return (
    <ListPage<Machine>
      title="State machines"
      load={listMachines}
      nameOf={({ name }) => name}
      addressOf={({ name }) => addressOf(["machines", name])}
      empty="No machine has been deployed."
      columns={[
        { title: "Type", width: "8rem", cell: ({ type }) => (type === "EXPRESS" ? "Express" : "Standard") },
        { title: "Created", width: "14rem", cell: ({ creationDate }) => dateTime(creationDate) },
      ]}
    />
  );
}
