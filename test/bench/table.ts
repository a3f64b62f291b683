// How the benchmark prints a row for a person.

export function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}

export function tableRow(cells: readonly string[]): string {
  const [name = "", ...figures] = cells;
  return [name.padEnd(50), ...figures.map((cell) => cell.padStart(14))].join("  ");
}
