// The state machines of the region.

import { LongList } from "../parts/long-list.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { dateTime } from "../parts/words.ts";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, go } from "../route.ts";

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
  const { value: machines, problem } = useLive("machines", listMachines, 5000);
  return (
    <>
      <h1>State machines</h1>
      <Trouble problem={problem} />
      {machines && (
        <LongList
          label="State machines"
          rows={machines}
          keyOf={({ stateMachineArn }) => stateMachineArn}
          empty="No machine has been deployed."
          onOpen={({ name }) => go(addressOf(["machines", name]))}
          columns={[
            {
              title: "Name",
              width: "2fr",
              cell: ({ name }) => <a href={addressOf(["machines", name])}>{name}</a>,
            },
            {
              title: "Type",
              width: "8rem",
              cell: ({ type }) => (type === "EXPRESS" ? "Express" : "Standard"),
            },
            { title: "Created", width: "14rem", cell: ({ creationDate }) => dateTime(creationDate) },
          ]}
        />
      )}
    </>
  );
}
