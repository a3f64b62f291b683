// Log groups: what stands in them, as it comes, and queries over one or several of them.

import { useState } from "preact/hooks";
import { FilterField, useFilter } from "../parts/filter.tsx";
import { Insights } from "../parts/insights.tsx";
import { LogLines } from "../parts/log-lines.tsx";
import { LongList } from "../parts/long-list.tsx";
import { chosenOf, panelOf, Tabs } from "../parts/tabs.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { byteSize } from "../parts/words.ts";
import { allPages, call, NotThere } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

interface LogGroup {
  readonly logGroupName: string;
  readonly creationTime: number;
  readonly retentionInDays?: number;
  readonly storedBytes?: number;
}

function listGroups(logGroupNamePrefix?: string): Promise<readonly LogGroup[]> {
  return allPages(async (nextToken) => {
    const page = await call<{ logGroups: LogGroup[]; nextToken?: string }>(
      "cloudwatchlogs",
      "DescribeLogGroups",
      {
        ...(logGroupNamePrefix === undefined ? {} : { logGroupNamePrefix }),
        ...(nextToken === undefined ? {} : { nextToken }),
      },
    );
    return { items: page.logGroups, next: page.nextToken };
  });
}

/** Rejects with RegionProblem, and with NotThere. */
async function findGroup(name: string): Promise<LogGroup> {
  const found = (await listGroups(name)).find(({ logGroupName }) => logGroupName === name);
  if (found === undefined) throw new NotThere(`There is no log group ${name}`);
  return found;
}

const none: readonly LogGroup[] = [];

export function LogsPage() {
  const [asked, setAsked] = useState<readonly string[]>([]);
  const { value, problem } = useLive("groups", () => listGroups(), 5000);
  const filter = useFilter(value ?? none, ({ logGroupName }) => logGroupName);
  const toggle = (name: string) =>
    setAsked((all) => (all.includes(name) ? all.filter((each) => each !== name) : [...all, name]));
  return (
    <>
      <h1>Log groups</h1>
      <FilterField label="Filter by name" filter={filter} />
      <Trouble problem={problem} />
      {value && (
        <LongList
          label="Log groups"
          rows={filter.rows}
          isBusy={filter.isBusy}
          keyOf={({ logGroupName }) => logGroupName}
          empty={filter.text === "" ? "There is no log group." : "None has that in its name."}
          columns={[
            {
              title: "Ask",
              width: "3rem",
              cell: ({ logGroupName: name }) => (
                <input
                  type="checkbox"
                  aria-label={`Ask ${name} by Insights`}
                  checked={asked.includes(name)}
                  onChange={() => toggle(name)}
                />
              ),
            },
            {
              title: "Name",
              width: "minmax(14rem, 2fr)",
              cell: ({ logGroupName: name }) => <a href={addressOf(["logs", name])}>{name}</a>,
            },
            {
              title: "Stored",
              width: "7rem",
              cell: ({ storedBytes }) => (storedBytes === undefined ? "" : byteSize(storedBytes)),
            },
            {
              title: "Kept",
              width: "8rem",
              cell: ({ retentionInDays }) =>
                retentionInDays === undefined ? "for ever" : `${retentionInDays} days`,
            },
            { title: "Created", width: "14rem", cell: ({ creationTime }) => <When at={creationTime} /> },
          ]}
        />
      )}
      <h2>Insights</h2>
      <p>
        {asked.length === 0
          ? "Choose the groups that are to be asked."
          : `Over ${asked.length === 1 ? asked[0] : `${asked.length} groups`}.`}
      </p>
      <Insights logGroupNames={asked} />
    </>
  );
}

const views = [
  ["events", "Events"],
  ["insights", "Insights"],
] as const;

export function LogGroupPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const view = chosenOf(views, route.query.get("view"));
  const { problem } = useLive(name, () => findGroup(name), 5000);
  return (
    <ThingPage section="logs" sectionTitle="Log groups" kind="log group" name={name} problem={problem}>
      <Tabs
        label="Views"
        tabs={views}
        chosen={view}
        addressOf={(each) => addressOf(["logs", name], { view: each })}
      />
      <div {...panelOf(view)}>
        {view === "insights" ? <Insights logGroupNames={[name]} /> : <LogLines logGroupName={name} />}
      </div>
    </ThingPage>
  );
}
