// The views of a thing side by side, each with its address. They are one stop of the Tab key; arrow keys, Home and End go from one to
// another, which shows it. https://www.w3.org/WAI/ARIA/apg/patterns/tabs/

export interface TabsProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly (readonly [name: Name, title: string])[];
  readonly chosen: Name;
  readonly addressOf: (name: Name) => string;
}

const panelId = "view";
const tabId = (name: string) => `tab-${name}`;

export function Tabs<Name extends string>({ label, tabs, chosen, addressOf }: TabsProps<Name>) {
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={moveBetween}>
      {tabs.map(([name, title]) => (
        <a
          key={name}
          id={tabId(name)}
          role="tab"
          aria-selected={name === chosen}
          aria-controls={panelId}
          tabIndex={name === chosen ? 0 : -1}
          href={addressOf(name)}
        >
          {title}
        </a>
      ))}
    </div>
  );
}

/** Of the element that shows the view. */
export function panelOf(chosen: string) {
  return { role: "tabpanel", id: panelId, "aria-labelledby": tabId(chosen) } as const;
}

/** The view that an address names; the first if it names none that there is. */
export function chosenOf<Name extends string>(tabs: TabsProps<Name>["tabs"], wanted: string | null): Name {
  const [[first]] = tabs as readonly [readonly [Name, string]];
  return tabs.find(([name]) => name === wanted)?.[0] ?? first;
}

function moveBetween(event: KeyboardEvent): void {
  const tabs = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("[role=tab]")];
  const at = tabs.indexOf(event.target as HTMLElement);
  const places = new Map([
    ["ArrowRight", (at + 1) % tabs.length],
    ["ArrowLeft", (at - 1 + tabs.length) % tabs.length],
    ["Home", 0],
    ["End", tabs.length - 1],
    [" ", at],
  ]);
  const next = tabs[places.get(event.key) ?? -1];
  if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  next.focus();
  next.click();
}
