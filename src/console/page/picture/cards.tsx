// Cards with lines between them: what stands where has been decided before.

import { shortened } from "../parts/words.ts";
import { linePath } from "./line-path.ts";
import { box, type Placeable, type PlacedPicture, type PlacedThing } from "./place-things.ts";

export interface Card {
  readonly title: string;
  readonly name: string;
  readonly told: string;
  readonly isFailing: boolean;
  readonly address?: string | undefined;
}

export interface CardsProps<Thing extends Placeable> {
  readonly label: string;
  readonly placed: PlacedPicture<Thing>;
  /** `kind` is a class of the style sheet. */
  readonly lines: readonly { readonly from: string; readonly to: string; readonly kind: string }[];
  readonly cardOf: (thing: PlacedThing<Thing>) => Card;
}

/** On a narrow window it is drawn smaller, as far as it can be read, and scrolls from there on. */
const smallest = 0.66;
const longestName = 18;
const lanes: Readonly<Record<string, number>> = { calls: 1, "dead-letters": -1 };

export function Cards<Thing extends Placeable>({ label, placed, lines, cardOf }: CardsProps<Thing>) {
  const { things, width, height } = placed;
  const places = new Map(things.map((thing) => [thing.arn, thing]));
  return (
    <div class="picture" tabIndex={0} role="region" aria-label={`${label}, which scrolls`}>
      <svg
        style={{ width: "100%", minWidth: `${width * smallest}px`, maxWidth: `${width + 8}px` }}
        viewBox={`-4 -4 ${width + 8} ${height + 8}`}
        role="group"
        aria-label={label}
      >
        <defs>
          <marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0L8 4L0 8z" class="tip" />
          </marker>
        </defs>
        {lines.map(({ from, to, kind }) => {
          const [start, end] = [places.get(from), places.get(to)];
          if (start === undefined || end === undefined) return null;
          return (
            <path
              key={`${from} ${to} ${kind}`}
              class={`line ${kind}`}
              d={linePath(start, end, lanes[kind] ?? 0)}
              marker-end="url(#tip)"
            />
          );
        })}
        {things.map((thing) => (
          <Drawn key={thing.arn} place={thing} card={cardOf(thing)} />
        ))}
      </svg>
    </div>
  );
}

function Drawn({
  place,
  card,
}: {
  readonly place: { readonly x: number; readonly y: number };
  readonly card: Card;
}) {
  const { title, name, told, isFailing, address } = card;
  const drawn = (
    <g transform={`translate(${place.x} ${place.y})`} class={`thing${isFailing ? " failing" : ""}`}>
      <title>{name}</title>
      <rect width={box.width} height={box.height} rx="8" />
      <text x="12" y="18" class="kind">
        {title}
      </text>
      <text x="12" y="36" class="name">
        {shortened(name, longestName)}
      </text>
      <text x="12" y="53">
        {told}
      </text>
    </g>
  );
  return address === undefined ? drawn : <a href={address}>{drawn}</a>;
}
