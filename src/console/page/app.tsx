// The frame around every page: where one is, where one can go, and whether the region is there.

import type { FunctionComponent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { AlarmPage } from "./pages/alarm.tsx";
import { ApprovalsPage } from "./pages/approvals.tsx";
import { BucketPage, BucketsPage } from "./pages/buckets.tsx";
import { BusesPage, BusPage } from "./pages/buses.tsx";
import { DashboardPage } from "./pages/dashboard.tsx";
import { ExecutionPage } from "./pages/execution.tsx";
import { FunctionPage, FunctionsPage } from "./pages/functions.tsx";
import { HomePage } from "./pages/home.tsx";
import { LogGroupPage, LogsPage } from "./pages/logs.tsx";
import { MachinePage } from "./pages/machine.tsx";
import { MachinesPage } from "./pages/machines.tsx";
import { MapRunPage } from "./pages/map-run.tsx";
import { MetricsPage } from "./pages/metrics.tsx";
import { QueuePage, QueuesPage } from "./pages/queues.tsx";
import { SchedulePage, SchedulesPage } from "./pages/schedules.tsx";
import { StackPage, StacksPage } from "./pages/stacks.tsx";
import { StreamPage, StreamsPage } from "./pages/streams.tsx";
import { TablePage, TablesPage } from "./pages/tables.tsx";
import { TracePage, TracesPage } from "./pages/traces.tsx";
import { TryStatePage } from "./pages/try-state.tsx";
import { addressOf, type Route, useRoute } from "./route.ts";

type Page = FunctionComponent<{ readonly route: Route }>;

interface Section {
  readonly name: string;
  readonly title: string;
  readonly page: Page;
  /** Of one of its things. */
  readonly one?: Page;
}

/** In the order of the navigation. */
const sections: readonly Section[] = [
  { name: "", title: "Home", page: HomePage },
  { name: "machines", title: "Machines", page: MachinesPage, one: MachinePage },
  { name: "streams", title: "Streams", page: StreamsPage, one: StreamPage },
  { name: "queues", title: "Queues", page: QueuesPage, one: QueuePage },
  { name: "buses", title: "Buses", page: BusesPage, one: BusPage },
  { name: "schedules", title: "Schedules", page: SchedulesPage, one: SchedulePage },
  { name: "functions", title: "Functions", page: FunctionsPage, one: FunctionPage },
  { name: "tables", title: "Tables", page: TablesPage, one: TablePage },
  { name: "buckets", title: "Buckets", page: BucketsPage, one: BucketPage },
  { name: "logs", title: "Logs", page: LogsPage, one: LogGroupPage },
  { name: "metrics", title: "Metrics", page: MetricsPage, one: DashboardPage },
  { name: "traces", title: "Traces", page: TracesPage, one: TracePage },
  { name: "stacks", title: "Stacks", page: StacksPage, one: StackPage },
  { name: "approvals", title: "Approvals", page: ApprovalsPage },
  { name: "try", title: "Try a state", page: TryStatePage },
];

/** Of things that are reached from others. */
const inner: Readonly<Record<string, { readonly page: Page; readonly section: string }>> = {
  executions: { page: ExecutionPage, section: "machines" },
  "map-runs": { page: MapRunPage, section: "machines" },
  alarms: { page: AlarmPage, section: "metrics" },
};

function pageOf({ parts: [name = "", one] }: Route): Page {
  if (Object.hasOwn(inner, name)) return inner[name]?.page ?? NotFound;
  const section = sections.find((each) => each.name === name);
  return (one === undefined ? section?.page : section?.one) ?? NotFound;
}

export function App() {
  const route = useRoute();
  const [first = ""] = route.parts;
  const name = Object.hasOwn(inner, first) ? inner[first]?.section : first;
  const Page = pageOf(route);
  const path = route.parts.join("/");
  const shown = useRef(path);
  useEffect(() => {
    // The keyboard goes on in the page that was asked for, not in the navigation before it.
    if (shown.current !== path) document.getElementById("main")?.focus();
    shown.current = path;
  }, [path]);
  useEffect(() => {
    document.title = [...route.parts.slice(0, 2).toReversed(), "Millrace"].join(" · ");
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to the page
      </button>
      <header class="top">
        <a class="brand" href="#/">
          Millrace
        </a>
        <nav aria-label="Sections">
          {sections.map(({ name: each, title }) => (
            <a
              key={each}
              href={addressOf([each].filter(Boolean))}
              aria-current={each === name ? "page" : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <Page key={path} route={route} />
      </main>
    </>
  );
}

function NotFound({ route }: { readonly route: Route }) {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        Nothing is at <code>{route.parts.join("/")}</code>. Go <a href="#/">home</a>.
      </p>
    </>
  );
}

/** `/` goes to the filter of the page. */
function onKey(event: KeyboardEvent): void {
  const isWriting = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
  if (event.key !== "/" || isWriting || event.ctrlKey || event.metaKey) return;
  const filter = document.querySelector<HTMLInputElement>("input[type=search]");
  if (filter === null) return;
  event.preventDefault();
  filter.focus();
}
