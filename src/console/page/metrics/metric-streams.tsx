// The streams that send metrics on: which metrics, in which format, to which delivery stream.

import { useState } from "preact/hooks";
import { FilteredList } from "../parts/filtered-list.tsx";
import { JsonText } from "../parts/json.tsx";
import { LastFailure } from "../parts/last-failure.tsx";
import { Arns } from "../parts/things.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";

interface MetricStream {
  readonly Arn: string;
  readonly Name: string;
  readonly FirehoseArn: string;
  readonly OutputFormat: string;
  readonly State: string;
  readonly LastUpdateDate: number;
}

export function MetricStreams() {
  const [chosen, setChosen] = useState<string | undefined>();
  const { value, problem } = useLive(
    "metric streams",
    () =>
      allPages(async (NextToken) => {
        const page = await call<{ Entries: MetricStream[]; NextToken?: string }>(
          "cloudwatch",
          "ListMetricStreams",
          NextToken ? { NextToken } : {},
        );
        return { items: page.Entries, next: page.NextToken };
      }),
    5000,
  );
  return (
    <>
      <Trouble problem={problem} />
      <FilteredList<MetricStream>
        label="Metric streams"
        rows={value}
        filterLabel="Filter by name"
        textOf={({ Name }) => Name}
        keyOf={({ Name }) => Name}
        empty="There is no metric stream."
        onOpen={({ Name }) => setChosen(Name)}
        isChosen={({ Name }) => Name === chosen}
        columns={[
          {
            title: "Name",
            width: "minmax(12rem, 1fr)",
            cell: ({ Name }) => (
              <button type="button" class="link" onClick={() => setChosen(Name)}>
                {Name}
              </button>
            ),
          },
          {
            title: "State",
            width: "8rem",
            cell: ({ State }) => (State === "running" ? "✔ running" : `■ ${State}`),
          },
          { title: "Format", width: "10rem", cell: ({ OutputFormat }) => OutputFormat },
          {
            title: "Sends to",
            width: "minmax(10rem, 1fr)",
            cell: ({ FirehoseArn }) => <Arns arns={[FirehoseArn]} />,
          },
          { title: "Changed", width: "14rem", cell: ({ LastUpdateDate }) => <When at={LastUpdateDate} /> },
        ]}
      />
      {chosen !== undefined && <Described key={chosen} name={chosen} />}
    </>
  );
}

function Described({ name }: { readonly name: string }) {
  const { value, problem } = useLive(
    `metric stream ${name}`,
    () => call<MetricStream>("cloudwatch", "GetMetricStream", { Name: name }),
    5000,
  );
  return (
    <>
      <Trouble problem={problem} />
      {value && <LastFailure arn={value.Arn} />}
      {value && <JsonText title="As AWS describes it" text={JSON.stringify(value)} />}
    </>
  );
}
