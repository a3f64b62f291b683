// The views of a thing side by side. Each has its address; the arrow keys go from one to the next.

export interface TabsProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly (readonly [name: Name, title: string])[];
  readonly chosen: string;
  readonly addressOf: (name: Name) => string;
}

export function Tabs<Name extends string>({ label, tabs, chosen, addressOf }: TabsProps<Name>) {
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={moveBetween}>
      {tabs.map(([name, title]) => (
        <a
          key={name}
          role="tab"
          aria-selected={name === chosen}
          tabIndex={name === chosen ? 0 : -1}
          href={addressOf(name)}
        >
          {title}
        </a>
      ))}
    </div>
  );
}

function moveBetween(event: KeyboardEvent): void {
  const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (by === 0) return;
  const tabs = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("[role=tab]")];
  const at = tabs.indexOf(document.activeElement as HTMLElement);
  const next = tabs[(at + by + tabs.length) % tabs.length];
  next?.focus();
  next?.click();
}
