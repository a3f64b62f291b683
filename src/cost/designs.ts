// The ways to run the same workflow over the same records: by type, and by what one execution is given.

export interface Design {
  readonly name: string;
  readonly title: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly executionOf: "record" | "batch";
}

export const designs: readonly Design[] = [
  { name: "standard", title: "Standard per record", type: "STANDARD", executionOf: "record" },
  { name: "standard-batch", title: "Standard per batch", type: "STANDARD", executionOf: "batch" },
  { name: "express", title: "Express per record", type: "EXPRESS", executionOf: "record" },
  { name: "express-batch", title: "Express per batch", type: "EXPRESS", executionOf: "batch" },
];

/** Throws for a name that no design has. */
export function designNamed(name: string): Design {
  const found = designs.find((design) => design.name === name);
  if (found === undefined) throw new Error(`there is no design "${name}"`);
  return found;
}
