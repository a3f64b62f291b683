// Lists of API keys: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html

import { badRequest } from "../refusals.ts";

export interface ListedKey {
  readonly name: string;
  readonly value: string;
  readonly description: string | undefined;
  readonly enabled: boolean;
  readonly planIds: readonly string[];
}

/** Columns come in any order, and those that are not known are ignored. Throws BadRequestException. */
export function keysIn(file: string): readonly ListedKey[] {
  const [head = [], ...rows] = file
    .replace(/^\u{feff}/u, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map(cellsOf);
  const columns = head.map((name) => name.toLowerCase());
  for (const name of ["name", "key"])
    if (!columns.includes(name)) throw badRequest(`The API key file must have the column ${name}`);
  return rows.map((cells) => {
    const cell = (name: string) => cells[columns.indexOf(name)] ?? "";
    return {
      ...{ name: cell("name"), value: cell("key"), description: cell("description") || undefined },
      enabled: cell("enabled").toLowerCase() !== "false",
      planIds: cell("usageplanids")
        .split(",")
        .map((id) => id.trim())
        .filter((id) => id !== ""),
    };
  });
}

/** A cell with commas is in quotation marks of either kind, which stand twice for one within. */
function cellsOf(line: string): readonly string[] {
  const cells = line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^,]*))/g);
  return Array.from(cells, ([, double, single, plain = ""]) =>
    (double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? plain).trim(),
  );
}
