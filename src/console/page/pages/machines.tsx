// The state machines of the region.

import { ListPage } from "../parts/list-page.tsx";
import { When } from "../parts/when.tsx";
import { count } from "../parts/words.ts";
import { allPages, call } from "../region/call.ts";
import { sumsOf } from "../region/metric-sums.ts";
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

type Counted = Machine & { readonly started: number; readonly failed: number };

/** Of the first of them: so many metrics are asked for at once. */
const mostCounted = 160;
const counted = ["ExecutionsStarted", "ExecutionsFailed", "ExecutionsTimedOut"];

async function listCounted(): Promise<readonly Counted[]> {
  const machines = await listMachines();
  const asked = machines.slice(0, mostCounted).flatMap(({ stateMachineArn }) =>
    counted.map((metric) => ({
      ...{ title: metric, metric, namespace: "AWS/States" },
      dimensions: { StateMachineArn: stateMachineArn },
    })),
  );
  const sums = asked.length === 0 ? [] : await sumsOf(asked, 60);
  return machines.map((machine, at) => {
    const [started = 0, failed = 0, timedOut = 0] = sums
      .slice(at * counted.length, (at + 1) * counted.length)
      .map(({ sum }) => sum);
    return { ...machine, started, failed: failed + timedOut };
  });
}

export function MachinesPage() {
  return (
    <ListPage<Counted>
      title="State machines"
      load={listCounted}
      nameOf={({ name }) => name}
      addressOf={({ name }) => addressOf(["machines", name])}
      empty="No machine has been deployed."
      columns={[
        {
          title: "Failed, 1 h",
          width: "8rem",
          cell: ({ name, failed }) =>
            failed === 0 ? (
              "0"
            ) : (
              <a class="bad" href={addressOf(["machines", name], { status: "UNSUCCESSFUL" })}>
                <span aria-hidden="true">✖</span> {count(failed)}
              </a>
            ),
        },
        { title: "Started, 1 h", width: "8rem", cell: ({ started }) => count(started) },
        { title: "Type", width: "8rem", cell: ({ type }) => (type === "EXPRESS" ? "Express" : "Standard") },
        { title: "Created", width: "14rem", cell: ({ creationDate }) => <When at={creationDate} /> },
      ]}
    />
  );
}
