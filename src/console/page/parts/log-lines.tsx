// What a log group was told of late, the latest first, and what comes.

import { useState } from "preact/hooks";
import { call, type RegionProblem } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { LongList } from "./long-list.tsx";
import { SearchField } from "./search-field.tsx";
import { Trouble } from "./trouble.tsx";
import { When } from "./when.tsx";
import { writtenOut } from "./words.ts";

interface LogEvent {
  readonly eventId: string;
  readonly timestamp: number;
  readonly message: string;
  readonly logStreamName: string;
}

const minutesBack = 60;
const mostEvents = 5_000;

interface LogLinesProps {
  readonly logGroupName: string;
  /** Such as that of a function which has not been invoked yet: it is one in which nothing stands. */
  readonly mayBeMissing?: boolean;
}

export function LogLines({ logGroupName, mayBeMissing = false }: LogLinesProps) {
  const [pattern, setPattern] = useState("");
  const [opened, setOpened] = useState<LogEvent | undefined>();
  const { value, problem } = useLive(
    `${logGroupName} ${pattern}`,
    async (former: readonly LogEvent[] = []) => {
      const last = former[0]?.timestamp;
      const since = last ?? Date.now() - minutesBack * 60_000;
      const fresh = await eventsOf(logGroupName, pattern, since).catch((problem: RegionProblem) => {
        if (mayBeMissing && problem.code === "ResourceNotFoundException") return [];
        throw problem;
      });
      const known = new Set(former.map(({ eventId }) => eventId));
      return [...fresh.filter(({ eventId }) => !known.has(eventId)).toReversed(), ...former].slice(
        0,
        mostEvents,
      );
    },
  );
  return (
    <>
      <label class="filter">
        <span>Filter pattern</span>
        <SearchField value={pattern} onSearch={setPattern} />
      </label>
      <Trouble problem={problem} />
      <LongList
        label="Log events"
        rows={value ?? []}
        keyOf={({ eventId }) => eventId}
        empty={`Nothing in the last ${minutesBack} minutes.`}
        onOpen={setOpened}
        columns={[
          { title: "Time", width: "8rem", cell: ({ timestamp }) => <When at={timestamp} isClock /> },
          {
            title: "Message",
            width: "minmax(20rem, 1fr)",
            cell: (each) => (
              <button type="button" class="link plain" onClick={() => setOpened(each)}>
                {each.message.slice(0, 300)}
              </button>
            ),
          },
        ]}
      />
      {opened && (
        <pre tabIndex={0} role="region" aria-label="The log event">
          {writtenOut(opened.message)}
        </pre>
      )}
    </>
  );
}

async function eventsOf(logGroupName: string, filterPattern: string, startTime: number): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await call<{ events: LogEvent[]; nextToken?: string }>("cloudwatchlogs", "FilterLogEvents", {
      ...{ logGroupName, startTime, limit: 1000 },
      ...(filterPattern === "" ? {} : { filterPattern }),
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    events.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken !== undefined && events.length < mostEvents);
  return events;
}
