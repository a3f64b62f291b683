// The frame around every page: where one is, where one can go, and whether the region is there.

import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { ExecutionPage } from "./pages/execution.tsx";
import { HomePage } from "./pages/home.tsx";
import { MachinePage } from "./pages/machine.tsx";
import { MachinesPage } from "./pages/machines.tsx";
import { addressOf, type Route, useRoute } from "./route.ts";

interface Section {
  readonly name: string;
  readonly title: string;
  readonly page: FunctionComponent<{ readonly route: Route }>;
}

/** In the order of the navigation; `g` and a section's first letter go there. */
const sections: readonly Section[] = [
  { name: "", title: "Home", page: HomePage },
  {
    name: "machines",
    title: "Machines",
    page: ({ route }) => (route.parts.length > 1 ? <MachinePage route={route} /> : <MachinesPage />),
  },
];

/** Pages that are reached from others. */
const further: Readonly<Record<string, Section["page"]>> = { executions: ExecutionPage };

export function App() {
  const route = useRoute();
  const [name = ""] = route.parts;
  const section = sections.find((each) => each.name === name);
  const Page = section?.page ?? further[name] ?? NotFound;
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
        <Page key={route.parts.join("/")} route={route} />
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
