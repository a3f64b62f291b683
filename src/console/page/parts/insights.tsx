// CloudWatch Logs Insights: a query over log groups, and what came of it as a table.

import { useState } from "preact/hooks";
import { call } from "../region/call.ts";
import { type Column, LongList } from "./long-list.tsx";
import { TimeRange } from "./time-range.tsx";
import { Trouble } from "./trouble.tsx";

interface Results {
  readonly status: string;
  readonly results: readonly (readonly { readonly field: string; readonly value: string }[])[];
  readonly statistics: { readonly recordsMatched: number; readonly recordsScanned: number };
}

const usual = "fields @timestamp, @message\n| sort @timestamp desc\n| limit 100";
const samples: readonly (readonly [title: string, query: string])[] = [
  ["The latest", usual],
  ["Errors", "fields @timestamp, @message\n| filter @message like /(?i)error/\n| sort @timestamp desc"],
  ["How many a minute", "stats count(*) as lines by bin(1m)"],
  [
    "Slowest invocations",
    "filter @type = 'REPORT'\n| fields @requestId, @duration, @maxMemoryUsed\n| sort @duration desc\n| limit 20",
  ],
];
const ranges = [5, 60, 180, 1440];
const patienceMs = 60_000;

/** Rejects with RegionProblem. */
export async function runQuery(
  logGroupNames: readonly string[],
  queryString: string,
  minutes: number,
): Promise<Results> {
  const endTime = Math.ceil(Date.now() / 1000);
  const { queryId } = await call<{ queryId: string }>("cloudwatchlogs", "StartQuery", {
    ...{ logGroupNames, queryString, endTime, startTime: endTime - minutes * 60 },
  });
  const until = Date.now() + patienceMs;
  for (;;) {
    const told = await call<Results>("cloudwatchlogs", "GetQueryResults", { queryId });
    if (!/^(?:Scheduled|Running)$/.test(told.status) || Date.now() > until) return told;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export function Insights({ logGroupNames }: { readonly logGroupNames: readonly string[] }) {
  const [query, setQuery] = useState(usual);
  const [minutes, setMinutes] = useState(60);
  const [told, setTold] = useState<Results | undefined>();
  const [problem, setProblem] = useState<Error | undefined>();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setProblem(undefined);
    await runQuery(logGroupNames, query, minutes).then(setTold, (refused: Error) => {
      setTold(undefined);
      setProblem(refused);
    });
    setBusy(false);
  };
  return (
    <form
      class="ask"
      aria-label="Insights"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <label>
        <span>Query</span>
        <textarea
          rows={5}
          spellcheck={false}
          value={query}
          onInput={({ currentTarget }) => setQuery(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void run();
          }}
        />
      </label>
      <p class="actions">
        <button type="submit" disabled={isBusy || logGroupNames.length === 0}>
          {isBusy ? "Running …" : "Run"}
        </button>
        <label class="beside">
          <TimeRange ranges={ranges} minutes={minutes} onChange={setMinutes} />
        </label>
        {samples.map(([title, sample]) => (
          <button key={title} type="button" class="quiet" onClick={() => setQuery(sample)}>
            {title}
          </button>
        ))}
      </p>
      <Trouble problem={problem} />
      {told && <QueryTable told={told} />}
    </form>
  );
}

/** Each row by the fields that any row has. */
export function QueryTable({ told }: { readonly told: Results }) {
  const rows = told.results.map((row, at) => ({
    at,
    values: new Map(row.map(({ field, value }) => [field, value])),
  }));
  const fields = [...new Set(told.results.flatMap((row) => row.map(({ field }) => field)))].filter(
    (field) => field !== "@ptr",
  );
  return (
    <>
      <p>
        {told.status.toLowerCase()}: {told.results.length.toLocaleString("en-US")} rows ·{" "}
        {told.statistics.recordsMatched.toLocaleString("en-US")} of{" "}
        {told.statistics.recordsScanned.toLocaleString("en-US")} events matched
      </p>
      <LongList
        label="Results"
        rows={rows}
        keyOf={({ at }) => at}
        empty="No event matched."
        columns={fields.map(
          (field): Column<(typeof rows)[number]> => ({
            title: field,
            width: field === "@message" ? "minmax(20rem, 3fr)" : "minmax(10rem, 1fr)",
            cell: ({ values }) => (
              <span title={values.get(field)}>{(values.get(field) ?? "").slice(0, 500)}</span>
            ),
          }),
        )}
      />
    </>
  );
}
