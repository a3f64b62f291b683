// Log groups, and what stands in them.

import { ListPage } from "../parts/list-page.tsx";
import { LogLines } from "../parts/log-lines.tsx";
import { dateTime } from "../parts/words.ts";
import { allPages, call } from "../region/call.ts";
import { addressOf, type Route } from "../route.ts";

interface LogGroup {
  readonly logGroupName: string;
  readonly creationTime: number;
  readonly retentionInDays?: number;
}

export function LogsPage() {
  return (
    <ListPage<LogGroup>
      title="Log groups"
      load={() =>
        allPages(async (nextToken) => {
          const page = await call<{ logGroups: LogGroup[]; nextToken?: string }>(
            "cloudwatchlogs",
            "DescribeLogGroups",
            nextToken ? { nextToken } : {},
          );
          return { items: page.logGroups, next: page.nextToken };
        })
      }
      nameOf={({ logGroupName }) => logGroupName}
      addressOf={({ logGroupName }) => addressOf(["logs", logGroupName])}
      empty="There is no log group."
      columns={[
        {
          title: "Kept",
          width: "8rem",
          cell: ({ retentionInDays }) =>
            retentionInDays === undefined ? "for ever" : `${retentionInDays} days`,
        },
        { title: "Created", width: "14rem", cell: ({ creationTime }) => dateTime(creationTime) },
      ]}
    />
  );
}

export function LogGroupPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  return (
    <>
      <p class="crumbs">
        <a href="#/logs">Log groups</a> ›
      </p>
      <h1>{name}</h1>
      <LogLines logGroupName={name} />
    </>
  );
}
